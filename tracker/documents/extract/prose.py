"""Measures written as headed paragraphs: "มาตรการที่ 1 …", then lines that begin with what they are about."""

import re
from collections.abc import Iterator

from tracker.documents.extract.done import done_behind
from tracker.documents.extract.entry import Entry
from tracker.documents.extract.indicators import SAID, indicator_in
from tracker.documents.extract.items import NUMBERED, marker_of, number_of
from tracker.documents.extract.labels import label_of
from tracker.documents.extract.open_measure import Open
from tracker.documents.extract.scoreset import score
from tracker.documents.extract.subjects import names_indicator
from tracker.documents.paper import Paper, Paragraph, Table

MEASURE_HEADING = re.compile(
    r"^(?:[-•]\s*)?(?:\d{1,2}(?:\.\d{1,2})*[.)]?\s*)?(?:ชื่อ)?(?:มาตรการ|โครงการ|กิจกรรม|แนวทาง)(?:ที่|ลำดับที่)?\s*\d{1,2}(?:\.\d{1,2}){0,2}\s*(?:[.:)\-–]|(?=\s|[ก-๙\"“])|$)"
)
_TITLE = re.compile(
    r"^(?:แบบ)?(?:สรุป|รายงาน|แผน|ตาราง|บันทึก|ประกาศ|มาตรการส่งเสริม|ผลการ).*(?:ประจำปี|ปีงบประมาณ|รอบ\s*\d+\s*เดือน)"
)
_PAGE = re.compile(r"^[-–~\s]*(?:หน้า(?:ที่)?\s*)?\d{1,3}\s*(?:/\s*\d+)?[-–~\s]*$")
_ROUND = re.compile(r"[(:\s]*(?:ใน)?(?:รอบ|ครั้ง)(?:ที่)?\s*\d{1,2}\s*(?:เดือน)?(?:\s*\([^()]*\))?[):\s]*")
_ENDS = re.compile(
    r"^(?:(?:ระเบียบ)?วาระที่|มติ(?:ที่ประชุม)?(?:\s|:|$)|ที่ประชุม|เลิกประชุม"
    r"|ส่วนที่|บทที่|ตอนที่|ภาคผนวก|จึง|ลงชื่อ|\(ลงชื่อ|ประกาศ ณ|ผู้(?:รายงาน|จัดทำ|เสนอ)|หมายเหตุ|ข้อเสนอแนะอื่น"
    r"|สรุป(?:$|\s|ภาพรวม|โดยรวม|ท้าย))"
)
_NEEDED = {"steps", "responsible", "period", "follow_up", "results"}
_BESIDE = {
    "weakness",
    "indicator",
    "success",
    "item",
    "doing",
    "activity",
    "approach",
    "evidence",
    "suggestions",
}
_FIRST = {"steps", "indicator", "item", "weakness"}
_CLOSED = "nothing"
_WRAPPED = 45
_ASIDE = re.compile(
    r"^(?:\d{1,2}[.)]\s*)?(?:วัตถุประสงค์|หลักการและเหตุผล|เหตุผล|ที่มา|งบประมาณ|สถานที่|กลุ่มเป้าหมาย|ปัญหา(?:และ|/)?\s*อุปสรรค)(?:\s*[:：]|\s|$)"
)
_GLUED = re.compile(
    r"(?:ขั้นตอน(?:/วิธีปฏิบัติ|(?:การ)?ดำเนิน(?:การ|งาน))|วิธี(?:การ)?(?:ดำเนินการ|ดำเนินงาน|ปฏิบัติ))\s*:?$"
    r"|(?:รองรับ|(?:ตอบ)?สนอง|สอดคล้อง(?:กับ)?)\s*:?\s*ตัวชี้วัดที่\s*\d.*$"
)
_TITLE_AT_LEAST = 20
_SCORED = re.compile(r"\d\.\d{1,2}\s*คะแนน")
_NEAR = 5
_FAR = 15


def entries_of(paper: Paper) -> Iterator[tuple[int, int, Entry, bool]]:
    """Every measure in headed paragraphs: the block it begins at, the block at which the first of those it is counted
    with begins, the entry, and whether it reports results."""
    run: list[Open] = []
    for measure in (each for each in _measures(paper) if _NEEDED & each.labelled or each.done):
        if run and measure.number <= run[-1].number:
            yield from _run(run)
            run = []
        run.append(measure)
    yield from _run(run)


