"""Under each figure: why this answer, and a way to say that it is wrong, which reaches the coordinators.

What is talked about travels in the buttons as score:<year>, score:<year>:<indicator>, measures:<year> or
measure:<year>:<number>.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from bot import publishing
from bot.figures import Result, indicator_name, result_of, source_words
from bot.scene import Answer, Message, Scene
from bot.voice import doubts as voice
from tracker.actions.doubt import settle_doubt, tell_doubt
from tracker.errors import AlreadyRecorded, DraftExpired, DraftUnknown
from tracker.rules import fiscal
from tracker.rules.grading import INSTRUMENT_WORDS
from tracker.rules.scoring import rounded, total
from tracker.store import conversation, organisations
from tracker.store.doubts import open_doubts

CERTAINTY = {
    "sourced": "อ่านจากเอกสาร", "proved": "พิสูจน์ด้วยการคำนวณจากผลที่ประกาศ", "background": "ความรู้ทั่วไป ยังไม่มีเอกสารยืนยัน",
    "assumed": "ใช้เกณฑ์ปีก่อนไปพลาง", "open": "ยังไม่ทราบแน่ชัด",
}  # fmt: skip
LIST_WORDS = frozenset(("ข้อมูลที่มีผู้แจ้งว่าผิด", "มีใครแจ้งข้อมูลผิดบ้าง", "เรื่องที่แจ้งว่าผิด"))


@dataclass(frozen=True)
class About:
    """What an answer was about."""

    kind: str
    fiscal_year: int
    number: int | None = None

    @staticmethod
    def of(arguments: list[str]) -> "About":
        """From a button's data. Raises ValueError and IndexError for what is none of ours."""
        if arguments[0] not in ("score", "measures", "measure") or not 2500 <= int(arguments[1]) <= 2700:
            raise ValueError(arguments[0])
        return About(arguments[0], int(arguments[1]), int(arguments[2]) if len(arguments) > 2 else None)

    @property
    def data(self) -> str:
        """As a button carries it."""
        return ":".join(str(part) for part in (self.kind, self.fiscal_year, self.number) if part is not None)

    @property
    def words(self) -> str:
        """As a person says it."""
        if self.kind == "score" and self.number is not None:
            return f"คะแนน {indicator_name(self.number, self.fiscal_year)} ปี {self.fiscal_year}"
        if self.kind == "score":
            return f"ผลคะแนน ITA ปี {self.fiscal_year}"
        return (
            f"มาตรการที่ {self.number} ปี {self.fiscal_year}" if self.number else f"มาตรการปี {self.fiscal_year}"
        )


def name_office(message: Message, office_id: int) -> None:
    """Write the office into the two links under a card's figures, where it is not yet."""
    if message["type"] != "flex":
        return
    contents = message["contents"]
    for bubble in contents["contents"] if contents["type"] == "carousel" else [contents]:
        for row in bubble.get("body", {}).get("contents", [])[-1:]:
            for link in row.get("contents", ()):
                data = link.get("action", {}).get("data", "")
                if data.startswith(("why:", "wrong:")) and "@" not in data:
                    link["action"]["data"] = f"{data}:@{office_id}"


def _about(arguments: list[str], scene: Scene) -> About:
    """What a button is about; the scene moves to its office. Raises DraftUnknown for what can be about nothing: a list
    somebody asked for with a button of their own making carries such buttons too."""
    if arguments[-1].startswith("@"):
        scene.office_id = organisations.office(scene.tx, int(arguments[-1][1:])).id
        arguments = arguments[:-1]
    try:
        return About.of(arguments)
    except (ValueError, IndexError):
        raise DraftUnknown() from None


