"""The link of the phone form: signed, good for a day, for one person and one measure."""

import re
from dataclasses import astuple, dataclass
from typing import Any

from itsdangerous import URLSafeTimedSerializer

from bot.settings import WebSettings

FORM_SECONDS = 24 * 3600
LIFF = "https://liff.line.me"
# LINE gives what stands behind the id as `liff.state`; only a token of ours leads on from there, to no other address.
_LIFF_STATE = re.compile(r"/?(\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)/?")


@dataclass(frozen=True)
class FormLink:
    """What a link is for. Without a department the person chooses among those they may report for. It allows nothing:
    what the person may do is asked anew whenever it is used."""

    office_id: int
    person_id: int
    fiscal_year: int
    number: int
    department_id: int | None = None


def form_link(
    settings: WebSettings,
    office_id: int,
    person_id: int,
    fiscal_year: int,
    number: int,
    department_id: int | None = None,
) -> str:
    """An address that opens the form of a measure for a day, while that person may report on it: over the chat where
    there is a LIFF app for it, else in the browser of LINE."""
    signed = astuple(FormLink(office_id, person_id, fiscal_year, number, department_id))
    token = _signer(settings).dumps(signed)
    before = f"{LIFF}/{settings.liff_id}" if settings.liff_id else f"{settings.public_url}/f"
    return f"{before}/{token.decode() if isinstance(token, bytes) else token}"


def token_of_liff(state: str) -> str | None:
    """What LINE carries over of a LIFF address to the address it opens first, when it is the token of a form."""
    found = _LIFF_STATE.fullmatch(state)
    return found[1] if found else None


def read_link(settings: WebSettings, token: str) -> FormLink:
    """What a link says. Raises BadSignature (SignatureExpired after a day)."""
    return FormLink(*_signer(settings).loads(token, max_age=FORM_SECONDS))


def _signer(settings: WebSettings) -> URLSafeTimedSerializer:
    secret: Any = settings.secret_key
    return URLSafeTimedSerializer(secret.get_secret_value(), salt="prongsai/form-link")
