"""Pure judgements about scores, years, working days, rounds, status and permissions. Values in, values out."""