def _why(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    about = _about(arguments, scene)
    found = _why_measures(about, scene) if about.kind != "score" else _why_score(about, scene)
    return replace(found, topic=found.topic or {"office_id": scene.office_id})


def _why_score(about: About, scene: Scene) -> Answer:
    found = result_of({"fiscal_year": about.fiscal_year}, scene)
    if isinstance(found, Answer):
        return found
    rows = [("เอกสาร", found.source_of(about.number))]
    notes = [found.facts.remark] if found.facts.remark else []
    for block, name in (("weights", "น้ำหนักคะแนน"), ("levels", "ระดับผล"), ("letters", "เกรด A–F")):
        basis = dict(found.rubric.bases).get(block)
        if basis is not None:
            rows.append((name, basis.thai or CERTAINTY[basis.certainty]))
            if not basis.certain:
                notes.append(f"{name}: {CERTAINTY[basis.certainty]}")
    said = voice.why(
        found.office.name, found.year, about.words, rows, sum_words(found), notes,
        bool(found.facts.findings), about.data,
    )  # fmt: skip
    return Answer([said])


def sum_words(found: Result) -> list[str]:
    """The arithmetic of a total, as in IIT 88.10 × 30% + … = 88.93."""
    weights, computed = found.rubric.weights, total(found.facts.indicators, found.rubric)
    if weights is None or computed is None:
        return ["ยังคำนวณคะแนนรวมย้อนจากตัวชี้วัดไม่ได้ จึงแสดงตามที่ประกาศ"]
    parts = [
        f"{INSTRUMENT_WORDS[name]} {rounded(mean)} × {_plain(weights.of(name))}%"
        for name, mean in found.standing.means.items()
        if name in ("IIT", "EIT", "OIT") and mean is not None
    ]
    agrees = "ตรงกับที่ประกาศ" if computed.consistent(found.facts.overall) else "ไม่ตรงกับที่ประกาศ"
    words = "ค่าเฉลี่ยของตัวชี้วัดในแต่ละแบบวัด คูณน้ำหนัก แล้วรวมกัน"
    return [words, " + ".join(parts), f"= {computed.published} ({agrees} {found.facts.overall:.2f})"]


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value}"


def _why_measures(about: About, scene: Scene) -> Answer:
    known = scene.year(about.fiscal_year, about.number or "every")
    rows = [("เอกสาร", source_words(known, about.number))]
    if known.published_at is not None:
        rows.append(("เผยแพร่เมื่อ", fiscal.thai_date(known.published_at.astimezone(scene.zone).date())))
    updates = [u for u in known.updates if about.number in (None, u.measure_number)]
    rows += [
        (
            f"รายงานเลขที่ {u.receipt}",
            f"{u.department} มาตรการ {u.measure_number} · {fiscal.thai_date(u.event_date)}",
        )
        for u in updates[-6:]
    ]
    sums = ["ร้อยละของมาตรการ คือค่าเฉลี่ยของส่วนราชการที่รับผิดชอบ นับเฉพาะรายงานที่ยังมีผล"]
    notes = [] if updates else ["ยังไม่มีส่วนราชการใดรายงาน"]
    said = voice.why(
        scene.outline().name, about.fiscal_year, about.words, rows, sums, notes, False, about.data
    )
    return Answer([said])


def _wrong(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    about = _about(arguments, scene)
    return Answer([voice.ask(about.words)], topic={"office_id": scene.office_id, "doubt": about.data})


def told_in_words(text: str, scene: Scene) -> Answer | None:
    """The words that say what is wrong, after they were asked for; or a coordinator asking what was told."""
    if text.strip() in LIST_WORDS and scene.allows("read_doubts"):
        return Answer([voice.listing(scene.outline().name, open_doubts(scene.tx, scene.outline().id))])
    if not scene.topic.get("doubt"):
        return None
    if text.strip() in publishing.BACKED_OUT:
        return publishing.backed_out(scene)
    return _repeat(text.strip(), scene)


def _plainly(_arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    if not scene.topic.get("doubt"):
        raise DraftUnknown()
    return _repeat("", scene)


def _repeat(words: str, scene: Scene) -> Answer:
    assert scene.person is not None and scene.office_id is not None
    about = About.of(str(scene.topic["doubt"]).split(":"))
    content = {"about": about.data, "words": words}
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, scene.office_id, "doubt", content, scene.now, scene.message_id
    )
    topic = {"office_id": scene.office_id, "draft_id": draft.id, "change": "tell"}
    return Answer(
        [voice.repeated(scene.outline().name, about.words, words, draft.id)], topic=topic, writes=True
    )


def _tell(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "doubt" or draft.office_id is None:
        raise DraftUnknown()
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt="")
    if draft.expires_at <= scene.now:
        raise DraftExpired()
    scene.office_id = draft.office_id
    about, name = About.of(draft.content["about"].split(":")), scene.outline().name
    _, coordinators = tell_doubt(
        scene.tx, scene.person, draft.office_id, about.fiscal_year, about.words, draft.content["words"], scene.now,
        lambda doubt: [voice.told(name, doubt)], draft.line_message_id,
    )  # fmt: skip
    draft.used_at, draft.result = scene.now, "doubt"
    scene.tx.add(draft)
    return Answer([voice.thanks(coordinators)], topic={"office_id": draft.office_id}, receipt=True)


def _settled(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    doubt = settle_doubt(scene.tx, scene.authority, int(arguments[0]), int(arguments[1]), scene.now)
    return Answer([voice.settled(doubt.about)], receipt=True, writes=True)


BUTTONS = {"why": _why, "wrong": _wrong, "doubt": _plainly, "tell": _tell, "settled": _settled}
