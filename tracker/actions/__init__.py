"""Everything a person can do, one verb per file. Each takes the open transaction and the moment as arguments,
checks authority there and then, and leaves a line in the audit log."""
