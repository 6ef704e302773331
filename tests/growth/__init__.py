"""A country of offices, for measuring what grows: made in some minutes, the same for the same numbers."""