def _run(run: list[Open]) -> Iterator[tuple[int, int, Entry, bool]]:
    """Measures that are counted on: where one has results, all of them are reported on."""
    reports = any("results" in measure.lines or measure.done for measure in run)
    for measure in run:
        yield measure.at, run[0].at, measure.entry(), reports


def _measures(paper: Paper) -> Iterator[Open]:
    measure: Open | None = None
    subject, worded = "", False
    for at, block in enumerate(paper.blocks):
        if not isinstance(block, Paragraph):
            if measure:
                yield measure
            measure, subject = None, ""
            continue
        text = block.text.strip()
        if _begins(paper, at, text, measure, worded):
            if measure:
                yield measure
            worded = worded or bool(MEASURE_HEADING.match(text))
            title, label = _without_label(text)
            beside = measure.beside if measure else set()
            measure = Open(at, block.place, [_title(title)], _number(text, measure), subject, beside=beside)
            if label:
                _take(measure, label)
        elif measure and _PAGE.match(text):
            continue
        elif measure and (_ENDS.match(text) or MEASURE_HEADING.match(text) or _leaves(measure, text)):
            yield measure
            measure, subject = None, ""
        elif (
            measure and measure.role not in (None, "indicator") and (indicator_in(text) or _is_heading(text))
        ):
            yield measure
            measure, subject = None, text
        elif measure:
            _take(measure, text)
        else:
            subject = text if indicator_in(text) or _is_heading(text) else ""
    if measure:
        yield measure


def _without_label(text: str) -> tuple[str, str]:
    """A title, and the label or the line on its indicator that a PDF printed on without a new line."""
    found = _GLUED.search(text)
    return (
        (text[: found.start()].rstrip(), found[0])
        if found and found.start() > _TITLE_AT_LEAST
        else (text, "")
    )


def _begins(paper: Paper, at: int, text: str, measure: Open | None, worded: bool) -> bool:
    """Whether a paragraph is the title of a measure: it says so, or it has the next number and labels follow."""
    if MEASURE_HEADING.match(text):
        return _labels_follow(paper, at) or bool(done_behind(text))
    label = label_of(text)
    if label and label[0] == "measure" and label[1] and re.match(r"[^:：]{2,45}[:：]", text):
        return _labels_follow(paper, at)
    number = number_of(text)
    scored = indicator_in(text) and (
        re.search(r"\d\.\d|คะแนน", NUMBERED.sub("", text)) or _score_below(paper, at)
    )
    scored = scored or SAID.match(NUMBERED.sub("", text)) and _SCORED.search(text)
    if worded or not number or label_of(text) or scored or not _labels_follow(paper, at):
        return False
    if measure is None:
        return number[-1] == 1
    if number != (*measure.number[:-1], measure.number[-1] + 1) or measure.role is None:
        return False
    return _repeats(paper, at, measure, number)


def _score_below(paper: Paper, at: int) -> bool:
    """Whether the next line is nothing but a score, which tells that this one names an indicator and no measure."""
    below = paper.blocks[at + 1] if at + 1 < len(paper.blocks) else None
    return isinstance(below, Paragraph) and score(below.text) is not None


def _number(text: str, before: Open | None) -> tuple[int, ...]:
    said = re.search(r"\d{1,2}(?:\.\d{1,2})*", text) if MEASURE_HEADING.match(text) else None
    last = before.number if before else (0,)
    return tuple(map(int, said[0].split("."))) if said else number_of(text) or (*last[:-1], last[-1] + 1)


def _repeats(paper: Paper, at: int, measure: Open, number: tuple[int, ...]) -> bool:
    """Whether what follows a numbered line begins a measure anew: the next label is one the measure had already, or
    one that measures begin with.
    An item of a list with the same number is followed by the real title first."""
    for block in paper.blocks[at + 1 : at + 1 + _FAR]:
        text = block.text.strip() if isinstance(block, Paragraph) else ""
        label = label_of(text) if text else None
        if not text or number_of(text) == number:
            return False
        if names_indicator(text) or label:
            role = label[0] if label and not names_indicator(text) else "indicator"
            return role in measure.lines or role in _FIRST and bool(measure.lines)
    return False


def _leaves(measure: Open, text: str) -> bool:
    """Whether a line is the title of another paper, or counts on a level above the measures."""
    number = number_of(text)
    before = measure.lines.get(measure.role or "", [])
    listed = bool(before) and bool(number) and number_of(before[-1]) == (*number[:-1], number[-1] - 1)
    above = (
        not listed and len(measure.number) > 1 and number == (*measure.number[:-2], measure.number[-2] + 1)
    )
    section = bool(number) and measure.inline and measure.role != "steps" and not _lists_on(measure, text)
    return not label_of(text) and (bool(_TITLE.match(text)) or above or section)


