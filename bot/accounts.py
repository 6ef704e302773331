"""The LINE accounts of an installation that has several: what LINE_CHANNELS names, read and looked through.

The first in the file is the main account: the one an installation began with, whose people, messages and photos are
those that name no account. See docs/decisions/0022.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from tracker.errors import SettingInvalid

SETTING, EXAMPLE = "LINE_CHANNELS", "/etc/prongsai/channels.toml"
_ALONE = ("line_channel_secret", "line_channel_access_token", "line_channel_id")


class Account(BaseModel):
    """One account. `destination` is its own LINE id, which a webhook names; `office` the slug of the office it is of;
    `token` long-lived or v2.1, or else `id` the channel's, and short tokens are issued."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    destination: Annotated[str, Field(pattern=r"^U[0-9a-f]{32}$")]
    office: Annotated[str, Field(pattern=r"^[a-z0-9-]*$")] = ""
    secret: Annotated[SecretStr, Field(min_length=1)]
    token: SecretStr | None = None
    id: Annotated[str, Field(pattern=r"^[0-9]*$")] = ""

    @model_validator(mode="after")
    def _a_way_to_authorise(self) -> "Account":
        if not (self.token and self.token.get_secret_value()) and not self.id:
            raise ValueError("needs a token, or the channel's id")
        return self


def with_accounts(given: dict[str, Any]) -> dict[str, Any]:
    """Settings as they came, with those of the main account where LINE_CHANNELS names a file. Raises SettingInvalid
    when the file is wrong, or an account is set beside it."""
    path = str(given.get("line_channels") or "").strip()
    if not path:
        return given
    # Whoever makes settings anew from others hands over the main account too: that is no second opinion.
    main = read(Path(path))[0]
    known = {
        "line_channel_secret": main.secret.get_secret_value(),
        "line_channel_access_token": main.token.get_secret_value() if main.token else "",
        "line_channel_id": main.id,
    }
    for name in _ALONE:
        beside = given.get(name)
        words = beside.get_secret_value() if isinstance(beside, SecretStr) else str(beside or "")
        if words and words != known[name]:
            raise _wrong(
                f"is set, and so is {name.upper()}: that account belongs into the file, as the first"
            )
    return given | {name: value or None for name, value in known.items()}


def read(path: Path) -> tuple[Account, ...]:
    """The accounts a file names, the main one first. Raises SettingInvalid naming what is wrong, never a secret."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _wrong(f"{path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"{path} is no TOML: {error}") from None
    listed = found.get("channel")
    if set(found) != {"channel"} or not isinstance(listed, list) or not listed:
        raise _wrong(f"{path} must hold [[channel]] tables and nothing else")
    accounts = tuple(_account(number, each) for number, each in enumerate(listed, 1))
    for name in ("destination", "secret"):
        values = [getattr(each, name) for each in accounts]
        if len(set(values)) < len(values):
            raise _wrong(f"two accounts have the same {name}")
    return accounts


def _account(number: int, given: Any) -> Account:
    try:
        return Account.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        words = re.sub(r"^Value error, ", "", first["msg"])
        raise _wrong(f"[[channel]] number {number}: {where} {words}".replace("  ", " ")) from None


def _wrong(problem: str) -> SettingInvalid:
    return SettingInvalid(name=SETTING, problem=problem, example=EXAMPLE)
