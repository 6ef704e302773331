"""The picture of the departments, really drawn: its size, its colours, and that no text of a person is markup."""

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest
from PIL import Image, ImageColor

from tracker import drawing
from tracker.drawing.picture import render
from tracker.errors import PictureNotDrawn
from tracker.reports.picture import KINDS, WIDTH, content, in_words
from tracker.rules.overview import MOST_ROWS, Figures, Row

OFFICE = "เทศบาลตำบลบึงเจริญ"
NAMES = {1: "สำนักปลัด", 2: "กองคลัง", 3: "กองช่าง", 4: "กองการศึกษา ศาสนาและวัฒนธรรม"}
ROWS = (Row(1, 2, 3, 1, 4), Row(2, done=5), Row(3, doing=4, late=2), Row(4, waiting=3))
HOSTILE = (
    "#set page(fill: red)",
    "*x* _y_ $z$ `code` <label> @ref // /* \\",
    '"}); #panic("x")',
    '#read("/etc/passwd")',
    "\u202eกลับ\x00ด้าน\n\n\nสามบรรทัด",
    "ก" * 10_000,
    "ผู้ที่ซ้ำ น้ำใจ ป้า ปี่ ฝั่ง ญี่ปุ่น ฏ ฐุ",
    "=1+1 <script>alert(1)</script>",
    " ",
)


def figures(*rows: Row) -> Figures:
    return Figures(2567, date(2024, 4, 22), rows, "รอบ 6 เดือน", date(2024, 4, 30))


def opened(drawn: bytes) -> Image.Image:
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def colours(picture: Image.Image) -> dict[str, int]:
    """How many pixels have about the colour of each kind, below the figures at the top."""
    body = picture.crop((0, 480, picture.width, picture.height))
    counted: Counter[str] = Counter()
    for number, found in body.getcolors(1 << 24) or ():
        for kind, _, colour in KINDS:
            if all(abs(a - b) <= 6 for a, b in zip(found, ImageColor.getrgb(colour), strict=True)):
                counted[kind] += number
    return counted


def test_bars_are_as_long_as_the_figures() -> None:
    picture = opened(render(content(figures(*ROWS), OFFICE, NAMES)))
    assert picture.width == WIDTH and 1200 < picture.height < 1600
    found = colours(picture)
    shares = {kind: sum(getattr(row, kind) / row.total for row in ROWS) for kind, _, _ in KINDS}
    whole = sum(found.values())
    for kind, share in shares.items():
        assert found[kind] / whole == pytest.approx(share / len(ROWS), abs=0.02), kind


def test_what_nobody_is_at_has_no_colour() -> None:
    found = colours(opened(render(content(figures(Row(1, done=3)), OFFICE, NAMES))))
    assert found["done"] > 30_000 and found["late"] == found["doing"] == 0


def test_a_year_without_measures_is_a_picture_that_says_so() -> None:
    empty = content(Figures(2567, date(2024, 4, 22), ()), OFFICE, {})
    assert empty["round"] == "ไม่มีรอบที่เปิดอยู่"
    picture = opened(render(empty))
    assert picture.width == WIDTH and picture.height > 600 and len(picture.getcolors(1 << 24) or ()) > 20


def test_the_fullest_picture_is_small_enough_for_line() -> None:
    rows = [Row(number, *(99, 98, 97, 96)) for number in range(1, MOST_ROWS + 1)]
    names = {number: "กองส่งเสริมการศึกษา ศาสนา วัฒนธรรม การท่องเที่ยวและกีฬา ที่มีชื่อยาว" * 3 for number in range(1, 99)}
    drawn = render(content(figures(*rows), OFFICE * 20, names))
    assert len(drawn) < 1_000_000 and opened(drawn).height < 9_000


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_of_a_person_is_markup(words: str) -> None:
    calm = opened(render(content(figures(Row(1, 1, 1, 1, 1)), OFFICE, {1: "กองช่าง"})))
    drawn = content(figures(Row(1, 1, 1, 1, 1)), words, {1: words})
    picture = opened(render({**drawn, "round": words[:90].replace("\x00", "")}))
    assert picture.width == WIDTH and picture.height < calm.height + 400
    # The ground stays what it was, and so do the four parts of the bar.
    assert picture.getpixel((5, picture.height - 5)) == calm.getpixel((5, calm.height - 5))
    assert all(count > 5_000 for count in colours(picture).values()) and len(colours(picture)) == 4


def test_the_same_figures_are_the_same_picture() -> None:
    assert render(content(figures(*ROWS), OFFICE, NAMES)) == render(content(figures(*ROWS), OFFICE, NAMES))


def test_words_say_what_the_picture_shows() -> None:
    said = in_words(figures(*ROWS), OFFICE)
    for piece in (
        OFFICE,
        "2567",
        "30 เม.ย. 2567",
        "22 เม.ย. 2567",
        "เสร็จ 7",
        "กำลังทำ 7",
        "ล่าช้า 3",
        "ยังไม่เริ่ม 7",
        "24",
    ):
        assert piece in said


def test_a_department_that_is_gone_and_those_without_a_row_are_named() -> None:
    names = [row["name"] for row in content(figures(Row(7, 1), Row(0, 2)), OFFICE, {})["rows"]]
    assert names == ["ส่วนราชการที่นำออกแล้ว", "ส่วนราชการอื่นรวมกัน"]


def test_a_process_of_its_own_draws_the_same() -> None:
    shown = content(figures(*ROWS), OFFICE, NAMES)
    assert drawing.draw_safely(shown) == render(shown)


def test_what_cannot_be_drawn_costs_only_that_process(monkeypatch: Any) -> None:
    with pytest.raises(PictureNotDrawn) as caught:
        drawing.draw_safely({"nothing": "of use"})
    assert "status 1" in str(caught.value)
    monkeypatch.setattr(drawing, "SECONDS", 0.01)
    with pytest.raises(PictureNotDrawn) as caught:
        drawing.draw_safely(content(figures(*ROWS), OFFICE, NAMES))
    assert "seconds" in str(caught.value)
