"""Papers taken in at the desk: sent, read, laid beside what is known, taken in once or not at all."""

import html
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from sqlmodel import select

from bot.pages.desk import papers
from scheduler.words import read_words
from tests.at_the_desk import Browser, at_the_desk, enrolled, operator_at_the_desk
from tests.bot.test_papers import LATE, PAPER
from tests.bot.test_papers import paper as paper_of
from tests.town import Town, town
from tracker.actions import read_papers
from tracker.actions.read_papers import read_due
from tracker.model import IncomingPaper, Measure, Message, Source
from tracker.store import facts, organisations

SLUG = "nadun"
SEND = f"/desk/papers/{SLUG}"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine reads slowly, and the sender waits for it here."""
    monkeypatch.setattr(papers, "PATIENCE", 60.0)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def desk(place: Town) -> Browser:
    return at_the_desk(place, enrolled(place, SLUG, "coordinator"))


def send(desk: Browser, name: str, content: bytes, **fields: str) -> requests.Response:
    """Send a file by the form of the page, and go where it leads."""
    desk.get("/desk/papers")
    data = {**desk.form("ส่งให้ระบบอ่าน").fields, **fields}
    address = f"{desk.url}{SEND}"
    desk.answer = desk.session.post(
        address, data=data, files={"paper": (name, content)}, allow_redirects=False, timeout=60
    )
    return desk.get(desk.answer.headers["Location"]) if desk.answer.status_code == 303 else desk.answer


def rows(place: Town) -> list[IncomingPaper]:
    with place.store.read() as tx:
        return list(tx.exec(select(IncomingPaper).order_by(IncomingPaper.id)).all())


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def count(place: Town, model: type) -> int:
    with place.store.read() as tx:
        return len(tx.exec(select(model)).all())


def test_a_paper_is_laid_beside_what_is_known_and_written_only_when_confirmed(
    place: Town, desk: Browser, tmp_path: Path
) -> None:
    before = count(place, Measure)
    page = send(desk, *paper_of(tmp_path))
    said = plain(page.text)
    assert "คะแนนรวมที่พิมพ์ไว้ 96.32" in plain(desk.section("says"))
    assert "total-mismatch" in desk.section("says") and "รอตรวจและยืนยัน" in said
    assert "เพิ่ม" in plain(desk.section("known")) and count(place, Measure) == before
    page = desk.press("ยืนยันนำเข้า")
    assert "นำเข้าแล้ว" in plain(page.text) and count(place, Measure) > before
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, SLUG)
        assert str(facts.year_results(tx, office.id, 2567).assessment.overall) == "96.32"
        assert not [row for row in tx.exec(select(Message)).all() if row.key.startswith("paper:")]
    desk.get("/desk/search?q=นำเข้า")
    assert "นำเข้าเอกสาร" in desk.section("audit")


def test_pressing_twice_writes_once_and_sending_twice_waits_once(
    place: Town, desk: Browser, tmp_path: Path
) -> None:
    same = paper_of(tmp_path)
    for _ in range(2):
        send(desk, *same)
    assert len(rows(place)) == 1
    form, address = desk.form("ยืนยันนำเข้า"), desk.answer.url

    def press(_: int) -> int:
        other = Browser(desk.url)
        other.session.cookies.update(desk.session.cookies)
        return other.post(address, form.fields).status_code

    with ThreadPoolExecutor(3) as hands:
        assert sorted(hands.map(press, range(3))) == [303, 409, 409]
    with place.store.read() as tx:
        named = [row for row in tx.exec(select(Source)).all() if row.file_name == "ita.docx"]
    assert len(named) == 1


def test_what_changed_meanwhile_is_shown_again_before_anything_is_written(
    place: Town, desk: Browser, tmp_path: Path
) -> None:
    send(desk, *paper_of(tmp_path))
    first, form = desk.answer.url, desk.form("ยืนยันนำเข้า")
    send(desk, *paper_of(tmp_path, [*PAPER[:-1], LATE], "second.docx"))
    desk.press("ยืนยันนำเข้า")
    written = count(place, Measure)
    answer = desk.post(first, form.fields)
    page = desk.get(answer.headers["Location"])
    assert "ข้อมูลในระบบเปลี่ยนไป" in plain(page.text) and count(place, Measure) == written
    assert desk.form("ยืนยันนำเข้า").fields["shown"] != form.fields["shown"]
    assert "said=taken" in desk.post(first, desk.form("ยืนยันนำเข้า").fields).headers["Location"]


def test_a_paper_that_is_not_wanted_leaves_nothing(place: Town, desk: Browser, tmp_path: Path) -> None:
    send(desk, *paper_of(tmp_path))
    [row] = rows(place)
    assert place.files.path(row.sha256 or "").is_file()
    address = desk.answer.url
    assert "ไม่นำเข้าแล้ว" in plain(desk.press("ไม่นำเข้า").text)
    [gone] = rows(place)
    assert gone.state == "dropped" and gone.draft is None and not place.files.path(row.sha256 or "").is_file()
    assert desk.get(address).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("a.docx", b"PK\x03\x04 broken", 200, "นำเข้าไม่ได้"),
        ("a.exe", b"MZ" + bytes(1000), 200, "นำเข้าไม่ได้"),
        ('"><svg onload=alert(1)>.txt', "สวัสดี".encode(), 200, "ไม่พบผลคะแนน มาตรการ หรือรายงานผลในไฟล์นี้"),
        ("../../etc/passwd", b"root", 200, "passwd"),
        ("empty.txt", b"", 400, "ไฟล์ว่างเปล่า"),
        ("", b"", 400, "ยังไม่ได้เลือกไฟล์"),
        ("large.txt", b"x" * (10 * 1_048_576 + 1), 400, "ไฟล์ใหญ่เกิน 10 MB"),
        ("huge.txt", b"x" * (11 * 1_048_576), 413, "ไฟล์ใหญ่เกิน 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    place: Town, desk: Browser, name: str, content: bytes, status: int, said: str
) -> None:
    page = send(desk, name, content)
    assert page.status_code == status and said in plain(page.text)
    assert "<svg onload" not in page.text and "etc/passwd" not in page.text
    assert count(place, Source) == len(sampled(place))


def sampled(place: Town) -> list[Source]:
    """The sources that came with the sample offices."""
    with place.store.read() as tx:
        return [row for row in tx.exec(select(Source)).all() if row.sha256 is None]


def test_what_the_web_process_leaves_the_scheduler_reads_and_the_sender_sees_it_later(
    place: Town, desk: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dies:
        dies.setattr(papers, "read_stored", lambda *_: (_ for _ in ()).throw(OSError("the process dies")))
        page = send(desk, *paper_of(tmp_path))
    assert "กำลังอ่าน" in plain(page.text)
    assert read_due(place.store, place.files, place.client, place.now, read_words) == 1
    assert "รอตรวจและยืนยัน" in plain(desk.get(page.url).text)
    with place.store.read() as tx:
        assert not [row for row in tx.exec(select(Message)).all() if row.key.startswith("paper:")]


def test_two_that_read_at_once_read_it_once(place: Town, desk: Browser, tmp_path: Path) -> None:
    send(desk, *paper_of(tmp_path))
    [row] = rows(place)
    assert not read_papers.read_stored(place.store, place.files, row.office_id, row.id, place.now)


def test_nobody_else_takes_papers_in(place: Town, desk: Browser, tmp_path: Path) -> None:
    send(desk, *paper_of(tmp_path))
    address, [row] = desk.answer.url.removeprefix(desk.url), rows(place)
    stranger = at_the_desk(place, enrolled(place, "buengcharoen", "coordinator"))
    operator = operator_at_the_desk(place)
    for other, status in ((stranger, 404), (operator, 403)):
        form = {"form": other.form("ออกจากหน้าจัดการ").fields["form"]}
        assert other.get(address).status_code == status and "96.32" not in other.answer.text
        assert (
            other.post(address, {**form, "decision": "yes", "shown": row.shown or ""}).status_code == status
        )
        assert other.post(SEND, form).status_code == status
        # By the own office's address the paper of another is none.
    assert stranger.get(address.replace(SLUG, "buengcharoen")).status_code == 409
    assert desk.post(address, {"decision": "yes", "shown": row.shown or ""}).status_code == 403
    assert desk.get(f"/desk/paper/{SLUG}/99999999999999999999").status_code == 409
    assert [each.state for each in rows(place)] == ["read"]
