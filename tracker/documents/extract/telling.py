"""What running text says in figures: every score with whose it is, read as a row of words that matter.

A sentence is taken as tokens: indicators, instruments, the total, years, grades, figures, and words that say a figure
is something else (a target, a change, an average of many offices). A figure counts only for the subject right before
it, and only when nothing but words like "ได้คะแนนเฉลี่ย" stands between, or such words stand right before it.
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tracker.documents.extract.indicators import spelt
from tracker.documents.extract.office import Offices
from tracker.documents.extract.tokens import FULL_MARK, GRADED, OTHER, OWN, Token, tokens_of

TOTAL = "total"
_LINK = re.compile(
    r"(?:\s|[\x02:=()\[\]“”\"'*•,–-]|มี(?!ผู้)|ได้(?:รับ)?|ผล|ค่า|คะแนน|การประเมิน|ประเมิน|เฉลี่ย|รวม|ร้อยละ|เท่ากับ|อยู่(?:ที่|ใน)|คิดเป็น|เป็น|ที่|ซึ่ง|โดย|นั้น|คือ|และ|ดังนี้"
    r"|ใน(?:ปี|ภาพรวม)?|ของ|สำหรับ|สูง(?:ที่)?สุด|ต่ำ(?:ที่)?สุด|มากที่สุด|น้อยที่สุด|หน่วยงาน|พบว่า|จาก|ส่วน|ระดับ|ตัวชี้วัด(?:ที่)?|แบบวัด|ด้าน|สรุป|ทั้งสิ้น|%|\.{2,}|…|โดยรวม|ทั้งหมด|ข้อ|ของ|(?:ที่)?\d{1,2}[.)](?=\s*[ก-๙])|ปีนี้)*"
)
_CUE = re.compile(
    r"(?:(?:ได้(?:รับ)?|มี)(?:ผล|ค่า)?คะแนน|คะแนน(?:ที่ได้|ประเมิน)?\s*(?:เฉลี่ย)?\s*(?:เท่ากับ|ร้อยละ|อยู่ที่|คือ|คิดเป็นร้อยละ|[:=]))"
    r"(?:เฉลี่ย|รวม|เท่ากับ|ร้อยละ|อยู่ที่|คะแนน|\s|[:=(])*$"
)
_OFFICE_GOT = re.compile(rf"(?:{OWN}\s*(?:ได้(?:รับ)?)?|ที่ได้(?:รับ)?)\s*$")
_LIST = re.compile(r"[\s,/]*(?:และ|กับ|หรือ)?[\s,/]*(?:ตัวชี้วัด(?:ที่)?|แบบวัด|ด้าน|ปี|พ\.ศ\.)?[\s:.]*")
_GETS = re.compile(r"\s*(?:ได้|มี)(?:รับ|ผล)?(?:คะแนน)?(?:รวม|เฉลี่ย)?\s*\d")
_GOT = re.compile(rf"(?:^|[\s{OWN}]|เทศบาล|อบ[ตจ]\.?|หน่วยงาน)ได้(?:รับ)?\s*$")
_FAR = 220


@dataclass(frozen=True)
class Said:
    """What a text says of a subject: an indicator's number, an instrument's name, or TOTAL. `year` only where the
    text itself names it; `value` is a score, a letter or a level."""

    subject: int | str
    year: int | None
    kind: str
    value: Decimal | str
    explicit: bool = True


def figure(text: str) -> Decimal | None:
    """A number with a decimal point or comma; None above 100."""
    value = Decimal(text.replace(",", "."))
    return value if value <= 100 else None


@dataclass
class _State:
    """What the words so far speak of: subjects and years named since the last figure, and what bars figures."""

    subjects: list[int | str] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    barred: str = ""
    at: int = 0
    told: bool = False
    last: str = ""
    context: int | None = None
    latest: int | None = None
    passing: bool = False


def told_in(text: str, carried: int | str | None = None, offices: Offices | None = None) -> list[Said]:
    """Everything a text says in figures, grades and levels. `carried` is the subject a heading above names."""
    text = (offices or Offices()).marked(spelt(text), OWN, OTHER)
    tokens = tokens_of(text)
    state = _State(subjects=[carried] if carried is not None else [])
    said: list[Said] = []
    numbers = [token for token in tokens if token.kind == "number"]
    runs = _runs(numbers, text)
    for token in tokens:
        if token.kind == "number":
            if token in runs:
                said += _bind(state, runs[token], text)
            _passed(state, token)
        elif token.kind in ("grade", "level"):
            said += _graded(state, token)
            state.at, state.last = token.end, token.kind
        elif token.kind == "own":
            # The office's name after the figure of another begins anew; "เป้าหมายของเทศบาลตำบล… 95.00" goes on.
            over = state.barred == "office" or (
                state.barred == "other" and (state.told or state.last == "year")
            )
            if over and state.told and _GETS.match(text, token.end):
                state.told, state.at = False, token.end
            state.barred = "" if over else state.barred
        else:
            _turn(state, token, text)
    return _with_year_after(said, tokens, text)


def _runs(numbers: list[Token], text: str) -> dict[Token, list[Token]]:
    """Figures that stand in a list, by the first of each list."""
    runs: dict[Token, list[Token]] = {}
    run: list[Token] = []
    for token in numbers:
        between = text[run[-1].end : token.start] if run else ""
        if run and re.fullmatch(r"\s*(?:คะแนน|%)?[\s,]*(?:และ|,)[\s]*(?:ร้อยละ|คะแนน)?\s*", between):
            run.append(token)
        else:
            run = [token]
            runs[token] = run
    return runs


def _bind(state: _State, run: list[Token], text: str) -> list[Said]:
    """The figures of a run given to the subjects, or to the years, named right before it."""
    between = re.sub(FULL_MARK, " ", text[state.at : run[0].start])
    cued = _CUE.search(between) or (not state.subjects and _GOT.search(between))
    linked = _LINK.fullmatch(between) or (len(between) <= _FAR and cued)
    anew = OWN in between and _is_graded(state, run, between, text)
    if state.barred or not linked or (state.told and not state.years and not anew):
        return []
    subjects, explicit = [] if anew else list(state.subjects), True
    if not subjects:
        subjects, explicit = [TOTAL], state.last == "grade" or _is_graded(state, run, between, text)
        if not explicit and not _is_total_of_a_year(state, run, between, text):
            return []
    years: list[int | None] = list(state.years) or [state.context]
    if len(run) == len(subjects):
        pairs = [(subject, years[-1], token) for subject, token in zip(subjects, run, strict=True)]
    elif len(subjects) == 1 and len(run) == len(years):
        pairs = [(subjects[0], year, token) for year, token in zip(years, run, strict=True)]
    else:
        return []
    return [
        Said(subject, year, "score", value, explicit)
        for subject, year, token in pairs
        if _plausible(subject, token, between, text) and (value := figure(str(token.value))) is not None
    ]


def _is_total_of_a_year(state: _State, run: list[Token], between: str, text: str) -> bool:
    """ "ปีงบประมาณ พ.ศ. 2565 : ได้ 83.67 คะแนน", with no subject named, opens a passage on the year's total."""
    opens = not re.search(r"[(\d]", text[: state.at].split("25")[0]) and state.last == "year"
    return bool(opens and "ได้" in between and len(run) == 1 and re.match(r"\s*คะแนน", text[run[0].end :]))


