"""The only room that speaks SQL. `with store.begin() as tx:` is the transaction."""

from tracker.store.engine import Store

__all__ = ["Store"]
