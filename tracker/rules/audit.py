"""Recomputing what a paper says: findings (ข้อสังเกต) with the arithmetic in plain Thai.

Codes: total-mismatch tables-disagree grade-mismatch trend-wrong change-wrong. A finding that rests on rules not
certain for its year is a warning, else an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tracker.rubrics import INSTRUMENTS, Rubric
from tracker.rules.comparison import Change, change
from tracker.rules.grading import letter, level
from tracker.rules.scoring import Means, Scores, Total, mean, parts_of_total, rounded, total

TREND_WORDS = {
    "เพิ่มขึ้น": "risen",
    "สูงขึ้น": "risen",
    "ลดลง": "fallen",
    "ต่ำลง": "fallen",
    "คงที่": "same",
    "เท่าเดิม": "same",
}
_DIRECTION_WORDS = {"risen": "เพิ่มขึ้น", "fallen": "ลดลง", "same": "เท่าเดิม"}


@dataclass(frozen=True)
class Finding:
    """Something a careful reader noticed. `severity`: error warning note; `where`: the place in the paper."""

    code: str
    severity: str
    message_th: str
    where: str | None = None


def check_total(
    rubric: Rubric, scores: Scores, published: Decimal, where: str | None = None
) -> Finding | None:
    """total-mismatch: the weighted sum of the indicators misses the published total. None where it fits, or where
    it cannot be computed."""
    computed = total(scores, rubric)
    if computed is None or fits(computed, scores, published):
        return None
    message = f"คะแนนรวมที่พิมพ์ไว้ {published} ไม่ตรงกับที่คำนวณจากตัวชี้วัด: {sum_in_words(scores, rubric, computed)}"
    if rounded(mean(list(scores.values()))) == published:
        message += " ตัวเลขที่พิมพ์เป็นค่าเฉลี่ยธรรมดาของสิบตัวชี้วัด ซึ่งไม่ใช่วิธีคิดคะแนนรวม"
    return Finding("total-mismatch", severity_of(rubric, "weights"), message, where)


def check_grade(
    rubric: Rubric,
    overall: Decimal,
    instruments: Means,
    printed_letter: str | None = None,
    printed_level: str | None = None,
    where: str | None = None,
) -> tuple[Finding, ...]:
    """grade-mismatch: the printed letter or level does not follow from the scores. What cannot be told is left."""
    found = []
    right_letter = letter(overall, rubric)
    if printed_letter is not None and printed_letter != right_letter:
        message = f"คะแนนรวม {overall} เป็นระดับ {right_letter} แต่พิมพ์ไว้เป็นระดับ {printed_letter}"
        found.append(Finding("grade-mismatch", severity_of(rubric, "letters"), message, where))
    judged = level(overall, instruments, rubric)
    if printed_level is not None and judged.name is not None and printed_level != judged.name:
        because = f" เพราะ {judged.reason}" if judged.reason else ""
        message = f"คะแนนรวม {overall} เป็นระดับ “{judged.name}”{because} แต่พิมพ์ไว้เป็น “{printed_level}”"
        found.append(Finding("grade-mismatch", "error" if judged.certain else "warning", message, where))
    return tuple(found)


def check_trend(
    earlier: Decimal, later: Decimal, printed: str, subject: str = "คะแนนรวม", where: str | None = None
) -> Finding | None:
    """trend-wrong: the word for the trend (เพิ่มขึ้น, ลดลง, or risen fallen same) goes against the figures.
    None where it fits or is no trend word."""
    said = TREND_WORDS.get(printed.strip(), printed.strip())
    right = change(earlier, later)
    if said not in _DIRECTION_WORDS or said == right.direction:
        return None
    points = f" {abs(right.points)} คะแนน" if right.points else ""
    message = (
        f"{subject}จาก {earlier} เป็น {later} {_DIRECTION_WORDS[right.direction]}{points}"
        f" แต่พิมพ์ไว้ว่า “{_DIRECTION_WORDS[said]}”"
    )
    return Finding("trend-wrong", "error", message, where)


def check_change(
    earlier: Decimal,
    later: Decimal,
    printed_points: Decimal | None = None,
    printed_percent: Decimal | None = None,
    where: str | None = None,
    subject: str = "",
) -> Finding | None:
    """change-wrong: the printed difference or its percent is not what the figures give, compared at the printed
    number of decimals. Names the faults that explain a wrong percent, where some do."""
    right = change(earlier, later)
    wrong = []
    if printed_points is not None and printed_points != rounded(right.points, _places(printed_points)):
        wrong.append(f"ผลต่างที่ถูกคือ {later} - {earlier} = {right.points} แต่พิมพ์ไว้ {printed_points}")
    if (
        printed_percent is not None
        and right.percent is not None
        and printed_percent != rounded(_exact_percent(right), _places(printed_percent))
    ):
        sentence = (
            f"ร้อยละที่ถูกคือ ({later} - {earlier}) ÷ {earlier} × 100 = {right.percent} แต่พิมพ์ไว้ {printed_percent}"
        )
        wrong.append(" ".join([sentence, *_faults(right, printed_percent)]))
    return (
        Finding("change-wrong", "error", f"{subject} {' และ '.join(wrong)}".strip(), where) if wrong else None
    )


def check_instruments(
    rubric: Rubric,
    scores: Scores,
    printed: Mapping[str, Decimal],
    published: Decimal | None,
    where: str | None = None,
) -> tuple[Finding, ...]:
    """total-mismatch of parts: a printed instrument mean that its indicators do not give, the parts of the EIT
    against the whole, and, where indicators are missing, the total against the printed means."""
    found = []
    for name, mean_printed in printed.items():
        numbers = rubric.indicators_of(name)
        known = [scores[n] for n in numbers if n in scores]
        if not numbers or len(known) < len(numbers):
            continue
        right = mean(known)
        if not _near(right, mean_printed, known):
            terms = " + ".join(map(str, known))
            message = f"คะแนนเฉลี่ย {name} ที่พิมพ์ไว้ {mean_printed} ไม่ตรงกับตัวชี้วัด: "
            message += f"({terms}) ÷ {len(known)} = {rounded(right)}"
            found.append(Finding("total-mismatch", "error", message, where))
    parts = [printed[name] for name in ("EIT1", "EIT2") if name in printed]
    if len(parts) == 2 and "EIT" in printed and not _near(mean(parts), printed["EIT"], parts):
        message = f"คะแนน EIT ที่พิมพ์ไว้ {printed['EIT']} ไม่ตรงกับสองส่วน: "
        message += f"({parts[0]} + {parts[1]}) ÷ 2 = {rounded(mean(parts))}"
        found.append(Finding("total-mismatch", severity_of(rubric, "weights"), message, where))
    return (*found, *_total_of_means(rubric, scores, printed, published, where))


def _total_of_means(
    rubric: Rubric,
    scores: Scores,
    printed: Mapping[str, Decimal],
    published: Decimal | None,
    where: str | None,
) -> tuple[Finding, ...]:
    if (
        total(scores, rubric)
        or published is None
        or rubric.weights is None
        or not set(INSTRUMENTS) <= printed.keys()
    ):
        return ()
    terms = {name: printed[name] * rubric.weights.of(name) / 100 for name in INSTRUMENTS}
    value = sum(terms.values(), Decimal(0))
    if _near(value, published, list(printed.values())):
        return ()
    summed = " + ".join(f"{rounded(points, 4)} ({name})" for name, points in terms.items())
    message = f"คะแนนรวมที่พิมพ์ไว้ {published} ไม่ตรงกับที่คำนวณจากคะแนนแบบวัด: {summed} = {rounded(value, 4)}"
    return (Finding("total-mismatch", severity_of(rubric, "weights"), message, where),)


def _near(right: Decimal, printed: Decimal, of: list[Decimal]) -> bool:
    """Whether a printed mean can come from figures printed with so many decimals."""
    slack = _half_unit(max(map(_places, of))) + _half_unit(_places(printed))
    return abs(right - printed) < slack


def fits(computed: Total, scores: Scores, published: Decimal) -> bool:
    """Whether a printed total can come from printed scores: each is known to half of its last decimal only."""
    printed = max((_places(score) for score in scores.values()), default=2)
    slack = (_half_unit(printed) + _half_unit(_places(published))).quantize(Decimal("0.0001"))
    return abs(computed.value - published) < slack


def _half_unit(places: int) -> Decimal:
    """Half of the last decimal of a figure with so many; two decimals at most are published."""
    return Decimal(5).scaleb(-1 - min(places, 2))


def sum_in_words(scores: Scores, rubric: Rubric, computed: Total) -> str:
    parts = parts_of_total(scores, rubric) or {}
    terms = " + ".join(f"{rounded(points, 4)} ({name})" for name, points in parts.items())
    return f"{terms} = {rounded(computed.value, 4)} (อยู่ในช่วง {rounded(computed.low, 4)} ถึง {rounded(computed.high, 4)})"


def _exact_percent(right: Change) -> Decimal:
    return (right.later - right.earlier) * 100 / right.earlier


def _faults(right: Change, printed: Decimal) -> list[str]:
    """What was done wrong to arrive at the printed percent, tried in every combination; empty when none fits."""
    difference = right.later - right.earlier
    for base, base_fault in ((right.earlier, ""), (right.later, "ใช้คะแนนปีหลังเป็นฐาน")):
        for times, times_fault in ((100, ""), (1, "ไม่ได้คูณ 100")):
            exact = difference * times / base if base else Decimal(0)
            for value, sign_fault in ((exact, ""), (-exact, "เครื่องหมายผิด")):
                faults = [fault for fault in (base_fault, times_fault, sign_fault) if fault]
                if faults and rounded(value, _places(printed)) == printed:
                    return [f"({', '.join(faults)})"]
    return []


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def severity_of(rubric: Rubric, block: str) -> str:
    return "error" if rubric.certain(block) else "warning"
