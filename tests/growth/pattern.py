"""One office as rows, as the product would have left them after five years: the pattern the others are copied from.

Every identifier is a small number within the office's own span, so that a copy is the same rows, shifted.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from sqlmodel import SQLModel

from tests.tracker.documents.generated import vocabulary as words
from tracker.actions.accept_notice import NOTICE_VERSION
from tracker.model import (
    Acknowledgement,
    Assessment,
    AuditEntry,
    Department,
    Draft,
    Evidence,
    IndicatorScore,
    Measure,
    MeasureRound,
    Message,
    Notice,
    Office,
    OfficeHoliday,
    Person,
    Post,
    ProgressEntry,
    Responsibility,
    Review,
    Round,
    SeenEvent,
    Source,
    Tenure,
)
from tracker.outbox import retry_key_of
from tracker.rules import fiscal, rounds

SPAN = 10_000
"""Identifiers of one office; the first office begins with this number."""
MEASURES, YEARS = 20, 5
SIDES = (
    "", "เหนือ", "ใต้", "กลาง", "ใหม่", "เก่า", "น้อย", "ใหญ่", "พัฒนา", "สามัคคี", "ตะวันออก", "ตะวันตก", "ใน", "นอก", "บน",
    "ล่าง", "สูง", "งาม", "ทอง", "แก้ว", "คำ", "เจริญ", "วิทยา", "ราษฎร์", "สันติ",
)  # fmt: skip
"""What two places of one name are told apart by."""
TOLD_A_PERSON = 20  # answers and digests each person has had, of those that are still kept


def user_of(person_id: int) -> str:
    """The LINE user id of a person of this country."""
    return f"U{person_id:032x}"


def name_of(number: int) -> tuple[str, str, str]:
    """Kind, name and district of an office by its number: no two have the same name."""
    long, short = words.KINDS[number % 2]
    side, place = divmod(number // 2, len(words.FIRST) * len(words.LAST))
    first, last = divmod(place, len(words.LAST))
    name = f"{long}{words.FIRST[first]}{words.LAST[last]}{SIDES[side]}"
    return short, name, words.DISTRICTS[number % len(words.DISTRICTS)]


def at_ten(day: date) -> datetime:
    """Ten in the morning of a day in Thailand."""
    return datetime.combine(day, time(3), UTC)


@dataclass
class Pattern:
    """The rows of one office in the making, as of a day."""

    number: int
    today: date
    rows: list[SQLModel] = field(default_factory=list)
    given: int = 0

    @property
    def office_id(self) -> int:
        """The first identifier of the office's span, its own."""
        return (self.number + 1) * SPAN

    def new(self) -> int:
        """The next identifier of the span."""
        self.given += 1
        assert self.given < SPAN, "an office has outgrown its span"
        return self.office_id + self.given

    def put(self, *rows: SQLModel) -> None:
        """Keep rows."""
        self.rows += rows


def office_rows(number: int, today: date) -> list[SQLModel]:
    """Everything of one office: ten departments, some dozen people, five years of twenty measures, what was said."""
    made, random = Pattern(number, today), Random(number)
    kind, name, district = name_of(number)
    began = at_ten(today - timedelta(days=365 * YEARS))
    made.put(
        Office(
            id=made.office_id, slug=f"office{number}", name=name, kind=kind, district=district,
            province=words.PROVINCES[number % len(words.PROVINCES)], created_at=began,
        )
    )  # fmt: skip
    if number % 10 == 0:
        made.put(OfficeHoliday(office_id=made.office_id, day=today + timedelta(days=8), name="วันสถาปนา"))
    departments = [made.new() for _ in words.DEPARTMENTS]
    for position, (identifier, called) in enumerate(zip(departments, words.DEPARTMENTS, strict=True)):
        made.put(Department(office_id=made.office_id, id=identifier, name=called, position=position))
    staff = list(_staff(made, departments, began))
    this_year = fiscal.fiscal_year_of(today)
    for year in range(this_year - YEARS + 1, this_year + 1):
        _year(made, random, year, departments, staff)
    _said(made, random, staff)
    return made.rows


def _staff(made: Pattern, departments: list[int], began: datetime) -> Iterator[tuple[int, int, int | None]]:
    """A coordinator, an executive and a head for each department, in every other office an officer too: person, post
    and department."""
    places: list[tuple[str, int | None]] = [("coordinator", None), ("executive", None)]
    places += [("head", department) for department in departments]
    places += [("officer", departments[0])] if made.number % 2 else []
    for role, department in places:
        person, post = made.new(), made.new()
        made.put(
            Person(
                id=person, line_user_id=user_of(person), notice_version=NOTICE_VERSION, notice_at=began,
                created_at=began,
            ),
            Post(office_id=made.office_id, id=post, role=role, department_id=department),
            Tenure(
                office_id=made.office_id, id=made.new(), post_id=post, person_id=person, valid_from=began
            ),
        )  # fmt: skip
        yield person, post, department


