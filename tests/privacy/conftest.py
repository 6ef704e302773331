"""The sample offices in each kind of database, a fresh copy for each test."""

from tests.contracts.conftest import sampled

__all__ = ["sampled"]