def _title(text: str) -> str:
    """The title of a measure without the label "มาตรการ:"."""
    label = None if MEASURE_HEADING.match(text) else label_of(text)
    return label[1] if label and label[0] == "measure" and label[1] else text


def _labels_follow(paper: Paper, at: int) -> bool:
    """Whether one of the next lines has a label, or the next block is a table."""
    plain = 0
    for below, block in enumerate(paper.blocks[at + 1 : at + 1 + _FAR], at + 1):
        if not isinstance(block, Paragraph) or MEASURE_HEADING.match(block.text) or plain >= _NEAR:
            return False
        plain += not marker_of(block.text)
        label = label_of(block.text)
        if label == ("weakness", "") and _counts_anew(paper, below + 1):
            return False  # a heading over the next list of weak points: this line is of the list before
        if label:
            return label[0] in _NEEDED | _BESIDE and number_of(block.text) != _next_above(paper.blocks[at])
    return False


def _counts_anew(paper: Paper, at: int) -> bool:
    block = paper.blocks[at] if at < len(paper.blocks) else None
    return isinstance(block, Paragraph) and number_of(block.text) == (1,)


def _next_above(block: Paragraph | Table) -> tuple[int, ...]:
    """The number that goes on one level above a numbered line: after "5.1 …" the line "6. จุดอ่อน" is a chapter of its
    own, and no label of what stands before it. A number no line has where there is no such level."""
    number = number_of(block.text) if isinstance(block, Paragraph) else ()
    return (*number[:-2], number[-2] + 1) if len(number) > 1 else (0,)


def _is_heading(text: str) -> bool:
    return bool(re.match(r"^(?:ด้าน|แบบวัด|ตัวชี้วัดที่\s*\d)", text)) and label_of(text) is None and len(text) < 90


def _take(measure: Open, text: str) -> None:
    """One more line of a measure: its title, a label with its text, or more under the last label."""
    label = label_of(text)
    if label and not (label[1] == "" and _is_item(measure, text)):
        role, said = label
        if role == "measure":
            measure.title.append(said) if said else None
            return
        said = "" if role in ("results", "doing") and _ROUND.fullmatch(said) else said
        # A form left empty: what other measures say beside this label, this one does not say.
        measure.role, measure.inline = role, bool(said) or role in measure.beside
        measure.labelled.add(role)
        measure.beside |= {role} if said else set()
        measure.lines.setdefault(role, []).extend([said] if said else [])
    elif _ASIDE.match(text):
        measure.role, measure.inline = _CLOSED, True
    elif measure.role is None and names_indicator(text):
        measure.lines.setdefault("indicator", []).append(text)
    elif measure.role is None and marker_of(text) and len(measure.title) < 3:
        measure.role = "steps"
        measure.lines.setdefault("steps", []).append(text)
    elif measure.role is None:
        measure.title.append(re.sub(r"^เรื่อง\s*:?\s*", "", text))
    elif _ends_list(measure.lines.get(measure.role, []), text):
        measure.role, measure.inline = _CLOSED, True
    elif measure.role != _CLOSED and (
        not measure.inline or _lists_on(measure, text) or measure.role == "steps"
    ):
        measure.lines[measure.role].append(text)


def _lists_on(measure: Open, text: str) -> bool:
    """Whether a line is an item of the list under a label: the first, or one behind another. "4. …" behind a label
    that has its text beside it is the next section."""
    before = measure.lines.get(measure.role or "", [])
    number = number_of(text)
    return bool(marker_of(text)) and (
        not number or number[-1] == 1 or any(marker_of(line) for line in before)
    )


def _is_item(measure: Open, text: str) -> bool:
    """Whether a line of heading's words is one more item with the mark of the item before it."""
    before = measure.lines.get(measure.role or "", [])
    return bool(before) and text[0] in "-–•*▪○◦●" and before[-1][0] == text[0]


def _ends_list(before: list[str], text: str) -> bool:
    """Whether an unmarked line stands after a list: the last item is too short to have been wrapped."""
    listed = bool(before) and bool(marker_of(before[0])) and not marker_of(text)
    return listed and len(before[-1]) < _WRAPPED
