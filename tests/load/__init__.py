"""Load on the whole product: `python -m tests.load`. Real gunicorn, real scheduler, LINE pretended by a fast one."""
