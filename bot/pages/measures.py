"""A measure as a card of the public page: what it is, who carries it, how far each department is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.pages.opendata import updates_of
from tracker.facts import MeasureFacts, Standing, UpdateFacts, YearFacts
from tracker.reports.phrases import indicator_name
from tracker.rules import status
from tracker.rules.fiscal import thai_date
from tracker.rules.publicity import UNNAMED

_SHOWN = 4  # photos of a department at once; the rest is folded away


@dataclass(frozen=True)
class Photo:
    """A photo of the copy: `id` of its evidence, `alt` for who cannot see it, `date` of what it shows."""

    id: int
    alt: str
    date: str


@dataclass(frozen=True)
class Proof:
    """A file's name, or a link with its address."""

    name: str
    url: str | None


@dataclass(frozen=True)
class StandingRow:
    """How far one department is. `percent` of 100; `date` is the day of what it reported last; `evidence` a count;
    `photos`, `folded` (photos too) and `proofs` what of it the office chose to show."""

    department: str
    status: str
    label: str
    percent: int
    date: str
    late: bool
    reported: str
    evidence: int
    note: str
    photos: tuple[Photo, ...]
    folded: tuple[Photo, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class MeasureCard:
    """One measure. `facts` are short statements about it; `started` once any department has reported."""

    number: int
    title: str
    facts: tuple[str, ...]
    started: bool
    standings: tuple[StandingRow, ...]
    carriers: str
    steps: tuple[str, ...]
    evidence_wanted: tuple[str, ...]
    source: str


def web_address(url: str | None) -> str | None:
    """An address a page may link to: of the web, or nothing (javascript: and its kind run code)."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def measure_card(facts: YearFacts, measure: MeasureFacts) -> MeasureCard:
    """A measure as the page shows it."""
    rows = tuple(_row(facts, measure, standing) for standing in measure.standings)
    everyone = "ทุกส่วนราชการ ได้แก่ " if measure.all_departments and len(rows) > 1 else ""
    return MeasureCard(
        number=measure.number,
        title=measure.title,
        facts=tuple(_statements(facts, measure)),
        started=any(row.date or row.percent or row.status != "not_started" for row in rows),
        standings=rows,
        carriers=everyone + (", ".join(measure.departments) or "ไม่ได้ระบุในเอกสาร"),
        steps=measure.steps,
        evidence_wanted=measure.evidence_wanted,
        source=measure.source,
    )


def _row(facts: YearFacts, measure: MeasureFacts, standing: Standing) -> StandingRow:
    updates = updates_of(facts, measure, standing)
    photos = _photos(updates)
    labels = {each.key: each.label for each in facts.rounds}
    return StandingRow(
        department=standing.department,
        status=standing.status,
        label=status.LABELS[standing.status],
        percent=standing.percent,
        date=thai_date(updates[-1].event_date) if updates else "",
        late=updates[-1].late if updates else False,
        reported=", ".join(labels.get(key, key) for key in standing.reported),
        evidence=sum(len(update.evidence) for update in updates),
        note=standing.note,
        photos=photos[:_SHOWN],
        folded=photos[_SHOWN:],
        proofs=tuple(_proofs(updates)),
    )


def public_photos(facts: YearFacts) -> dict[int, str]:
    """The photos of a public copy: id of the evidence → SHA-256 of its small copy, else of the photo itself."""
    return {
        each.id: each.small or each.sha256
        for update in facts.updates
        for each in update.evidence
        if each.kind == "photo" and each.stored and each.sha256
    }


def _photos(updates: Sequence[UpdateFacts]) -> tuple[Photo, ...]:
    """The newest first: they show how far it is."""
    found = [
        (update, each)
        for update in reversed(updates)
        for each in update.evidence
        if each.kind == "photo" and each.stored and each.sha256
    ]
    return tuple(
        Photo(
            each.id,
            f"ภาพหลักฐานที่ {place} จาก {len(found)} มาตรการที่ {update.measure_number} {update.department} "
            f"{thai_date(update.event_date)}",
            thai_date(update.event_date),
        )
        for place, (update, each) in enumerate(found, start=1)
    )


def _proofs(updates: Sequence[UpdateFacts]) -> Iterator[Proof]:
    for each in (each for update in updates for each in update.evidence):
        address = web_address(each.url)
        if address:
            yield Proof(each.name, address)
        elif each.kind != "photo" and each.name not in UNNAMED:
            yield Proof(each.name, None)


def _statements(facts: YearFacts, measure: MeasureFacts) -> list[str]:
    said = []
    if measure.indicator:
        # A measure answers the result of the year before, so the indicator is that year's.
        name = indicator_name(measure.indicator, measure.fiscal_year - 1)
        said.append(f"ตัวชี้วัดที่ {measure.indicator} {name}")
    said += [f"ข้อ {point}" for point in (measure.oit_item, measure.question) if point]
    if measure.period_start and measure.period_end:
        said.append(f"{thai_date(measure.period_start)} – {thai_date(measure.period_end)}")
    due = [each for each in facts.rounds if each.key in measure.rounds]
    if due:
        assumed = " (เอกสารไม่ได้ระบุ ใช้ค่าของหน่วยงาน)" if measure.assumed else ""
        said.append(
            "รายงาน: " + ", ".join(f"{each.label} ภายใน {thai_date(each.due)}" for each in due) + assumed
        )
    return [*said, f"ติดตามผล: {measure.follow_up}"] if measure.follow_up else said
