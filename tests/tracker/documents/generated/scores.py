"""Layouts for results: every way a paper may print ten scores and their total."""

from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.tracker.documents.generated import vocabulary as words
from tests.tracker.documents.generated.blocks import ABOVE, LEFT, Block, Blocks, grid
from tests.tracker.documents.generated.facts import Year
from tracker.rubrics import rubric

Layout = Callable[[tuple[Year, ...], Random], Blocks]

MEMBERS = {"IIT": (1, 2, 3, 4, 5), "EIT": (6, 7, 8), "OIT": (9, 10)}
TOTALS = ("คะแนนรวม", "คะแนนเฉลี่ยรวม", "รวม", "คะแนนภาพรวม", "ผลคะแนนรวม")
ROW = ("{n}. {name}", "ตัวชี้วัดที่ {n} {name}", "{name}", "{n}) {name}", "ตัวชี้วัด {n} {name}")


def ten_rows(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Number, indicator, score; one table a year."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        rows = [["ที่", "ตัวชี้วัด", rng.choice(("คะแนน", "ผลคะแนน", "คะแนนที่ได้"))]]
        rows += [[str(n), names[n], str(score)] for n, score in year.scores.items()]
        if rng.random() < 0.6:
            rows.append(["", rng.choice(TOTALS), str(year.overall)])
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def two_columns(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Indicator with its number, score; total and grade below."""
    blocks: Blocks = []
    names, form = naming(rng), rng.choice(ROW)
    for year in years:
        rows = [["ตัวชี้วัด", "คะแนน"]]
        rows += [[form.format(n=n, name=names[n]), str(score)] for n, score in year.scores.items()]
        rows.append([rng.choice(TOTALS), str(year.overall)])
        if year.grade and rng.random() < 0.5:
            rows.append(["ระดับ", year.grade])
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def under_instruments(years: tuple[Year, ...], rng: Random) -> Blocks:
    """A row over the indicators of each instrument, a row with its mean below them."""
    blocks: Blocks = []
    names, form = naming(rng), rng.choice(ROW)
    for year in years:
        rows = [["ตัวชี้วัด", "คะแนน"]]
        for instrument, numbers in MEMBERS.items():
            rows.append([words.INSTRUMENTS[instrument], LEFT])
            rows += [[form.format(n=n, name=names[n]), str(year.scores[n])] for n in numbers]
            rows.append([rng.choice(("คะแนนเฉลี่ย", "ค่าเฉลี่ย")) + f" {instrument}", str(year.means[instrument])])
        rows.append([rng.choice(TOTALS), str(year.overall)])
        blocks += [of_year(year, rng), grid(rows, "scores", movable=False)]
    return blocks


def merged_instruments(years: tuple[Year, ...], rng: Random) -> Blocks:
    """The instrument in a first column that is merged over its indicators."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        rows = [["แบบวัด", "ตัวชี้วัด", "คะแนน"]]
        for instrument, numbers in MEMBERS.items():
            for at, n in enumerate(numbers):
                rows.append([ABOVE if at else instrument, f"{n}. {names[n]}", str(year.scores[n])])
        rows.append([rng.choice(TOTALS), "", str(year.overall)])
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def years_abreast(years: tuple[Year, ...], rng: Random) -> Blocks:
    """A column for every year; of two years also the change and the word for it."""
    names, form = naming(rng), rng.choice(ROW)
    head = rng.choice(("ปีงบประมาณ พ.ศ. {}", "ปี {}", "{}", "คะแนนปี พ.ศ. {}"))
    rows = [["ตัวชี้วัด", *(head.format(year.fiscal_year) for year in years)]]
    for n in range(1, 11):
        rows.append([form.format(n=n, name=names[n]), *(str(year.scores[n]) for year in years)])
    rows.append([rng.choice(TOTALS), *(str(year.overall) for year in years)])
    if len(years) == 2 and rng.random() < 0.7:
        pairs = [(years[0].scores[n], years[1].scores[n]) for n in range(1, 11)]
        pairs.append((years[0].overall, years[1].overall))
        rows[0] += ["ผลต่าง", "แนวโน้ม"]
        for row, (old, new) in zip(rows[1:], pairs, strict=True):
            row += [f"{new - old:+}", trend(old, new)]
    if all(year.grade for year in years):
        rows.append(["ระดับผลการประเมิน", *(year.grade or "" for year in years)])
    return [
        f"ตารางเปรียบเทียบผลการประเมินปีงบประมาณ พ.ศ. {years[0].fiscal_year} - {years[-1].fiscal_year}",
        grid(rows, "scores"),
    ]


def under_two_headings(years: tuple[Year, ...], rng: Random) -> Blocks:
    """A heading of two rows: over all years, then every year."""
    names = naming(rng)
    rows = [
        ["ที่", "ตัวชี้วัด", rng.choice(("คะแนน", "ผลการประเมิน (คะแนน)")), *[LEFT for _ in years[1:]]],
        [ABOVE, ABOVE, *(f"ปี {year.fiscal_year}" for year in years)],
    ]
    rows += [[str(n), names[n], *(str(year.scores[n]) for year in years)] for n in range(1, 11)]
    rows.append(["", rng.choice(TOTALS), *(str(year.overall) for year in years)])
    return ["ตารางแสดงคะแนนรายตัวชี้วัดในแต่ละปีงบประมาณ", grid(rows, "scores", movable=False)]


def ranking(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Indicators from the highest score to the lowest, with their places."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        ordered = sorted(year.scores.items(), key=lambda pair: -pair[1])
        rows = [["อันดับ", "ตัวชี้วัด", "คะแนน"]]
        rows += [[str(place), names[n], str(score)] for place, (n, score) in enumerate(ordered, start=1)]
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def numbered_list(years: tuple[Year, ...], rng: Random) -> Blocks:
    """One indicator a paragraph."""
    blocks: Blocks = []
    names = naming(rng)
    form = rng.choice(
        (
            "{n}. {name} {score} คะแนน",
            "ตัวชี้วัดที่ {n} {name} ได้ {score} คะแนน",
            "{n}) {name} : {score}",
            "- {name} ได้คะแนน {score}",
            "ตัวชี้วัดที่ {n} {name} คะแนนร้อยละ {score}",
        )
    )
    for year in years:
        blocks.append(of_year(year, rng))
        blocks += [form.format(n=n, name=names[n], score=score) for n, score in year.scores.items()]
    return blocks


def sentences(years: tuple[Year, ...], rng: Random) -> Blocks:
    """All scores in running text, the best first."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        ordered = sorted(year.scores.items(), key=lambda pair: -pair[1])
        (best, highest), *rest, (worst, lowest) = ordered
        middle = " ".join(f"ตัวชี้วัด{names[n]} ได้คะแนน {score} คะแนน" for n, score in rest)
        text = (
            f"ผลการประเมินปีงบประมาณ พ.ศ. {year.fiscal_year} พบว่าตัวชี้วัดที่ได้คะแนนสูงสุดคือ{names[best]} "
            f"ได้คะแนน {highest} คะแนน รองลงมาตามลำดับ ได้แก่ {middle} "
            f"และตัวชี้วัดที่ได้คะแนนต่ำสุดคือ{names[worst]} ได้คะแนน {lowest} คะแนน"
        )
        blocks.append(text)
    return blocks


def indicators_abreast(years: tuple[Year, ...], rng: Random) -> Blocks:
    """The ten indicators side by side, a row for every year."""
    names, numbered = naming(rng), rng.random() < 0.5
    heads = [f"{n}. {names[n]}" if numbered else names[n] for n in range(1, 11)]
    rows = [["ปีงบประมาณ พ.ศ.", *heads, "คะแนนรวม"]]
    for year in years:
        scores = (str(score) for score in year.scores.values())
        rows.append([str(year.fiscal_year), *scores, str(year.overall)])
    return ["คะแนนรายตัวชี้วัดจำแนกตามปีงบประมาณ", grid(rows, "scores", movable=False)]


def with_full_marks(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Beside the score a column of full marks."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        rows = [["ลำดับ", "ตัวชี้วัด", "คะแนนเต็ม", "คะแนนที่ได้"]]
        rows += [[str(n), names[n], "100", str(score)] for n, score in year.scores.items()]
        rows.append(["", rng.choice(TOTALS), "100", str(year.overall)])
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def with_weights(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Instruments with weight, mean and weighted mean, over the indicators with their scores."""
    blocks: Blocks = []
    names = naming(rng)
    for year in years:
        weights = rubric(year.fiscal_year).weights
        assert weights is not None
        rows = [["รายการ", "น้ำหนัก (ร้อยละ)", "คะแนน", "คะแนนถ่วงน้ำหนัก"]]
        for instrument, numbers in MEMBERS.items():
            weight, mean = weights.of(instrument), year.means[instrument]
            weighted = (mean * weight / 100).quantize(Decimal("0.01"))
            rows.append([f"เครื่องมือ {instrument}", f"{weight:.0f}", str(mean), str(weighted)])
            rows += [[f"{n}. {names[n]}", "", str(year.scores[n]), ""] for n in numbers]
        rows.append(["คะแนนรวม", "100", str(year.overall), str(year.overall)])
        blocks += [of_year(year, rng), grid(rows, "scores")]
    return blocks


def beside_points(years: tuple[Year, ...], rng: Random) -> Blocks:
    """Instruments as rows, their scores as lines of one cell, beside what is to be improved."""
    blocks: Blocks = []
    names, form = naming(rng), rng.choice(("{n}. {name} {score} คะแนน", "ตัวชี้วัดที่ {n} {name} {score} คะแนน"))
    for year in years:
        rows = [["ตัวชี้วัดของการประเมิน ITA", "ข้อสังเกต"]]
        for instrument, numbers in MEMBERS.items():
            lines = [form.format(n=n, name=names[n], score=year.scores[n]) for n in numbers]
            rows += [[words.INSTRUMENTS[instrument], LEFT], ["\n".join(lines), "รักษามาตรฐานและพัฒนาต่อเนื่อง"]]
        blocks += [of_year(year, rng), grid(rows, "scores", movable=False)]
    return blocks


def naming(rng: Random) -> dict[int, str]:
    """One of the names of every indicator."""
    return {number: rng.choice(names) for number, names in words.NAMES.items()}


def trend(old: Decimal, new: Decimal) -> str:
    """The word for a change."""
    return "เพิ่มขึ้น" if new > old else "ลดลง" if new < old else "คงที่"


def of_year(year: Year, rng: Random) -> Block:
    """A title that names the year of results."""
    return rng.choice(
        (
            "ผลการประเมินรายตัวชี้วัด ประจำปีงบประมาณ พ.ศ. {}",
            "ตารางแสดงผลคะแนนการประเมิน ITA ปีงบประมาณ พ.ศ. {}",
            "คะแนนรายตัวชี้วัดจากผลการประเมิน ปีงบประมาณ {}",
        )
    ).format(year.fiscal_year)


LAYOUTS: dict[str, Layout] = {
    "ten rows": ten_rows,
    "two columns": two_columns,
    "under instruments": under_instruments,
    "merged instruments": merged_instruments,
    "years abreast": years_abreast,
    "two headings": under_two_headings,
    "ranking": ranking,
    "numbered list": numbered_list,
    "sentences": sentences,
    "indicators abreast": indicators_abreast,
    "full marks": with_full_marks,
    "weights": with_weights,
    "beside points": beside_points,
}
