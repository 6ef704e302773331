"""Text to meaning: what a message says, read by fixed rules. Pure: no database, no web, no clock."""
