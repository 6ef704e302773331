"""A country of offices, for measuring what grows: made in a minute or so, the same for the same numbers."""
