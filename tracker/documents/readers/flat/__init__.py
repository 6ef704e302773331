"""Tables that became plain text: drawn with bars, set apart by blanks, or stacked one cell a line.

Each shape has a module with `table_at(lines, at, noise)`: the table that begins at a line and the line after it, or
None. Only sure signs make a table; what is unsure stays text, for a wrong figure is worse than none.
"""
