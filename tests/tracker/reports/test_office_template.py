"""An office's own layout: its words come from the report, it can run nothing, a bad one is refused with the reason."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from tests.tracker.reports.test_official_forms import a_jpeg
from tracker import reports
from tracker.errors import ReportNotDrawn, TemplateUnusable
from tracker.facts import YearFacts
from tracker.files import Folder
from tracker.reports import drawing, example, office_template

ROW = "{{row.measure}} | {{row.method}} | {{row.follow_up}} | {{row.outcome}} | {{row.responsible}}"


def a_template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def test_the_words_of_the_report_stand_in_the_offices_layout(measure_year: YearFacts):
    report = reports.content_of("progress", measure_year, "6m")
    layout = a_template(
        "ตราครุฑ {{office}} {{year}}", "{%p for row in rows %}", ROW, "{%p endfor %}",
        "{%p for photo in photos %}", "{{photo.picture}}", "{{photo.caption}}", "{%p endfor %}",
        "{% for each in signatures %}{{each.signs_as}} {{each.post}}; {% endfor %}",
    )  # fmt: skip
    drawn = office_template.render(report, layout, {"00": a_jpeg()})
    found = text_of(drawn)
    assert "ตราครุฑ เทศบาลตำบลบึงเจริญ 2567" in found
    assert "แต่งตั้งผู้รับผิดชอบแล้ว ตามคำสั่งที่ 12/2567" in found and "ผู้ตรวจสอบ ปลัดเทศบาลตำบลบึงเจริญ" in found
    assert found.count("สำนักปลัด วันที่ 15 มี.ค. 2567 เลขที่ 67-0001") == 2
    assert len(docx.Document(io.BytesIO(drawn)).inline_shapes) == 2


@pytest.mark.parametrize("note", ["<b>&amp;</b>", "{{7*7}} {% raw %}", "=1+1", "</w:t></w:r>"])
def test_what_a_person_typed_is_text_in_it(note: str, measure_year: YearFacts):
    facts = replace(measure_year, updates=(replace(measure_year.updates[0], note=note),))
    report = reports.content_of("progress", facts, "6m")
    layout = a_template("{%p for row in rows %}", "{{row.outcome}}", "{%p endfor %}")
    assert note in text_of(office_template.render(report, layout, {}))


@pytest.mark.parametrize(
    "line, reason",
    [
        ("{{offise}}", "ไม่รู้จัก"),
        ("{% for row in rows %}", "คำสั่ง"),
        ("{{ ''.__class__.__mro__ }}", "."),
        ("{{ office.__init__.__globals__ }}", "."),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "."),
        ("{{ year / 0 }}", "คำนวณ"),
        ("{% include '/etc/passwd' %}", "no loader"),
    ],
)
def test_a_template_that_names_what_is_not_there_or_reaches_out_is_refused(
    line: str, reason: str, measure_year: YearFacts
):
    report = reports.content_of("progress", measure_year, "6m")
    with pytest.raises(TemplateUnusable) as refused:
        office_template.render(report, a_template(line), {})
    assert reason in refused.value.sentence


@pytest.mark.parametrize("content", [b"", b"not a file", b"PK\x03\x04 half", a_template()[:500]])
def test_what_is_no_word_file_is_refused(content: bytes, measure_year: YearFacts):
    with pytest.raises(TemplateUnusable, match="template"):
        office_template.render(reports.content_of("progress", measure_year, "6m"), content, {})


@pytest.mark.parametrize("kind, round_key", [("analysis", None), ("measures", None), ("progress", "6m")])
def test_an_invented_year_has_something_of_every_report(
    kind: str, round_key: str | None, measure_year: YearFacts
):
    invented = example.year(measure_year.office)
    assert "ตัวอย่าง" in str(reports.content_of(kind, invented, round_key))


def test_a_template_that_never_comes_to_an_end_is_stopped(
    measure_year: YearFacts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(drawing, "SECONDS", 3)
    files = Folder(tmp_path)
    endless = a_template("{% for a in range(99999) %}" * 2 + "{% endfor %}" * 2)
    facts = replace(measure_year, updates=())
    order = drawing.Order("progress", facts, "6m", "docx", template=files.put([endless], 10**6).sha256)
    with pytest.raises(ReportNotDrawn, match="more than 3 seconds"):
        drawing.draw(order, files)


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        env={
            **os.environ, "DATABASE_URL": f"sqlite:///{folder}/facts.db", "FILES_URL": f"file:{folder}/files",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_operator_sets_a_layout_tries_a_bad_one_and_goes_back(tmp_path: Path):
    for arguments in (("migrate",), ("sample",)):
        assert run(*arguments, folder=tmp_path).returncode == 0
    (tmp_path / "own.docx").write_bytes(a_template("แบบของเรา {{office}}"))
    (tmp_path / "bad.docx").write_bytes(a_template("{{nothing}}"))
    asked = ("layout", "measures", "--office", "buengcharoen")

    def exported() -> str:
        out = tmp_path / "out.docx"
        said = run("export", "measures", "--office", "buengcharoen", "--year", "2567", "--format", "docx",
                   "--out", str(out), folder=tmp_path)  # fmt: skip
        assert said.returncode == 0, said.stderr
        return text_of(out.read_bytes())

    assert run(*asked, str(tmp_path / "own.docx"), folder=tmp_path).returncode == 0
    assert exported() == "แบบของเรา เทศบาลตำบลบึงเจริญ"
    refused = run(*asked, str(tmp_path / "bad.docx"), folder=tmp_path)
    assert (
        refused.returncode == 1 and "cannot be used" in refused.stderr and "Traceback" not in refused.stderr
    )
    assert exported() == "แบบของเรา เทศบาลตำบลบึงเจริญ"
    assert run(*asked, folder=tmp_path).returncode == 2
    assert run(*asked, "--ours", folder=tmp_path).returncode == 0
    assert "มาตรการส่งเสริมคุณธรรม" in exported()
