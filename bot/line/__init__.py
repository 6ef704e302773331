"""The wire to LINE. Nothing else speaks to LINE."""
