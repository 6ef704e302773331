"""The address of a picture of the departments. It carries the very figures that are drawn: whenever it is opened within
its seven days, it shows what was so when it was made, and nothing has to be kept for it."""

from datetime import date
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from pydantic import SecretStr

from tracker.rules.overview import Figures, Row

SECONDS = 7 * 24 * 3600


def picture_link(public_url: str, secret: SecretStr, office_id: int, person_id: int, shown: Figures) -> str:
    """An address that shows these figures of an office for a week, while that person may read the whole office."""
    rows = [[row.department_id, row.done, row.doing, row.late, row.waiting] for row in shown.rows]
    due = shown.due.isoformat() if shown.due else None
    signed = [office_id, person_id, shown.fiscal_year, shown.taken.isoformat(), shown.round_label, due, rows]
    token = _signer(secret).dumps(signed)
    return f"{public_url}/p/{token.decode() if isinstance(token, bytes) else token}.png"


def read(secret: SecretStr, token: str) -> tuple[int, int, Figures]:
    """Office, person and figures of an address. Raises BadSignature, SignatureExpired."""
    office_id, person_id, year, taken, label, due, rows = _signer(secret).loads(token, max_age=SECONDS)
    shown = Figures(
        year,
        date.fromisoformat(taken),
        tuple(Row(*row) for row in rows),
        label,
        date.fromisoformat(due) if due else None,
    )
    return office_id, person_id, shown


def _signer(secret: SecretStr) -> URLSafeTimedSerializer:
    key: Any = secret.get_secret_value()
    return URLSafeTimedSerializer(key, salt="prongsai/picture-link")