def _is_graded(state: _State, run: list[Token], between: str, text: str) -> bool:
    """ "ได้คะแนน 92.75 ระดับ “ผ่านดี”", or "ปี 2568: 92.75 คะแนน (ผ่านดี)", with no subject named: only a total has a
    grade."""
    graded = re.match(rf"\s*(?:คะแนน)?[\s,(]*(?:และ|ซึ่ง)?\s*{GRADED}|\s*คะแนน\s*{GRADED}", text[run[-1].end :])
    told = (
        _CUE.search(between)
        or _OFFICE_GOT.search(between)
        or _GOT.search(between)
        or (
            state.last == "year"
            and re.fullmatch(r"[\s():=–-]*(?:ได้|มี)?\s*(?:(?:ผล|ค่า)?คะแนน)?[\s:=]*", between)
        )
    )
    return bool(graded and len(run) == 1 and told)


def _plausible(subject: int | str, token: Token, between: str, text: str) -> bool:
    """A whole number is a score only where words say so; "30" beside an instrument is its weight."""
    written = str(token.value)
    if re.search(r"[.,]", written):
        return True
    unit = re.match(r"\s*(?:คะแนน|%)", text[token.end :])
    if subject == TOTAL or isinstance(subject, str):
        return bool(unit and _CUE.search(between)) and int(written) not in (15, 30, 40, 85)
    return bool(unit or re.search(r"(?:คะแนน|ร้อยละ|เท่ากับ|=)\s*$", between))


