"""Where LINE's webhooks come in: one door for each account, told apart by the destination a webhook names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.line.events import destination_of, signature_is_right
from bot.line.identity import USER_ID, Identity
from bot.line.patience import Patience

LOOKED_THROUGH = 8_388_608
"""Bytes that are hashed at most, over all secrets, to find out whose webhook for an unknown account is: some twenty
thousandths of a second for whoever likes to send one."""


@dataclass(frozen=True)
class Door:
    """An account as seen by the webhook: the secret LINE signs with, which bot it is, and who shows that work goes on.
    `account` is its LINE id, None for the main one; `office` the slug of its office, if it is of one."""

    secret: str
    identity: Identity
    patience: Patience
    account: str | None = None
    office: str = ""


@dataclass(frozen=True)
class Doors:
    """Every account's door. `own` is the LINE id of the main account where the settings say it."""

    main: Door
    others: Mapping[str, Door] = field(default_factory=dict)
    own: str | None = None

    def of(self, body: bytes) -> Door | None:
        """Whose secret is to prove a webhook; None when it is for an account that is not ours. With one account there
        is nothing to choose, and nothing is read before its signature was looked at."""
        if not self.others:
            return self.main
        wanted = destination_of(body)
        if wanted is None or wanted == self.own or not USER_ID.fullmatch(wanted):
            return self.main
        return self.others.get(wanted)

    def is_signed_by_any(self, body: bytes, signature: str | None) -> bool:
        """Whether one of our secrets signed it: then it is LINE's, and the settings are wrong."""
        small = len(body) * len(self._all()) <= LOOKED_THROUGH
        return small and any(signature_is_right(each.secret, body, signature) for each in self._all())

    def basic_id(self, office: str = "") -> str | None:
        """The id under which people find the account of an office, else the main one; None while LINE has not told."""
        return self._of_office(office).identity.basic_id()

    def offices(self) -> dict[str | None, str]:
        """The office (slug) of each account that is of one."""
        return {each.account: each.office for each in self._all() if each.office}

    def _of_office(self, office: str) -> Door:
        return next((each for each in self._all() if office and each.office == office), self.main)

    def _all(self) -> Sequence[Door]:
        return (self.main, *self.others.values())
