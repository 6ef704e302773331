"""What the desk page is made of, as plain values: sections of rows, each row with what can be done about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.actions.authority import role_name
from tracker.actions.open_desk import Viewer
from tracker.model import Office
from tracker.rules import fiscal
from tracker.store.people import Holding

# How a state looks; one that is not here wants attention.
TONES = {
    "ปกติ": "done",
    "ดำรงตำแหน่ง": "done",
    "ใช้ได้": "done",
    "รักษาการ": "in_progress",
    "ยังไม่ถึงวันเริ่ม": "in_progress",
    "ยังไม่ถึงกำหนด": "in_progress",
    "เผยแพร่": "done",
    "ไม่เผยแพร่": "",
}


@dataclass(frozen=True)
class Deed:
    """A button of a row. `name` is the deed in `deeds.DEEDS`; `warning` is read before it is pressed; with `asks` it
    leads to a page that asks first."""

    name: str
    subject: str
    label: str
    warning: str = ""
    strong: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Choice:
    """A form with one thing to choose, in groups of (value, label)."""

    action: str
    label: str
    button: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    lead: str = ""


@dataclass(frozen=True)
class Row:
    """A line: its cells in the order of the columns, a state in words, something technical in small letters."""

    cells: tuple[str, ...]
    deeds: tuple[Deed, ...] = ()
    small: str = ""
    state: str = ""

    @property
    def tone(self) -> str:
        """The class of the state's pill."""
        return TONES.get(self.state, "late")


@dataclass(frozen=True)
class Section:
    """A part of the page. `total` may be more than the rows shown; `empty` is said when there is none."""

    key: str
    title: str
    english: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    lead: str = ""
    total: int = 0
    choice: Choice | None = None

    @property
    def left_off(self) -> int:
        """How many there are beside those shown."""
        return max(0, self.total - len(self.rows))


@dataclass(frozen=True)
class Asked:
    """What a section is made for: who looks, whose things may be seen, the moment, where days are shown, the offices
    looked at, and the one of them in view."""

    viewer: Viewer
    scope: frozenset[int] | None
    now: datetime
    zone: ZoneInfo
    offices: tuple[Office, ...]
    office: Office | None

    @property
    def today(self) -> date:
        """The day where days are shown."""
        return self.now.astimezone(self.zone).date()


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment as people write it, as in 21 พ.ย. 2569 17:58 น."""
    local = at.astimezone(zone)
    return f"{fiscal.thai_date(local.date())} {local:%H:%M} น."


def ago(span: timedelta) -> str:
    """How long something took or is past, in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86_400, "วัน"), (3600, "ชั่วโมง"), (60, "นาที")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} วินาที"


def whose(posts: list[Holding], *, with_office: bool) -> str:
    """A person by the posts they hold: names are not kept."""
    if not posts:
        return "ผู้ที่ไม่ได้ลงทะเบียน"
    names = [
        role_name(post.role, post.department, post.state) + (f" {post.office_name}" if with_office else "")
        for post in posts
    ]
    return ", ".join(dict.fromkeys(names))
