"""The scene a message falls into: who speaks, with which authority, where, when, about what.

Made anew for every event inside its transaction. Intents read it and return what to say.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.thai.vocabulary import MeasureTitle, OfficeName, Vocabulary
from tracker.actions.authority import Authority
from tracker.facts import FindingFacts, MeasureFacts, YearFacts
from tracker.files import Files
from tracker.model import Office, Person
from tracker.rules import fiscal
from tracker.rules.overview import Figures
from tracker.store import facts, organisations, public_copies, results, shelf
from tracker.store.organisations import Outline
from tracker.store.people import Holding

Message = dict[str, Any]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Links:
    """How to make the addresses that answers carry."""

    public_url: str
    report: Callable[..., str]
    evidence: Callable[..., str]
    workbook: Callable[[int, int], str]
    own_data: Callable[[int], str]
    calendar: Callable[[int, int, int], str]
    picture: Callable[[int, int, Figures], str]
    form: Callable[..., str]

    @property
    def template(self) -> str:
        """The empty workbook."""
        return f"{self.public_url}/template.xlsx"

    def page(self, slug: str, fiscal_year: int) -> str:
        """The public page of a fiscal year."""
        return f"{self.public_url}/o/{slug}/{fiscal_year}"

    def desk(self, token: str) -> str:
        """The desk page, for whoever holds this token, once."""
        return f"{self.public_url}/desk/in/{token}"

    @property
    def privacy(self) -> str:
        """The privacy notice."""
        return f"{self.public_url}/privacy"


@dataclass(frozen=True)
class Answer:
    """What to say. `topic` is what the thread is now about (None: as before); `receipt`: it tells of a write and
    must arrive; `writes`: it leads to a write once confirmed."""

    messages: list[Message]
    topic: dict[str, Any] | None = None
    receipt: bool = False
    writes: bool = False
    office_id: int | None = None


@dataclass
class Scene:
    """Who speaks, where, when, and what may be read. `account`: through which of several LINE accounts, None the
    main one."""

    tx: Session
    now: datetime
    zone: ZoneInfo
    links: Links
    files: Files
    line_user_id: str | None
    person: Person | None
    authority: Authority
    chat: str = "private"
    message_id: str | None = None
    topic: dict[str, Any] = field(default_factory=dict)
    office_id: int | None = None
    text: str = ""
    account: str | None = None
    _held: dict[int, Office] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        """The day in Thailand."""
        return self.now.astimezone(self.zone).date()

    @property
    def this_year(self) -> int:
        """The present fiscal year, B.E."""
        return fiscal.fiscal_year_of(self.today)

    @property
    def posts(self) -> tuple[Holding, ...]:
        """The posts the speaker holds in the office talked about; none in a group, where nobody is anybody."""
        if self.office_id is None or self.chat != "private":
            return ()
        return self.authority.in_office(self.office_id)

    @property
    def departments(self) -> tuple[Holding, ...]:
        """The posts that are of a department and let its own things be read."""
        return tuple(
            post
            for post in self.posts
            if post.department_id is not None
            and self.allows("read_internal_own_department", post.department_id)
        )

    @property
    def reads_everything(self) -> bool:
        """Whether the speaker may read all that is internal to the office."""
        return self.allows("read_internal_office")

    def allows(self, action: str, department_id: int | None = None) -> bool:
        """Whether the speaker may do an action here, in the office talked about (on a department's things)."""
        return self.office_id is not None and self.authority.may(
            action, self.office_id, department_id, self.chat
        )

    def office(self) -> Office:
        """The office talked about; call it only when there is one."""
        assert self.office_id is not None
        # Held, because the session forgets, and reads again, what nobody holds.
        self._held[self.office_id] = organisations.office(self.tx, self.office_id)
        return self._held[self.office_id]

    def outline(self) -> Outline:
        """The office talked about, by its names alone; call it only when there is one."""
        assert self.office_id is not None
        return self.kept("outline", lambda: organisations.outline(self.tx, self._here))

    @property
    def _here(self) -> int:
        assert self.office_id is not None
        return self.office_id

    def kept(self, name: Hashable, read: Callable[[], Value], *, progress: bool = False) -> Value:
        """What is known of the office talked about, read anew only where something of the office has changed;
        `progress`: also where a department has reported."""
        return shelf.kept(self.tx, self._here, name, read, progress=progress)

    def result_years(self) -> tuple[int, ...]:
        """Fiscal years with results, ascending."""
        if self.office_id is None:
            return ()
        return self.kept("result years", lambda: tuple(results.result_years(self.tx, self._here)))

    def published_years(self) -> tuple[int, ...]:
        """Fiscal years with a public page, ascending."""
        if self.office_id is None:
            return ()
        return self.kept("published years", lambda: tuple(public_copies.years(self.tx, self._here)))

    def measure_years(self) -> list[int]:
        """Fiscal years with measures the speaker may see, ascending."""
        if self.office_id is None:
            return []
        years = self.kept("measure years", lambda: tuple(facts.measure_years(self.tx, self._here)))
        return sorted(self._visible(set(years)))

    def _visible(self, years: set[int]) -> set[int]:
        """Of years with measures, those the speaker may see: one's own office's all, another's once they are public."""
        return years if self.posts or not years else years & set(self.published_years())

    def current_measure_year(self) -> int:
        """The year a question about measures means when it names none: this one, else the newest there is."""
        years = self.measure_years()
        return self.this_year if self.this_year in years or not years else years[-1]

    def noticed(self, fiscal_year: int) -> tuple[FindingFacts, ...]:
        """What was noticed in the papers of a year the speaker may read: of a year without a result, whose findings
        are about measures, only by who reads everything."""
        if self.office_id is None or not (self.reads_everything or fiscal_year in self.result_years()):
            return ()
        return results.noticed(self.tx, self.office_id).get(fiscal_year, ())

    def results(self, fiscal_year: int) -> YearFacts:
        """The office's results alone, seen from a fiscal year: they are public, and most questions need no more."""
        return self.kept(
            ("results", fiscal_year), lambda: facts.year_results(self.tx, self._here, fiscal_year)
        )

    def year(self, fiscal_year: int, updates_of: int | Literal["every"] | None = None) -> YearFacts:
        """What the speaker may know of a fiscal year. Results are public; measures as they stand now for the
        office's own people (a department its own), as they were published for everybody else. `updates_of`: as in
        `facts.year_facts`; more may be there."""
        mine = {post.department for post in self.departments}
        if self.reads_everything:
            return self._living(fiscal_year, updates_of)
        if not mine:
            return self.kept(("public", fiscal_year), lambda: self._public(fiscal_year))
        seen = ("seen by", fiscal_year, *sorted(map(str, mine)))
        if updates_of is None:
            return self.kept(seen, lambda: self._own(fiscal_year, None, mine), progress=True)
        return self._own(fiscal_year, updates_of, mine)

    def _living(self, fiscal_year: int, updates_of: int | Literal["every"] | None) -> YearFacts:
        """As it stands now. What departments wrote grows all year, and is never kept."""
        known = self.kept(("living", fiscal_year), lambda: self._standing(fiscal_year), progress=True)
        if updates_of is None:
            return known
        return facts.with_updates(self.tx, self._here, known, updates_of)

    def _standing(self, fiscal_year: int) -> YearFacts:
        planned = self.kept(
            ("planned", fiscal_year), lambda: facts.year_as_planned(self.tx, self._here, fiscal_year)
        )
        return facts.with_standings(self.tx, self._here, planned, self.department_names())

    def department_names(self) -> dict[int, str]:
        """The departments of the office talked about by id, in its own order."""
        return self.kept("departments", lambda: facts.department_names(self.tx, self._here))

    def _frozen(self, fiscal_year: int) -> YearFacts | None:
        return self.kept(
            ("published", fiscal_year), lambda: public_copies.newest(self.tx, self._here, fiscal_year)
        )

    def _public(self, fiscal_year: int) -> YearFacts:
        frozen, known = self._frozen(fiscal_year), self.results(fiscal_year)
        return replace(frozen, history=known.history) if frozen else known

    def _own(
        self, fiscal_year: int, updates_of: int | Literal["every"] | None, mine: set[str | None]
    ) -> YearFacts:
        living, frozen = self._living(fiscal_year, updates_of), self._frozen(fiscal_year)
        public = replace(frozen, history=living.history) if frozen else _results_only(living)
        return _own_living(living, public, mine)

    def vocabulary(self) -> Vocabulary:
        """What the office talked about calls its things, for reading a message."""
        if self.office_id is not None:
            shelf.revision_of(
                self.tx, self.office_id
            )  # (asked first, it tells that of the list along with it)
        if self.office_id is None:
            return words_of_nowhere(self.tx)
        offices = _every_name(self.tx)
        # It holds the names of all offices, too: where the list of offices changes it is another.
        name = ("vocabulary", bool(self.posts), shelf.revision_of(self.tx, shelf.EVERY_OFFICE))
        return self.kept(name, lambda: self._vocabulary(offices))

    def _vocabulary(self, offices: tuple[OfficeName, ...]) -> Vocabulary:
        titles = facts.measure_titles(self.tx, self._here)
        visible = self._visible({year for year, _, _ in titles})
        return Vocabulary(
            office_slug=self.outline().slug,
            offices=offices,
            departments=tuple(self.department_names().values()),
            measures=tuple(MeasureTitle(y, n, t) for y, n, t in titles if y in visible),
            years=self.result_years(),
            measure_years=tuple(sorted(visible)),
        )


def words_of_nowhere(tx: Session) -> Vocabulary:
    """What is known before any office is talked about: the names of all there are."""
    offices = _every_name(tx)
    made = lambda: Vocabulary(None, offices, (), (), (), ())  # noqa: E731
    return shelf.kept(tx, shelf.EVERY_OFFICE, "vocabulary", made)


def _every_name(tx: Session) -> tuple[OfficeName, ...]:
    return shelf.kept(tx, shelf.EVERY_OFFICE, "names", lambda: _names_of_all(tx))


def _names_of_all(tx: Session) -> tuple[OfficeName, ...]:
    return tuple(OfficeName(each.slug, _office_names(each)) for each in organisations.outlines(tx))


_KINDS = ("เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร", "องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด")


def _office_names(office: Outline) -> tuple[str, ...]:
    short = office.name
    for kind in _KINDS:
        short = short.removeprefix(kind)
    return office.name, f"{office.kind}{short}", short


def _results_only(living: YearFacts) -> YearFacts:
    return replace(living, measures=(), rounds=(), updates=())


def _own_living(living: YearFacts, public: YearFacts, mine: set[str | None]) -> YearFacts:
    """The speaker's own departments as they stand now, the others as they were published."""
    measures = []
    for measure in living.measures:
        known = public.measure(measure.number)
        there = {s.department: s for s in known.standings} if known else {}
        seen = tuple(
            s if s.department in mine else there[s.department]
            for s in measure.standings
            if s.department in mine or s.department in there
        )
        if seen:
            measures.append(measure if seen == measure.standings else replace(measure, standings=seen))
    updates = [u for u in public.updates if u.department not in mine]
    updates += [u for u in living.updates if u.department in mine]
    return replace(
        living, measures=tuple(measures), updates=tuple(sorted(updates, key=lambda u: u.recorded_at))
    )


def own_measures(year: YearFacts, department: str) -> list[MeasureFacts]:
    """The measures a department carries."""
    return [measure for measure in year.measures if department in measure.departments]
