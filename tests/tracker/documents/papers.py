"""Papers the tests build themselves: the same blocks written in every format that can be read."""

import csv
from collections.abc import Callable
from pathlib import Path

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment

Blocks = list[str | list[list[str]]]

SCORES = ("91.10", "88.20", "90.30", "84.40", "89.50", "92.60", "87.70", "86.80", "90.00", "75.00")
NAMES = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของทางราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน",
    "ประสิทธิภาพการสื่อสาร",
    "การปรับปรุงการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)
TOTAL = "86.32"

MEASURES = [
    ["ที่", "ผู้รับผิดชอบ", "มาตรการ/กิจกรรม", "ขั้นตอนการดำเนินงาน", "การกำกับติดตาม", "ระยะเวลา"],
    [
        "1",
        "- กองคลัง\n- กองช่าง",
        "ทำทะเบียนคุมการยืมทรัพย์สินของราชการ",
        "1. สำรวจทรัพย์สิน\n2. จัดทำทะเบียนคุม\n3. ประชาสัมพันธ์ระเบียบการยืม",
        "รายงานผลทุกไตรมาส",
        "ต.ค. 67 - ก.ย. 68",
    ],
    [
        "2",
        "ทุกส่วนราชการ",
        "ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต",
        "ข้อ ๐๔๓ หน่วยงานต้องแสดงผลการดำเนินการตามมาตรการ\nวิธีการดำเนินการ\n๑. เผยแพร่ผลบนเว็บไซต์",
        "๑.คำสั่งแต่งตั้ง ๒.ภาพถ่าย",
        "ไตรมาสที่ ๒",
    ],
]

PAPER: Blocks = [
    "รายงานการวิเคราะห์ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. ๒๕๖๗",
    "เทศบาลเมืองทุ่งทดลอง อำเภอเมือง จังหวัดน่าน",
    f"มีผลคะแนน {TOTAL} คะแนน อยู่ในระดับ A",
    [
        ["ตัวชี้วัด", "คะแนน"],
        *[[f"{n}. {name}", s] for n, (name, s) in enumerate(zip(NAMES, SCORES, strict=True), 1)],
    ],
    "มาตรการส่งเสริมคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
    MEASURES,
]


def as_txt(blocks: Blocks, path: Path) -> Path:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block, ""]
        else:
            lines += ["\t".join(_html(cell) for cell in row) for row in block] + [""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _html(cell: str) -> str:
    lines = cell.split("\n")
    return cell if len(lines) == 1 else "".join(f"<p>{line}</p>" for line in lines)


def as_flattened_txt(blocks: Blocks, path: Path) -> Path:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, str):
            lines += [block, ""]
        else:
            for row in block:
                lines += [f"\t{cell}" for cell in row] + [""]
            lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def as_docx(blocks: Blocks, path: Path) -> Path:
    paper = Document()
    for block in blocks:
        if isinstance(block, str):
            paper.add_paragraph(block)
            continue
        table = paper.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    paper.save(str(path))
    return path


def as_xlsx(blocks: Blocks, path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "รายงาน"
    for block in blocks:
        if isinstance(block, str):
            sheet.append([block])
        else:
            for row in block:
                sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
                for cell in sheet[sheet.max_row]:
                    cell.alignment = Alignment(wrap_text=True)
        sheet.append([None])
    book.save(path)
    return path


def as_csv(blocks: Blocks, path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for block in blocks:
            writer.writerows([[block]] if isinstance(block, str) else block)
            writer.writerow([])
    return path


WRITERS: dict[str, tuple[Callable[[Blocks, Path], Path], str]] = {
    "txt": (as_txt, "paper.txt"),
    "flattened txt": (as_flattened_txt, "flat.txt"),
    "docx": (as_docx, "paper.docx"),
    "xlsx": (as_xlsx, "paper.xlsx"),
    "csv": (as_csv, "paper.csv"),
}
