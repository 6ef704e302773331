"""The restore drill: `python -m tests.drill`. Proves that a backup brings back every acknowledged row."""
