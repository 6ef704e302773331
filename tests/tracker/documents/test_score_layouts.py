"""The same figures come out of every layout, in every format, and nothing else does."""

from pathlib import Path
from typing import Any

import pytest

from tests.tracker.documents import score_layouts, score_layouts_by_place, score_layouts_of_offices
from tests.tracker.documents.papers import NAMES, WRITERS, as_docx, as_txt
from tests.tracker.documents.score_layouts import A_TOTAL, B_TOTAL, TITLE, A, B, Layout
from tracker.documents import read_document

LAYOUTS = (*score_layouts.LAYOUTS, *score_layouts_of_offices.LAYOUTS, *score_layouts_by_place.LAYOUTS)
FAULTY = (*score_layouts.FAULTY, *score_layouts_of_offices.FAULTY, *score_layouts_by_place.FAULTY)
_ids = {"ids": lambda layout: layout.name}


def _read(layout: Layout, path: Path) -> dict[str, Any]:
    return read_document(as_txt(layout.blocks, path / "paper.txt")).as_json()


@pytest.mark.parametrize("layout", (*LAYOUTS, *FAULTY), **_ids)
def test_every_figure_comes_out_of_every_layout(layout: Layout, tmp_path: Path) -> None:
    assert _read(layout, tmp_path)["results"] == [expected.as_json() for expected in layout.results]


@pytest.mark.parametrize("layout", (*LAYOUTS, *FAULTY), **_ids)
def test_the_office_is_the_papers_own(layout: Layout, tmp_path: Path) -> None:
    assert tuple(_read(layout, tmp_path)["office"].values()) == layout.office


@pytest.mark.parametrize("layout", (*LAYOUTS, *FAULTY), **_ids)
def test_a_finding_is_told_only_where_there_is_a_fault(layout: Layout, tmp_path: Path) -> None:
    findings = _read(layout, tmp_path)["findings"]
    assert sorted({found["code"] for found in findings}) == layout.codes.split(), findings


@pytest.mark.parametrize("layout", (*LAYOUTS, *FAULTY), **_ids)
@pytest.mark.parametrize("name", sorted(WRITERS.keys() - {"flattened txt"}))
def test_a_layout_says_the_same_in_every_format(layout: Layout, name: str, tmp_path: Path) -> None:
    write, file = WRITERS[name]
    assert read_document(write(layout.blocks, tmp_path / file)).as_json()["results"] == [
        expected.as_json() for expected in layout.results
    ]


def test_every_score_knows_its_place(tmp_path: Path) -> None:
    for layout in LAYOUTS:
        for result in read_document(as_docx(layout.blocks, tmp_path / "paper.docx")).results:
            assert result.places.keys() == result.indicators.keys()


def test_a_row_of_totals_that_lacks_the_cell_of_the_number_stays_under_its_years(tmp_path: Path) -> None:
    rows = [f"{n}\t{name}\t{b}\t{a}" for n, (name, a, b) in enumerate(zip(NAMES, A, B, strict=True), 1)]
    head = f"{TITLE}\nผลการประเมิน ITA\nที่\tตัวชี้วัด\tปี 2564\tปี 2565\n"
    path = tmp_path / "paper.txt"
    path.write_text(head + "\n".join([*rows, f"คะแนนรวม\t{B_TOTAL}\t{A_TOTAL}", "ระดับ\tA\tAA"]), "utf-8")
    told = [(r.fiscal_year, str(r.overall), r.grade) for r in read_document(path).results]
    assert told == [(2564, B_TOTAL, "A"), (2565, A_TOTAL, "AA")]
