"""The bytes of a webhook → plain JSON values any database can keep, or a ValueError.

LINE sends UTF-8, finite numbers and a few levels of nesting. Python's reader takes more than that: it guesses UTF-16,
reads NaN, and a body nested deeper than its stack would end the request.
"""

import json
import re
from typing import Any

DEPTH = 64
"""Levels of nesting that are read; LINE's own events have about eight."""
_UNKEPT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""NUL, and half of a surrogate pair; whole pairs too, which are then looked at one by one."""


def decoded(body: bytes) -> Any:
    """The JSON value of a body, without what no database keeps in a text (NUL, lone surrogates). Raises ValueError."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value if _is_plain(body) else _storable(value, DEPTH)


def _is_plain(body: bytes) -> bool:
    """Whether there is nothing to look for: what no text keeps comes as an escape only, and depth needs brackets."""
    return _UNKEPT.search(body) is None and body.count(b"{") + body.count(b"[") < DEPTH


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number too large")
    return number


def _storable(value: Any, deeper: int) -> Any:
    if deeper == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(each, deeper - 1) for each in value]
    if isinstance(value, dict):
        return {_storable(key, deeper): _storable(each, deeper - 1) for key, each in value.items()}
    return value
