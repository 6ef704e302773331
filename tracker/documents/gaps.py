"""What a draft lacks to be kept whole, as findings: a year, a total, scores without which an instrument has no mean."""

from collections.abc import Iterator
from dataclasses import replace

from tracker.documents.draft import DocumentDraft, FindingDraft, ResultDraft

ALL = range(1, 11)


def with_gaps_told(draft: DocumentDraft) -> DocumentDraft:
    """The draft with a finding for everything that cannot be taken in as it is."""
    return replace(draft, findings=(*_gaps(draft), *draft.findings))


def nothing_to_keep(draft: DocumentDraft) -> bool:
    """Whether something was read of which nothing can be kept, so that it is not known already either."""
    return any(found.code in ("year-missing", "total-missing") for found in _gaps(draft))


def _gaps(draft: DocumentDraft) -> Iterator[FindingDraft]:
    for result in draft.results:
        yield from _of_result(result)
    yearless = [measure for measure in draft.measures if measure.fiscal_year is None]
    if yearless:
        message = f"ไม่พบปีงบประมาณของ {len(yearless)} มาตรการ จึงยังไม่นำเข้า กรุณาเขียนปีในเอกสารแล้วส่งใหม่"
        yield FindingDraft("year-missing", "error", message, yearless[0].place or "")


def _of_result(result: ResultDraft) -> Iterator[FindingDraft]:
    place, year = result.place or "", result.fiscal_year
    if year is None:
        message = "ไม่พบปีงบประมาณของผลคะแนน จึงยังไม่นำเข้า กรุณาเขียนปีในเอกสารแล้วส่งใหม่"
        yield FindingDraft("year-missing", "error", message, place)
    if result.overall is None:
        message = f"ไม่พบคะแนนรวมปี {year or 'นี้'} จึงยังไม่นำเข้าคะแนนตัวชี้วัด กรุณาเพิ่มคะแนนรวมแล้วส่งใหม่"
        yield FindingDraft("total-missing", "warning", message, place, year)
    lacking = [str(number) for number in ALL if number not in result.indicators]
    if len(lacking) in range(1, 6):
        message = f"ไม่พบคะแนนตัวชี้วัดที่ {', '.join(lacking)} ของปี {year or 'นี้'} จึงคำนวณคะแนนรวมย้อนไม่ได้"
        yield FindingDraft("score-missing", "note", message, place, year)
