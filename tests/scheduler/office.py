"""A small office in a real database: two departments, three measures of 2567, the 6- and 12-month rounds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlmodel import select

from bot.line.client import LineClient
from bot.settings import LineSettings
from sandbox.state import user_id
from scheduler.worker import Worker
from tests.pretend_line import PretendLine
from tracker.files import open_files
from tracker.model import (
    Department,
    Measure,
    MeasureRound,
    Office,
    Person,
    ProgressEntry,
    Responsibility,
    Round,
    Source,
    Tenure,
)
from tracker.store import Store, people, schema

BANGKOK = ZoneInfo("Asia/Bangkok")
LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)


def at(words: str) -> datetime:
    """A moment in Thailand, as in 2024-04-23 09:00."""
    return datetime.fromisoformat(words).replace(tzinfo=BANGKOK)


@dataclass
class Clock:
    """A clock to set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class SmallOffice:
    """The office, its database, the scheduler's worker on a clock to set, and LINE."""

    def __init__(self, folder: Path, line: PretendLine, url: str | None = None) -> None:
        self.folder, self.line = folder, line
        self.clock = Clock(at("2024-04-23 09:00"))
        self.store = Store(url or f"sqlite:///{folder / 'office.db'}")
        schema.migrate(self.store)
        with self.store.begin() as tx:
            office = Office(slug="buengcharoen", name="เทศบาลตำบลบึงเจริญ", kind="ทต.", created_at=LONG_AGO)
            source = Source(office_id=office.id, title="แบบรายงาน", created_at=LONG_AGO)
            tx.add(office)
            tx.flush()
            tx.add(source)
            tx.flush()
            self.office_id, self.source_id = office.id, source.id
        self.works = self.department("กองช่าง")
        self.clerk = self.department("สำนักปลัด")
        self.six = self.round("6m", "รอบ 6 เดือน", date(2024, 4, 30))
        self.twelve = self.round("12m", "รอบ 12 เดือน", date(2024, 10, 31))
        for number, carriers in ((1, (self.works,)), (2, (self.works, self.clerk)), (3, (self.clerk,))):
            self.measure(number, carriers, (self.six, self.twelve))

    def worker(self) -> Worker:
        """A scheduler of its own, as another process would have."""
        settings = LineSettings(
            line_channel_access_token=SecretStr("sandbox-token"), line_api_base=self.line.url, _env_file=None
        )
        store, files = Store(self.store.url), open_files(f"file:{self.folder}/files")
        return Worker(store, files, LineClient(settings), BANGKOK, self.clock)

    def once(self, moment: str) -> list[dict]:  # type: ignore[type-arg]
        """One pass at a moment; the pushes LINE carried out in it."""
        self.clock.now, before = at(moment), len(self.line.pushed)
        worker = self.worker()
        worker.once()
        worker.store.close()
        return self.line.pushed[before:]

    def add(self, *rows: object) -> None:
        """Put rows in."""
        with self.store.begin() as tx:
            for row in rows:
                tx.add(row)
                tx.flush()

    def department(self, name: str) -> int:
        """A new department."""
        row = Department(office_id=self.office_id, name=name)
        self.add(row)
        return row.id

    def person(self, name: str, department_id: int | None, role: str = "head") -> int:
        """Somebody (by name, or by LINE user id) who holds a post, from the real present on."""
        person = Person(line_user_id=user_id(name), created_at=LONG_AGO)
        with self.store.begin() as tx:
            post = people.post_for(tx, self.office_id, role, department_id)
        tenure = Tenure(
            office_id=self.office_id, post_id=post.id, person_id=person.id, valid_from=datetime.now(UTC)
        )
        self.add(person, tenure)
        return person.id

    def round(
        self, key: str, label: str, due: date, measure_id: int | None = None, department_id: int | None = None
    ) -> int:
        """A new round of 2567."""
        row = Round(
            office_id=self.office_id,
            fiscal_year=2567,
            key=key,
            code=key.partition(":")[0],
            label=label,
            starts=date(2023, 10, 1),
            ends=due,
            due=due,
            measure_id=measure_id,
            department_id=department_id,
        )
        self.add(row)
        return row.id

    def measure(
        self, number: int, departments: tuple[int, ...], rounds: tuple[int, ...], title: str = "เปิดเผยข้อมูล"
    ) -> int:
        """A new measure that departments carry and that is due in rounds."""
        row = Measure(
            office_id=self.office_id,
            fiscal_year=2567,
            number=number,
            title=f"{title} {number}",
            source_id=self.source_id,
        )
        where = {"office_id": self.office_id, "measure_id": row.id}
        self.add(row)
        self.add(*(Responsibility(**where, department_id=department) for department in departments))
        self.add(*(MeasureRound(**where, round_id=each) for each in rounds))
        return row.id

    def measure_id(self, number: int) -> int:
        """The id of a measure by its number."""
        with self.store.read() as tx:
            return tx.exec(select(Measure.id).where(Measure.number == number)).one()

    def report(
        self,
        number: int,
        department_id: int,
        round_id: int,
        kind: str = "update",
        replaces: int | None = None,
    ) -> int:
        """A department reports a measure in a round."""
        row = ProgressEntry(
            office_id=self.office_id,
            receipt=f"67-{number}-{department_id}-{round_id}-{kind}-{replaces}",
            kind=kind,
            replaces_id=replaces,
            measure_id=self.measure_id(number),
            department_id=department_id,
            round_id=round_id,
            status="in_progress",
            percent=50,
            event_date=date(2024, 4, 1),
            recorded_at=LONG_AGO,
        )
        self.add(row)
        return row.id
