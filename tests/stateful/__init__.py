"""The whole conversation as a machine that hypothesis plays with; `python -m tests.stateful` plays for longer."""