def _year(
    made: Pattern,
    random: Random,
    year: int,
    departments: list[int],
    staff: list[tuple[int, int, int | None]],
) -> None:
    """A fiscal year: the result of the one before, twenty measures, two rounds, what was reported in them."""
    source = made.new()
    opened = at_ten(fiscal.span(year)[0])
    made.put(Source(office_id=made.office_id, id=source, title=f"แผน ITA ปี {year}", created_at=opened))
    _result(made, random, year - 1, source)
    heads = {department: (person, post) for person, post, department in staff if department is not None}
    held = [_round(made, spec, year) for spec in rounds.rounds_of("semiannual", year, 0)]
    for number in range(1, MEASURES + 1):
        department = departments[number % len(departments)]
        measure = _measure(made, year, number, source)
        carried = Responsibility(office_id=made.office_id, measure_id=measure, department_id=department)
        made.put(carried)
        for found in held:
            made.put(MeasureRound(office_id=made.office_id, measure_id=measure, round_id=found.id))
            if found.ends < made.today:
                _report(made, random, carried, found, 50 if found.code == "6m" else 100, heads[department])
        # A word in between, of some: 200 reports an office in all.
        if number <= MEASURES // 4 or held[0].ends >= made.today:
            _report(made, random, carried, held[0], 20, heads[department])


def _round(made: Pattern, spec: rounds.RoundSpec, year: int) -> Round:
    closed = at_ten(spec.due) if spec.due < made.today else None
    row = Round(
        office_id=made.office_id, id=made.new(), fiscal_year=year, key=spec.key, code=spec.code,
        label=spec.label_th, starts=spec.starts, ends=spec.ends, due=spec.due,
        opened_at=at_ten(fiscal.span(year)[0]), closed_at=closed,
    )  # fmt: skip
    made.put(row)
    return row


def _measure(made: Pattern, year: int, number: int, source: int) -> int:
    theme = words.THEMES[(made.number + number) % len(words.THEMES)]
    row = Measure(
        office_id=made.office_id, id=made.new(), fiscal_year=year, number=number,
        title=theme.titles[number % len(theme.titles)], indicator=theme.indicator, steps=list(theme.steps),
        evidence_wanted=list(theme.evidence), cadence="semiannual", source_id=source,
    )  # fmt: skip
    made.put(row)
    return row.id


def _report(
    made: Pattern,
    random: Random,
    carried: Responsibility,
    found: Round,
    percent: int,
    who: tuple[int, int],
) -> None:
    day = min(found.ends, made.today) - timedelta(days=random.randrange(1, 30))
    person, post = who
    entry = made.new()
    moment = at_ten(day)
    made.put(
        ProgressEntry(
            office_id=made.office_id, id=entry, receipt=f"{found.fiscal_year % 100}-{entry % SPAN:04}",
            measure_id=carried.measure_id, department_id=carried.department_id, round_id=found.id,
            status="done" if percent == 100 else "in_progress", percent=percent, note="ดำเนินการตามแผนแล้ว",
            event_date=day, recorded_at=moment, person_id=person, post_id=post,
        )
    )  # fmt: skip
    carried.percent, carried.entry_id, carried.version = percent, entry, carried.version + 1
    carried.status = "done" if percent == 100 else "in_progress"
    if entry % 5 == 0:
        made.put(
            Evidence(
                office_id=made.office_id, id=made.new(), entry_id=entry, person_id=person, kind="link",
                url=f"https://example.go.th/{entry}", received_at=moment, state="stored", next_at=moment,
            ),
            AuditEntry(
                office_id=made.office_id, id=made.new(), at=moment, person_id=person, post_id=post,
                action="record_progress", subject=str(entry),
            ),
        )  # fmt: skip
    if entry % 20 == 0:
        seen = {"office_id": made.office_id, "person_id": person, "at": moment}
        made.put(
            Review(**seen, id=made.new(), entry_id=entry, verdict="checked"),
            Acknowledgement(
                **seen, id=made.new(), round_id=found.id, department_id=carried.department_id, kind="seen"
            ),
        )


def _result(made: Pattern, random: Random, year: int, source: int) -> None:
    row = Assessment(
        office_id=made.office_id, id=made.new(), fiscal_year=year, overall=_score(random), source_id=source
    )
    made.put(row)
    for indicator in range(1, 11):
        where = {"office_id": made.office_id, "assessment_id": row.id}
        made.put(IndicatorScore(**where, indicator=indicator, score=_score(random)))


def _score(random: Random) -> Decimal:
    return Decimal(random.randrange(7000, 9990)).scaleb(-2)


def _said(made: Pattern, random: Random, staff: list[tuple[int, int, int | None]]) -> None:
    """What is still kept of the talk with each person: events, answers, digests with their notices, a draft."""
    for person, _, _ in staff:
        for back in range(1, TOLD_A_PERSON + 1):
            day = made.today - timedelta(days=back * 7 + random.randrange(5))
            digest = back % 4 == 0
            key = f"digest:{person}:{day}" if digest else f"reply:{person}:{back}"
            moment, sent = at_ten(day), made.new()
            made.put(
                Message(
                    office_id=made.office_id, id=sent, key=key, channel="push" if digest else "reply",
                    recipient=user_of(person), person_id=person, receipt=digest, body=[], state="sent",
                    retry_key=retry_key_of(key), attempts=1, created_at=moment, first_try_at=moment,
                    next_at=moment, done_at=moment, day=day if digest else None,
                )
            )  # fmt: skip
            if digest:
                made.put(
                    Notice(
                        office_id=made.office_id, id=made.new(), key=f"due:old:{day}:t-7:{person}", rule="due",
                        person_id=person, facts={"rung": "t-7"}, state="sent", promised_at=moment,
                        message_id=sent,
                    )
                )  # fmt: skip
            else:
                made.put(SeenEvent(event_id=key, kind="text", person_id=person, received_at=moment))
        made.put(
            Draft(
                id=made.new(), person_id=person, office_id=made.office_id, kind="progress", content={},
                created_at=at_ten(made.today), expires_at=at_ten(made.today),
            )
        )  # fmt: skip
