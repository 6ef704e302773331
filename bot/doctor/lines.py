"""What is LINE's: tokens, webhooks, pushes, and its clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial

from bot.accounts import Account
from bot.doctor.patient import DAYS, Check, Patient, Unwell, span
from tracker.rules.workdays import BANGKOK

SKEW = timedelta(seconds=30)
TOKEN_DAYS = 7
QUOTA_FULL = 80  # percent


def _clock(patient: Patient) -> str:
    """Against the Date of LINE's answer, the one clock everybody here depends on."""
    said = patient.line.date()
    if said is None:
        return f"{patient.now.astimezone(patient.facts.zone):%Y-%m-%d %H:%M %Z}; LINE told no time to compare with"
    # HTTP dates are GMT, which the parser may hand back without a zone.
    skew = datetime.now(UTC) - parsedate_to_datetime(said).replace(tzinfo=UTC)
    if abs(skew) > SKEW:
        way = "ahead of" if skew > timedelta() else "behind"
        raise Unwell(
            words=f"this machine is {span(abs(skew).total_seconds())} {way} LINE: switch time synchronisation on "
            "(timedatectl set-ntp true)"
        )
    return f"{patient.now.astimezone(patient.facts.zone):%Y-%m-%d %H:%M %Z}, as LINE's"


def _token(patient: Patient) -> str:
    name = patient.line.info().get("displayName", "?")
    left = patient.line.token_life()
    if left is None:
        return f"works and does not expire; the bot is {name}"
    if not patient.line.renews_itself and left < TOKEN_DAYS * DAYS:
        raise Unwell(
            words=f"works, but expires in {span(left)}: issue a new LINE_CHANNEL_ACCESS_TOKEN in the console, "
            "or set LINE_CHANNEL_ID and it is renewed by itself"
        )
    kept = "renewed by itself" if patient.line.renews_itself else f"expires in {span(left)}"
    return f"works, {kept}; the bot is {name}"


def _webhook(patient: Patient) -> str:
    found = patient.line.webhook()
    wanted = f"{patient.web.public_url}/callback"
    if not found.get("active"):
        raise Unwell(words="is switched off: LINE Developers console, Messaging API, Use webhook")
    if found.get("endpoint") != wanted and not patient.web.is_demo:
        raise Unwell(
            words=f"LINE sends to {found.get('endpoint')}, expected {wanted}: change it in the console"
        )
    return f"LINE sends to {found.get('endpoint')}"


def _reached(patient: Patient) -> str:
    """LINE itself calls the webhook: address, certificate, secret and our answer in one."""
    said = patient.line.try_webhook()
    if not said.get("success"):
        reason = f"{said.get('reason', '?')} {said.get('detail', '')}".strip()
        raise Unwell(
            words=f"LINE's test got {said.get('statusCode') or 'no answer'} ({reason}): is web running, does the proxy "
            "pass /callback unaltered, is the certificate complete, is LINE_CHANNEL_SECRET this channel's?"
        )
    return "LINE's own test was answered 200"


def _account(account: Account, patient: Patient) -> str:
    """Token, destination and webhook of one of several accounts."""
    line = patient.line.through(account.destination)
    found, hook = line.info(), line.webhook()
    wanted = f"{patient.web.public_url}/callback"
    if found.get("userId") != account.destination:
        raise Unwell(
            words=f"its token is of {found.get('userId')}, not of {account.destination}: LINE_CHANNELS"
        )
    if not hook.get("active") or (hook.get("endpoint") != wanted and not patient.web.is_demo):
        raise Unwell(
            words=f"LINE does not send to {wanted}: console, Messaging API, Webhook URL and Use webhook"
        )
    allowed, used = line.quota(), line.consumption()
    if allowed is not None and used >= allowed * QUOTA_FULL / 100:
        raise Unwell(words=f"{used} of {allowed} pushes used this month: take a larger plan")
    return f"works; the bot is {found.get('displayName', '?')}; {used} pushes used this month"


def _redelivery(_patient: Patient) -> str:
    return "cannot be asked for: check that Webhook redelivery is ON in the console, else a 503 is a lost message"


def _quota(patient: Patient) -> str:
    allowed, used = patient.line.quota(), patient.line.consumption()
    if allowed is None:
        return f"{used} pushes used this month, no limit"
    told_last = patient.figures.details.get("quota", {}) if "figures" in patient.__dict__ else {}
    this_month = f"{patient.now.astimezone(BANGKOK):%Y-%m}"
    coming = told_last.get("forecast") if told_last.get("month") == this_month else None
    told = f", {coming} more expected" if isinstance(coming, int) else ""
    if used >= allowed * QUOTA_FULL / 100:
        raise Unwell(
            words=f"{used} of {allowed} pushes used this month{told}: reminders may stop; take a larger plan"
        )
    if isinstance(coming, int) and used + coming > allowed:
        raise Unwell(
            words=f"{used} of {allowed} pushes used this month{told}: will not last; take a larger plan"
        )
    return f"{used} of {allowed} pushes used this month{told}"


CHECKS: tuple[Check, ...] = (
    Check("line token", _token, ("settings",)),
    Check("clock", _clock, ("line token",)),
    Check("webhook", _webhook, ("line token",)),
    Check("webhook test", _reached, ("webhook",)),
    Check("redelivery", _redelivery, ("webhook",)),
    Check("push quota", _quota, ("line token",)),
)


def of_accounts(accounts: Sequence[Account]) -> tuple[Check, ...]:
    """A line for each of several accounts (LINE_CHANNELS)."""
    return tuple(
        Check(f"account {each.office or each.destination}", partial(_account, each), ("line token",))
        for each in accounts
    )
