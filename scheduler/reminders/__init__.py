"""One file per rule: from what is known and the present to what is owed to whom. Pure; no rule reads a clock."""
