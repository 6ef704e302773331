"""How LINE says no."""

from typing import Any

from flask import Response, jsonify

Answer = tuple[Response, int]


def refuse(status: int, message: str, details: list[str] | None = None) -> Answer:
    """A refusal in LINE's shape: a message, and under details what is wrong with the body."""
    body: dict[str, Any] = {"message": message}
    if details:
        body["details"] = [{"message": each} for each in details]
    return jsonify(body), status
