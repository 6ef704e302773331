"""Taking papers in, on every database: all or nothing, once, and a newer paper loses nothing of what was recorded."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from tests.contracts.clerk import MORNING, Clerk
from tracker.actions.check_names import with_name_checked
from tracker.actions.import_files import foresee, import_files
from tracker.actions.import_papers import USUAL_DEPARTMENTS, Original, changes_of, new_departments, take_in
from tracker.actions.paper_offices import belongs_to, office_for
from tracker.documents import (
    DocumentDraft,
    FindingDraft,
    MeasureDraft,
    OfficeDraft,
    ProgressDraft,
    ResultDraft,
)
from tracker.documents.differences import Change
from tracker.documents.gaps import nothing_to_keep, with_gaps_told
from tracker.errors import ChangedMeanwhile, ImportNeedsOffice, PaperOfAnotherOffice
from tracker.facts import MeasureFacts, YearFacts
from tracker.files import Files, Folder
from tracker.model import AuditEntry, Finding, Measure, Source
from tracker.store import Store, facts, organisations, papers, schema

NADUN = OfficeDraft("เทศบาลตำบลนาดูน", "ทต.", "นาดูน", "มหาสารคาม")
RESULT = ResultDraft(
    2567, Decimal("77.10"), "B", None, {9: Decimal("60.00"), 10: Decimal("55.50")}, place="ตารางที่ 1"
)
WEB = MeasureDraft(
    2568, 1, "ปรับปรุงเว็บไซต์ของเทศบาล", 9, "o1", steps=("ตรวจ", "แก้"), departments=("สำนักปลัด",),
    period=(date(2024, 10, 1), date(2025, 9, 30)), cadence="semiannual", evidence=("ภาพถ่าย",), place="ตารางที่ 2 แถวที่ 2",
)  # fmt: skip
LOANS = MeasureDraft(2568, 2, "ทำทะเบียนคุมการยืมพัสดุ", 4, departments=("กองคลัง",), cadence="quarterly")
PAPER = DocumentDraft(
    "a.docx",
    NADUN,
    (RESULT,),
    (WEB, LOANS),
    findings=(FindingDraft("step-cut", "warning", "ขาดตอน", "แถวที่ 2"),),
)


def take(store: Store, draft: DocumentDraft, content: str = "a") -> tuple[Change, ...]:
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, "nadun")
        return take_in(tx, office, draft, Original(draft.file, content * 64), MORNING)


def foreseen(store: Store, draft: DocumentDraft) -> tuple[Change, ...]:
    with store.read() as tx:
        return changes_of(tx, organisations.office_by_slug(tx, "nadun"), draft)


def year(store: Store, fiscal_year: int = 2568) -> YearFacts:
    with store.read() as tx:
        return facts.year_facts(tx, organisations.office_by_slug(tx, "nadun").id, fiscal_year)


def measure(store: Store, number: int) -> MeasureFacts:
    return next(each for each in year(store).measures if each.number == number)


def words(changes: tuple[Change, ...]) -> list[str]:
    return [f"{each.effect} {each.number or each.fiscal_year}" for each in changes]


def fields(change: Change) -> dict[str, tuple[str, str]]:
    return {each.field: (each.before, each.after) for each in change.fields}


def test_a_paper_is_taken_in_whole_and_the_same_again_changes_nothing(sampled: Store) -> None:
    assert (
        words(foreseen(sampled, PAPER)) == words(take(sampled, PAPER)) == ["added 2567", "added 1", "added 2"]
    )
    before = year(sampled)
    assert take(sampled, PAPER) == ()
    assert take(sampled, PAPER, "b") == ()
    assert year(sampled) == before
    with sampled.read() as tx:
        assert len(tx.exec(select(Source).where(Source.sha256 == "a" * 64)).all()) == 1
        assert len(tx.exec(select(AuditEntry).where(AuditEntry.action == "import")).all()) == 1


def test_every_figure_knows_its_file_and_place(sampled: Store) -> None:
    take(sampled, replace(PAPER, results=(replace(RESULT, places={9: "ตารางที่ 1 แถวที่ 10"}),)))
    (result,) = (each for each in year(sampled).history if each.fiscal_year == 2567)
    assert result.source == "เอกสาร a.docx ตารางที่ 1"
    assert result.sources == {9: "เอกสาร a.docx ตารางที่ 1 แถวที่ 10", 10: "เอกสาร a.docx ตารางที่ 1"}
    assert (measure(sampled, 1).source, measure(sampled, 1).place) == ("เอกสาร a.docx", "ตารางที่ 2 แถวที่ 2")


def test_a_newer_paper_shows_what_is_added_changed_and_missing(sampled: Store) -> None:
    take(sampled, PAPER)
    training = MeasureDraft(2568, 3, "อบรมจริยธรรม")
    newer = DocumentDraft(
        "b.docx", NADUN, (replace(RESULT, overall=Decimal("77.16")),), (replace(WEB, steps=("ตรวจทุกเดือน",)), training)
    )  # fmt: skip
    changes = foreseen(sampled, newer)
    assert words(changes) == ["changed 2567", "changed 1", "added 3", "missing 2"]
    assert fields(changes[0])["คะแนนรวม"] == ("77.10", "77.16")
    assert fields(changes[1]) == {"ขั้นตอน": ("ตรวจ / แก้", "ตรวจทุกเดือน")}
    take(sampled, newer, "b")
    assert [each.title for each in year(sampled).measures] == [WEB.title, LOANS.title, training.title]


def test_what_a_newer_paper_does_not_say_stays_with_its_own_place(sampled: Store) -> None:
    take(sampled, PAPER)
    said = ResultDraft(2567, None, indicators={10: Decimal("57.50")}, place="หน้า 3")
    assert words(take(sampled, DocumentDraft("b.docx", NADUN, (said,), (MeasureDraft(2568, 1, WEB.title),)), "b")) == [
        "changed 2567", "missing 2",
    ]  # fmt: skip
    (result,) = (each for each in year(sampled).history if each.fiscal_year == 2567)
    assert (result.overall, result.letter, result.indicators[9]) == (Decimal("77.10"), "B", Decimal("60.00"))
    assert result.sources == {9: "เอกสาร a.docx ตารางที่ 1", 10: "เอกสาร b.docx หน้า 3"}
    assert measure(sampled, 1).steps == ("ตรวจ", "แก้")


def test_a_new_total_takes_the_old_letter_with_it_and_doubts_scores_that_no_longer_add_up(
    sampled: Store,
) -> None:
    take(sampled, PAPER)
    take(sampled, DocumentDraft("b.docx", NADUN, (ResultDraft(2567, Decimal("88.00")),)), "b")
    (result,) = (each for each in year(sampled).history if each.fiscal_year == 2567)
    assert (result.overall, result.letter, result.uncertain) == (Decimal("88.00"), None, (9, 10))
    assert result.remark is not None


def test_progress_stays_with_its_measure_when_a_newer_paper_counts_anew(sampled: Store) -> None:
    take(sampled, PAPER)
    clerk = Clerk(sampled, "nadun", "กองคลัง", year=2568)
    clerk.report(2, 60)
    gifts = MeasureDraft(2568, 1, "ประกาศนโยบายงดรับของขวัญ", departments=("สำนักปลัด",))
    newer = DocumentDraft("b.docx", NADUN, (), (gifts, replace(LOANS, number=3), replace(WEB, number=2)))
    changes = take(sampled, newer, "b")
    assert words(changes) == ["added 1", "changed 3", "changed 2"]
    assert fields(changes[1]) == {"เลขที่": ("2", "3")}
    (standing,) = measure(sampled, 3).standings
    assert (measure(sampled, 3).title, standing.percent) == (LOANS.title, 60)
    assert measure(sampled, 2).title == WEB.title


def test_a_measure_of_quite_another_title_never_takes_the_progress_of_its_number(sampled: Store) -> None:
    take(sampled, PAPER)
    Clerk(sampled, "nadun", "กองคลัง", year=2568).report(2, 60)
    other = MeasureDraft(2568, 2, "อบรมจริยธรรมประจำปี", departments=("กองคลัง",))
    assert words(take(sampled, DocumentDraft("b.docx", NADUN, (), (WEB, other)), "b")) == [
        "added 2",
        "missing 2",
    ]
    percents = {each.title: each.standings[0].percent for each in year(sampled).measures}
    assert percents == {WEB.title: 0, other.title: 0, LOANS.title: 60}


def test_a_measure_a_newer_paper_leaves_out_is_kept_under_a_number_of_its_own(sampled: Store) -> None:
    take(sampled, PAPER)
    changes = take(sampled, DocumentDraft("b.docx", NADUN, (), (replace(LOANS, number=1),)), "b")
    assert words(changes) == ["changed 1", "missing 1"]
    assert changes[1].renumbered == 2
    assert [(each.number, each.title) for each in year(sampled).measures] == [
        (1, LOANS.title),
        (2, WEB.title),
    ]


def test_a_new_cadence_brings_its_rounds_and_a_reported_round_stays(sampled: Store) -> None:
    take(sampled, PAPER)
    assert measure(sampled, 2).rounds == ("q1", "q2", "q3", "q4")
    Clerk(sampled, "nadun", "กองคลัง", year=2568).report(2, 40, round_key="q1")
    take(sampled, DocumentDraft("b.docx", NADUN, (), (WEB, replace(LOANS, cadence="semiannual"))), "b")
    assert set(measure(sampled, 2).rounds) == {"q1", "6m", "12m"}
    assert {each.key for each in year(sampled).rounds} == {"q1", "6m", "12m"}


def test_a_department_that_reported_is_not_taken_off_its_measure(sampled: Store) -> None:
    both = replace(LOANS, departments=("กองคลัง", "กองช่าง", "สำนักปลัด"))
    take(sampled, replace(PAPER, measures=(WEB, both)))
    Clerk(sampled, "nadun", "กองคลัง", year=2568).report(2, 40)
    newer = replace(PAPER, measures=(WEB, replace(both, departments=("กองช่าง",))))
    (change,) = take(sampled, newer, "b")
    assert fields(change) == {"ผู้รับผิดชอบ": ("กองคลัง, กองช่าง, สำนักปลัด", "กองคลัง, กองช่าง")}
    assert set(measure(sampled, 2).departments) == {"กองคลัง", "กองช่าง"}
    assert take(sampled, newer, "b") == ()


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (LOANS, ("กองคลัง",)),
        (replace(LOANS, departments=("กองคลัง", "กองช่าง")), ("กองคลัง", "กองช่าง")),
        (replace(LOANS, departments=(), all_departments=True), USUAL_DEPARTMENTS),
        (replace(LOANS, fiscal_year=None), ()),
    ],
)
def test_departments_that_are_set_up_are_told_before(
    measure: MeasureDraft, expected: tuple[str, ...], store: Store
) -> None:
    paper = replace(PAPER, measures=(measure,))
    with store.begin() as tx:
        office = office_for(tx, "nadun", paper, MORNING)
        assert new_departments(tx, office, paper) == expected
        take_in(tx, office, paper, Original("a.docx", "a" * 64), MORNING)
        assert tuple(each.name for each in organisations.departments(tx, office.id)) == expected
        assert new_departments(tx, office, paper) == ()


def test_findings_go_when_nothing_comes_from_their_paper_any_more(sampled: Store) -> None:
    take(sampled, PAPER)
    fresh = FindingDraft("total-mismatch", "error", "ไม่ตรง", "หน้า 1", 2567)
    newer = replace(
        PAPER, file="b.docx", findings=(fresh,), results=(replace(RESULT, overall=Decimal("77.00")),),
        measures=(replace(WEB, steps=("ใหม่",)), replace(LOANS, steps=("ใหม่",))),
    )  # fmt: skip
    take(sampled, newer, "b")
    with sampled.read() as tx:
        ids = {source.id for source in tx.exec(select(Source).where(Source.file_name != None)).all()}  # noqa: E711
        kept = [f.message for f in tx.exec(select(Finding)).all() if f.source_id in ids]
    assert kept == ["ไม่ตรง"]


def test_a_report_on_paper_is_kept_beside_its_measure_and_makes_no_progress(sampled: Store) -> None:
    told = ProgressDraft(1, 2568, ("แก้เว็บไซต์",), ("ประชาชนเข้าถึงข้อมูลได้",), place="ตารางที่ 3")
    take(sampled, replace(PAPER, progress=(told,)))
    assert measure(sampled, 1).reported_on_paper == ("ประชาชนเข้าถึงข้อมูลได้",)
    assert {each.percent for each in measure(sampled, 1).standings} == {0}
    assert take(sampled, replace(PAPER, progress=(told,)), "b") == ()


def test_the_very_title_is_matched_before_a_near_twin(sampled: Store) -> None:
    late = replace(LOANS, title="รายงานผลการยืมพัสดุ รอบ 12 เดือน")
    early = replace(LOANS, number=1, title="รายงานผลการยืมพัสดุ รอบ 6 เดือน")
    take(sampled, replace(PAPER, measures=(WEB, late)))
    Clerk(sampled, "nadun", "กองคลัง", year=2568).report(2, 90)
    take(sampled, replace(PAPER, measures=(early, late)), "b")
    assert {each.title: each.standings[0].percent for each in year(sampled).measures}[late.title] == 90


def test_a_card_shown_before_a_paper_counted_anew_writes_nothing(sampled: Store) -> None:
    take(sampled, PAPER)
    clerk = Clerk(sampled, "nadun", "กองคลัง", year=2568)
    proposal = clerk.propose(2, 80)
    swapped = (replace(WEB, number=2, departments=("กองคลัง",)), replace(LOANS, number=1))
    take(sampled, replace(PAPER, measures=swapped), "b")
    with pytest.raises(ChangedMeanwhile):
        clerk.confirm(proposal)


OTHERS = (
    OfficeDraft("เทศบาลตำบลนาดี", "ทต.", "นาดี", "อุดรธานี"),
    OfficeDraft("องค์การบริหารส่วนตำบลนาดูน", "อบต.", "นาดูน", "มหาสารคาม"),
    OfficeDraft("เทศบาลตำบลหนองบัว", "ทต."),
    OfficeDraft("เทศบาลตำบลนาดูน", "ทต.", "นาดูน", "ขอนแก่น"),
)


@pytest.mark.parametrize("named", OTHERS, ids=lambda named: f"{named.name} {named.province}")
def test_a_neighbours_paper_is_refused(named: OfficeDraft, sampled: Store) -> None:
    with sampled.read() as tx:
        office = organisations.office_by_slug(tx, "nadun")
        with pytest.raises(PaperOfAnotherOffice):
            belongs_to(office, replace(PAPER, office=named))
        misspelt = belongs_to(office, replace(PAPER, office=replace(NADUN, name="เทศบาลตำบลนาตุน")))
    assert misspelt.findings[0].code == "name-uncertain"


def test_a_report_on_one_measure_keeps_what_was_reported_on_the_others(sampled: Store) -> None:
    both = tuple(ProgressDraft(number, 2568, ("ทำ",), (f"ผลที่ {number}",)) for number in (1, 2))
    take(sampled, replace(PAPER, progress=both))
    newer = ProgressDraft(1, 2568, ("ทำ",), ("ผลใหม่",))
    take(sampled, DocumentDraft("b.docx", NADUN, progress=(newer,)), "b")
    assert [measure(sampled, n).reported_on_paper for n in (1, 2)] == [("ผลใหม่",), ("ผลที่ 2",)]


def test_a_single_round_moves_with_its_period(sampled: Store) -> None:
    once = replace(LOANS, cadence="once", period=(date(2024, 10, 1), date(2024, 12, 31)))
    take(sampled, replace(PAPER, measures=(WEB, once)))
    take(
        sampled,
        replace(PAPER, measures=(WEB, replace(once, period=(date(2024, 10, 1), date(2025, 8, 31))))),
        "b",
    )
    (found,) = (each for each in year(sampled).rounds if each.code == "once")
    assert found.due > date(2025, 8, 31)


GAPS = (
    (ResultDraft(2569, None, indicators={1: Decimal(90)}), "total-missing"),
    (ResultDraft(None, Decimal(90)), "year-missing"),
    (replace(WEB, fiscal_year=None), "year-missing"),
)


@pytest.mark.parametrize(("lacking", "code"), GAPS)
def test_what_cannot_be_kept_is_told_and_changes_nothing(
    lacking: ResultDraft | MeasureDraft, code: str, sampled: Store
) -> None:
    held = {"measures": (lacking,)} if isinstance(lacking, MeasureDraft) else {"results": (lacking,)}
    draft = with_gaps_told(DocumentDraft("a.docx", NADUN, **held))  # type: ignore[arg-type]
    assert code in [finding.code for finding in draft.findings]
    assert (nothing_to_keep(draft), take(sampled, draft)) == (True, ())


def test_the_schema_goes_down_and_up_with_papers_in_it(sampled: Store) -> None:
    take(sampled, PAPER)
    schema.migrate(sampled, "head")
    with sampled.writer.begin() as connection:
        schema.command.downgrade(schema._config(connection), "0002")
    schema.migrate(sampled)
    assert schema.differences(sampled) == []
    assert len(year(sampled).measures) == 2


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Folder(tmp_path / "files")


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_of_several_papers_one_that_cannot_be_taken_in_holds_back_all(
    sampled: Store, files: Files, tmp_path: Path
) -> None:
    paths = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for path in paths:
        path.write_text(path.name)
    stranger = replace(PAPER, office=OfficeDraft("องค์การบริหารส่วนตำบลที่อื่น", "อบต."))
    before = year(sampled)
    for slug, error in (("nadun", PaperOfAnotherOffice), (None, ImportNeedsOffice)):
        with pytest.raises(error):
            import_files(sampled, files, paths, [PAPER, stranger], slug, MORNING)
        assert (year(sampled), written(files.root)) == (before, set())
    import_files(sampled, files, paths[:1], [PAPER], None, MORNING)
    assert len(written(files.root)) == 1


def test_what_would_happen_is_told_without_writing(sampled: Store) -> None:
    (taken,) = foresee(sampled, [PAPER], None)
    assert (taken.office, words(taken.changes or ())) == (
        f"{NADUN.name} (nadun)",
        ["added 2567", "added 1", "added 2"],
    )
    assert foresee(sampled, [replace(PAPER, office=OfficeDraft("เทศบาลตำบลใหม่"))], None)[0].changes is None
    with sampled.read() as tx:
        assert (
            tx.exec(select(Measure).where(Measure.fiscal_year == 2568, Measure.title == WEB.title)).all()
            == []
        )


def test_a_name_that_is_not_in_the_list_of_offices_is_told_with_the_likely_one(sampled: Store) -> None:
    misspelt = replace(PAPER, office=replace(NADUN, name="เทศบาลตำบลนาตูน"), findings=())
    with sampled.begin() as tx:
        assert with_name_checked(tx, misspelt).findings == ()
        papers.replace_known_offices(
            tx, [("เทศบาลตำบลนาดูน", "นาดูน", "มหาสารคาม"), ("เทศบาลเมืองน่าน", "", "น่าน")]
        )
        (found,) = with_name_checked(tx, misspelt).findings
        assert with_name_checked(tx, PAPER).findings == PAPER.findings
    assert (found.code, "อาจหมายถึง เทศบาลตำบลนาดูน" in found.message) == ("name-uncertain", True)


def test_a_dry_run_where_no_database_is_makes_none(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert foresee(Store(f"sqlite:///{path}"), [PAPER], None)[0].changes is None
    assert not path.exists()
