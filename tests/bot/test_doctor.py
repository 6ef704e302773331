"""The doctor finds what is wrong, says what to do, and tells one problem once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import Finding, Patient, examine
from bot.line.client import LineClient
from tests.bot.test_crowd import said
from tests.town import BANGKOK, Town, town
from tracker.model import Heartbeat, Message, SeenEvent
from tracker.settings import TrackerSettings
from tracker.store import Store, heartbeats, schema

Harm = Callable[[Town, Patient], None]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        now = datetime.now(UTC)
        with made.store.begin() as tx:
            heartbeats.beat(tx, "scheduler", now)
            heartbeats.beat(tx, "backup", now, bytes=1000, seconds=0.4)
            heartbeats.beat(tx, "drill", now)
        yield made


def patient_of(place: Town) -> Patient:
    patient = Patient()
    patient.__dict__["facts"] = place.facts.model_copy(update={"backup_dir": str(place.folder)})
    patient.__dict__["web"] = place.web
    patient.__dict__["store"] = Store(place.facts.database_url, busy_ms=200)
    patient.__dict__["line"] = place.client
    return patient


def ill(found: list[Finding]) -> dict[str, str]:
    return {finding.name: finding.words for finding in found if not finding.ok}


def test_a_healthy_installation_has_a_line_for_every_check_and_no_complaint(place: Town) -> None:
    found = examine(patient_of(place))
    assert ill(found) == {}
    lines = {finding.name: finding.words for finding in found}
    assert len(found) == 18
    assert lines["webhook test"] == "LINE's own test was answered 200"
    assert "expires in 30 d" in lines["line token"]
    assert "Webhook redelivery is ON" in lines["redelivery"]


def silent_scheduler(place: Town, _patient: Patient) -> None:
    with place.store.begin() as tx:
        heartbeats.beat(tx, "scheduler", datetime.now(UTC) - timedelta(minutes=10))


def old(name: str, **ago: float) -> Harm:
    def harm(place: Town, _patient: Patient) -> None:
        with place.store.begin() as tx:
            heartbeats.beat(tx, name, datetime.now(UTC) - timedelta(**ago))

    return harm


def no_backup_folder(_place: Town, patient: Patient) -> None:
    patient.__dict__["facts"] = patient.facts.model_copy(update={"backup_dir": ""})


def waiting_event(place: Town, _patient: Patient) -> None:
    at = datetime.now(UTC) - timedelta(minutes=5)
    with place.store.begin() as tx:
        tx.add(SeenEvent(event_id="w", kind="text", state="waiting", raw=said("x").raw, received_at=at))


def message(state: str, minutes: int) -> Harm:
    def harm(place: Town, _patient: Patient) -> None:
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        with place.store.begin() as tx:
            tx.add(
                Message(
                    key="m", channel="push", body=[], retry_key="m", state=state, created_at=at, next_at=at
                )
            )

    return harm


def failed_event(place: Town, _patient: Patient) -> None:
    with place.store.begin() as tx:
        tx.add(SeenEvent(event_id="f", kind="text", state="failed", raw={}, received_at=datetime.now(UTC)))


def unparsed_event(place: Town, _patient: Patient) -> None:
    with place.store.begin() as tx:
        tx.add(SeenEvent(event_id="u", kind="?", state="unparsed", raw={}, received_at=datetime.now(UTC)))


def a_backup_that_lost_something(place: Town, _patient: Patient) -> None:
    with place.store.begin() as tx:
        heartbeats.beat(tx, "drill", datetime.now(UTC), lost=3, photos_wrong=0)


def never_rehearsed(place: Town, _patient: Patient) -> None:
    with place.store.begin() as tx:
        tx.delete(tx.get_one(Heartbeat, "drill"))


class LineAhead(LineClient):
    """LINE five minutes ahead of this machine."""

    def date(self) -> str | None:
        return formatdate(parsedate_to_datetime(str(super().date())).timestamp() + 300, usegmt=True)


def line_ahead(place: Town, patient: Patient) -> None:
    patient.__dict__["line"] = LineAhead(place.web)


def token_ends(place: Town, _patient: Patient) -> None:
    place.line.state.token_expires_in = 3 * 86400


def wrong_token(place: Town, patient: Patient) -> None:
    web = place.web.model_copy(update={"line_channel_access_token": SecretStr("stolen")})
    patient.__dict__["web"], patient.__dict__["line"] = web, LineClient(web)


def webhook_off(place: Town, _patient: Patient) -> None:
    place.line.state.webhook_active = False


def another_secret(place: Town, _patient: Patient) -> None:
    place.line.wire.secret = "of another channel"


def quota_nearly_used(place: Town, _patient: Patient) -> None:
    place.line.state.quota, place.line.state.used = 100, 85


def quota_will_not_last(place: Town, _patient: Patient) -> None:
    place.line.state.quota, place.line.state.used = 100, 50
    with place.store.begin() as tx:
        now = datetime.now(UTC)
        heartbeats.beat(
            tx, "quota", now, month=f"{now.astimezone(BANGKOK):%Y-%m}", allowed=100, used=50, forecast=60
        )


def older_schema(place: Town, _patient: Patient) -> None:
    schema.migrate(place.store, schema.revisions()[1])


def files_in_the_way(place: Town, patient: Patient) -> None:
    (place.folder / "blocked").write_text("", "utf-8")
    patient.__dict__["facts"] = patient.facts.model_copy(update={"files_url": f"file:{place.folder}/blocked"})


def no_database(place: Town, patient: Patient) -> None:
    patient.__dict__["store"] = Store(f"sqlite:///{place.folder}/none.db")


@pytest.mark.parametrize(
    ("harm", "name", "words"),
    [
        (silent_scheduler, "scheduler", "silent for 10 min: start it"),
        (old("backup", hours=5), "backup", "the last is 5 h old"),
        (no_backup_folder, "backup", "set BACKUP_DIR"),
        (old("drill", days=20), "drill", "20 d ago"),
        (a_backup_that_lost_something, "drill", "had lost something"),
        (never_rehearsed, "drill", "python -m tracker rehearse"),
        (unparsed_event, "failures", "1 events within a day could not be read"),
        (waiting_event, "queues", "an event has waited for 5 min"),
        (message("promised", 30), "queues", "a message is overdue by 30 min"),
        (message("unknown", 30), "failures", "1 messages LINE never answered clearly"),
        (message("failed", 30), "failures", "1 failed messages"),
        (failed_event, "failures", "1 failed events"),
        (line_ahead, "clock", "5 min behind LINE: switch time synchronisation on"),
        (token_ends, "line token", "expires in 3 d"),
        (wrong_token, "line token", "Authentication failed"),
        (webhook_off, "webhook", "Use webhook"),
        (another_secret, "webhook test", "LINE_CHANNEL_SECRET this channel's?"),
        (quota_nearly_used, "push quota", "85 of 100 pushes used"),
        (quota_will_not_last, "push quota", "will not last"),
        (older_schema, "schema", "python -m tracker migrate"),
        (no_database, "database", "python -m tracker migrate"),
        (files_in_the_way, "files", "blocked"),
    ],
)
def test_one_problem_is_one_line_that_says_what_to_do(place: Town, harm: Harm, name: str, words: str) -> None:
    patient = patient_of(place)
    harm(place, patient)
    found = ill(examine(patient))
    assert list(found) == [name]
    assert words in found[name]


def test_a_long_lived_token_tells_no_expiry_and_is_well(place: Town) -> None:
    place.line.state.token_expires_in = None
    lines = {finding.name: finding for finding in examine(patient_of(place))}
    assert (lines["line token"].ok, "does not expire" in lines["line token"].words) == (True, True)


def test_a_missing_setting_is_the_only_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.errors import SettingInvalid

    class Unset(Patient):
        @property
        def facts(self) -> TrackerSettings:
            raise SettingInvalid(name="DATABASE_URL", problem="is wrong", example="sqlite:///x")

    found = ill(examine(Unset()))
    assert list(found) == ["settings"]
    assert "DATABASE_URL" in found["settings"]


def test_the_token_reaches_no_log(place: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    examine(patient_of(place))
    assert "verify" in caplog.text
    assert "sandbox-token" not in caplog.text