def _passed(state: _State, token: Token) -> None:
    state.told = True
    if state.years and not state.passing:
        state.context = state.years[-1]
    state.latest = state.years[-1] if state.years else state.latest
    state.years = []
    state.at = token.end
    state.last = "number"
    if state.barred == "change":
        state.barred = ""


def _graded(state: _State, token: Token) -> list[Said]:
    """A grade is the total's, unless an indicator or an instrument is spoken of, or a target."""
    if state.barred or any(subject != TOTAL for subject in state.subjects) or token.value is None:
        return []
    year = state.years[-1] if state.years else state.latest or state.context
    return [Said(TOTAL, year, token.kind, str(token.value))]


def _turn(state: _State, token: Token, text: str) -> None:
    between = text[state.at : token.start]
    if token.kind == "year":
        assert isinstance(token.value, int)
        listed = bool(state.years) and state.last == "year" and bool(_LIST.fullmatch(between))
        state.years = [*state.years, token.value] if listed else [token.value]
        state.passing = state.last == "change" or bool(re.search(r"(?:จาก|กับ|กว่า)\s*$", between))
        if state.barred == "change":
            state.barred = ""
    elif token.kind in ("indicator", "instrument", "total", "weak"):
        _subject(state, token, between)
    elif token.kind in ("range", "sum"):
        state.told, state.barred = True, state.barred or "change"
    elif token.kind in ("other", "change", "office"):
        rank = ("", "change", "other", "office")
        state.barred = max(token.kind, state.barred, key=rank.index)
    if token.kind != "aside":
        state.at, state.last = token.end, token.kind


def _subject(state: _State, token: Token, between: str) -> None:
    value: int | str = token.value if token.kind in ("indicator", "instrument") else TOTAL  # type: ignore[assignment]
    specific = [subject for subject in state.subjects if subject != TOTAL]
    if token.kind == "weak" and (specific or state.subjects) and not state.told:
        return
    if token.kind == "weak" and specific and len(between) < _FAR:
        return
    listed = (
        state.last == token.kind
        and bool(state.subjects)
        and not state.told
        and bool(_LIST.fullmatch(between))
    )
    if listed and value not in state.subjects:
        state.subjects.append(value)
    elif not listed:
        state.subjects = [value]
    state.told = False
    # "เป้าหมายคะแนนรวม" is a target still: only another kind of subject, or one further on, ends what bars.
    if state.barred != "office" and (value != TOTAL or len(between) > 20 or state.barred == "change"):
        state.barred = ""


def _with_year_after(said: list[Said], tokens: list[Token], text: str) -> list[Said]:
    """A sentence with one figure and one year, the year last: "ได้คะแนน 88.93 ในปี 2566"."""
    years = {token.value for token in tokens if token.kind == "year"}
    if len(years) == 1 and all(each.year is None for each in said):
        (year,) = years
        scored = [each for each in said if each.kind == "score"]
        at = next(token for token in tokens if token.kind == "year")
        before = [token for token in tokens if token.kind == "number" and token.end <= at.start]
        if len(scored) == 1 and before and re.search(r"(?:ใน|ของ|\()\s*$", text[: at.start]):
            if len(text[before[-1].end : at.start]) <= 25:
                return [replace(each, year=int(str(year))) for each in said]
    return said
