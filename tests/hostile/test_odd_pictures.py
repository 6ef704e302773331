"""Rows 36 to 40: what comes as a photo is drawn anew or refused in words; the report it was for stays."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from PIL import Image, ImageDraw
from sqlmodel import select

from sandbox.people import Person
from scheduler.words import lost_words
from tests.hostile.scenery import body_of, enrolled, known, post, recorded, rows, said, standing
from tests.town import Town
from tracker import outbox
from tracker.actions.fetch_evidence import BACKOFF, fetch_due
from tracker.errors import PictureRefused
from tracker.files.pictures import clean_photo
from tracker.model import Evidence
from tracker.store import organisations


def reported(place: Town) -> Person:
    """A head who has just recorded 60 percent."""
    head = enrolled(place)
    head.says("มาตรการ 2 ทำแล้ว 60%")
    said(head)
    head.press("ยืนยัน")
    assert "67-0001" in said(head)
    return head


def fetch(place: Town) -> None:
    """What the scheduler does: fetch what waits, send what was promised."""
    while fetch_due(place.store, place.files, place.client, place.now, lost_words):
        pass
    while outbox.deliver(place.store, place.client, place.now).claimed:
        pass


def evidence(place: Town) -> Evidence:
    return rows(place.store, Evidence)[-1]


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: object
) -> bytes:
    drawn = io.BytesIO()
    image = Image.new(mode, size, "white")
    ImageDraw.Draw(image).rectangle((10, 10, size[0] // 2, size[1] // 3), fill="black")
    image.save(drawn, kind, **more)
    return drawn.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says how large it is and packs that much nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * (width // 8 + 2)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


PHP = b"<?php system($_GET['c']); ?><script>alert(1)</script>"
TAILED: dict[str, bytes] = {
    "JPEG with a PHP tail": picture() + PHP,
    "JPEG with HTML in its comment": picture(comment=PHP),
    "PNG with a ZIP behind": picture("PNG") + b"PK\x03\x04" + PHP,
    "WebP with a tail": picture("WEBP") + PHP,
}


@pytest.mark.parametrize("kind", TAILED)
def test_row_36_what_hides_in_a_picture_is_gone_once_it_is_drawn_anew(place: Town, kind: str) -> None:
    head = reported(place)
    head.sends_photo(TAILED[kind])
    said(head)
    fetch(place)
    row = evidence(place)
    assert (row.state, row.problem) == ("stored", None)
    kept = place.files.path(str(row.sha256)).read_bytes()
    assert kept[:3] == b"\xff\xd8\xff"
    assert kept[-2:] == b"\xff\xd9"
    assert b"php" not in kept
    assert b"script" not in kept
    answer = _opened(place, row)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content == kept


def _opened(place: Town, row: Evidence) -> requests.Response:
    from bot.pages.downloads import evidence_link

    return requests.get(evidence_link(place.web, row.office_id, row.person_id, row.id), timeout=10)


NOT_PICTURES: dict[str, bytes] = {
    "SVG named .jpg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "GIF and JavaScript": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    "HTML": b"<html><script>alert(1)</script>",
    "HEIC": b"\0\0\0\x18ftypheic" + b"\0" * 100,
    "TIFF": picture("TIFF"),
    "BMP": picture("BMP"),
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99999 99999\n",
    "FITS": b"SIMPLE  =                    T" + b" " * 2850,
    "truncated JPEG": picture()[:700],
    "truncated PNG": picture("PNG")[:-40],
    "only a head": b"\xff\xd8\xff\xe0",
    "nothing": b"",
    "13,000 by 13,000": bomb(13_000, 13_000),
    "30,000 by 1": bomb(30_000, 1),
    "1 by 30,000": bomb(1, 30_000),
    "a lie about its size": bomb(8, 8).replace(
        struct.pack(">II", 8, 8), struct.pack(">II", 60_000, 60_000), 1
    ),
}


@pytest.mark.parametrize("kind", NOT_PICTURES)
def test_rows_36_and_37_what_is_no_sound_picture_is_refused_in_words_and_the_report_stays(
    place: Town, kind: str
) -> None:
    head = reported(place)
    head.sends_photo(NOT_PICTURES[kind])
    said(head)
    fetch(place)
    row = evidence(place)
    assert (row.state, row.sha256) == ("failed", None)
    told = said(head)
    assert "ยังไม่ถูกเก็บ" in told
    assert "67-0001" in told
    assert "รายงานที่บันทึกไว้ยังอยู่ครบ" in told
    assert standing(place.store) == ("in_progress", 60)
    assert not [path for path in place.files.root.rglob("*") if path.is_file()]


def test_row_37_a_bomb_needs_neither_time_nor_memory_of_ours(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "bomb"
    path.write_bytes(bomb(13_000, 13_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureRefused):
        clean_photo(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_row_37_every_honest_kind_of_picture_is_kept(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture"
    image = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 90, 99), fill="black")
    image = Image.new(mode, (200, 100)) if mode == "I;16" else image.convert(mode)
    image.save(path, "PNG")
    drawn = Image.open(io.BytesIO(clean_photo(path)))
    assert (drawn.format, drawn.mode, drawn.size) == ("JPEG", "RGB", (200, 100))
    if mode != "I;16":
        assert max(drawn.getpixel((20, 50))) < 30
        assert min(drawn.getpixel((150, 50))) > 225


SECRET_PLACE = "14.97981N102.09777E"


def _with_words_about_it() -> bytes:
    """A photo lying on its side, with place, thumbnail, XMP and IPTC."""
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 60, 199), fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "MAKER " + SECRET_PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 58.0, 47.0), 3: "E", 4: (102.0, 5.0, 52.0)})
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET_PLACE.encode()
    drawn = io.BytesIO()
    image.save(
        drawn, "JPEG", exif=exif, xmp=f"<x:xmpmeta>{SECRET_PLACE}</x:xmpmeta>".encode(), comment=SECRET_PLACE
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(SECRET_PLACE)) + SECRET_PLACE.encode()
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    whole = drawn.getvalue()
    return whole[:2] + segment + whole[2:]


@pytest.mark.parametrize("as_file", [False, True], ids=["photo", "file"])
def test_row_38_nothing_is_told_of_where_a_photo_was_taken_and_it_stands_upright(
    place: Town, as_file: bool
) -> None:
    original = _with_words_about_it()
    assert original.count(SECRET_PLACE.encode()) >= 4
    head = reported(place)
    if as_file:
        head.sends_file("IMG_0001.JPG", original)
    else:
        head.sends_photo(original)
    said(head)
    fetch(place)
    row = evidence(place)
    assert row.state == "stored"
    kept = place.files.path(str(row.sha256)).read_bytes()
    for trace in (SECRET_PLACE.encode(), b"Exif", b"xmp", b"8BIM", b"Photoshop", b"MAKER", b"ICC_PROFILE"):
        assert trace not in kept
    drawn = Image.open(io.BytesIO(kept))
    assert dict(drawn.getexif()) == {}
    assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert drawn.size == (200, 400)
    assert max(drawn.getpixel((100, 20))) < 40  # the dark edge is on top now
    assert min(drawn.getpixel((100, 380))) > 215


def test_row_38_a_sheet_of_paper_stays_sharp_enough_to_read(tmp_path: Path) -> None:
    sheet = Image.new("L", (2480, 3508), 255)
    pen = ImageDraw.Draw(sheet)
    for line in range(100, 3400, 8):
        pen.line((100, line, 2380, line), fill=0, width=3)
    path = tmp_path / "sheet.png"
    sheet.save(path)
    drawn = Image.open(io.BytesIO(clean_photo(path))).convert("L")
    assert drawn.size == (2480, 3508)
    assert min(drawn.getpixel((1000, y)) for y in range(1000, 1016)) < 40
    assert max(drawn.getpixel((1000, y)) for y in range(1000, 1016)) > 215


NAMES = (
    "../../etc/x",
    "CON",
    "a\\u0000b",
    "ก" * 300,
    "รายงานผล 6 เดือน.pdf",
    "..\\..\\x.exe",
    "",
    "<b>.pdf",
    '";x="',
)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name)[:14])
def test_row_39_a_file_name_never_touches_the_disk(place: Town, name: str) -> None:
    head = reported(place)
    head.sends_file(name.replace("\\u0000", "\x00"), b"%PDF-1.7 evidence")
    said(head)
    fetch(place)
    row = evidence(place)
    assert row.state == "stored"
    stored = [path for path in place.folder.rglob("*") if path.is_file() and "files" in path.parts]
    assert [path.name for path in stored] == [row.sha256]
    answer = _opened(place, row)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert len(answer.headers["Content-Disposition"]) < 2_000


LOST: dict[str, Callable[[Town], object]] = {
    "not ready for ever": lambda place: place.line.state.faults.update({"content-202": 99}),
    "gone": lambda place: place.line.state.faults.update({"content-404": 99}),
    "an error for ever": lambda place: place.line.state.faults.update({"content-500": 99}),
}


@pytest.mark.parametrize("trouble", LOST)
def test_row_40_what_line_does_not_give_is_asked_for_again_and_then_told(place: Town, trouble: str) -> None:
    head = reported(place)
    head.sends_photo()
    said(head)
    LOST[trouble](place)
    for wait in (*BACKOFF, 3600):
        fetch(place)
        place.now += timedelta(seconds=wait + 61)
    assert evidence(place).state == "failed"
    assert evidence(place).attempts == (1 if trouble == "gone" else len(BACKOFF))
    told = said(head)
    assert "กรุณาส่งใหม่" in told
    assert "67-0001" in told
    assert standing(place.store) == ("in_progress", 60)
    asked = [call for call in place.line.state.calls if call["path"].endswith("/content")]
    assert len(asked) == evidence(place).attempts


def test_row_40_what_is_ready_later_is_fetched_then(place: Town) -> None:
    head = reported(place)
    place.line.state.faults["content-202"] = 2
    head.sends_photo()
    said(head)
    for wait in (0, 70, 70):
        place.now += timedelta(seconds=wait)
        fetch(place)
    assert evidence(place).state == "stored"


def test_row_40_fifty_megabytes_are_no_photo(place: Town) -> None:
    head = reported(place)
    head.sends_photo(picture() + b"\0" * 50 * 1_048_576)
    said(head)
    fetch(place)
    assert evidence(place).state == "failed"
    assert "ใหญ่เกิน" in said(head)
    assert standing(place.store) == ("in_progress", 60)


def test_row_40_a_byte_a_second_does_not_hold_up_the_others(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.line.client.CONTENT_SECONDS", 1)
    head = reported(place)
    place.line.state.faults["content-slow"] = 1
    head.sends_photo()
    head.sends_photo()
    said(head, 2)
    fetch(place)
    assert sorted(row.state for row in rows(place.store, Evidence)) == ["received", "stored"]


def test_row_40_a_picture_that_lies_elsewhere_is_never_fetched(place: Town) -> None:
    head = reported(place)
    provider = {"type": "external", "originalContentUrl": "http://169.254.169.254/latest/meta-data/",
                "previewImageUrl": place.url + "/healthz"}  # fmt: skip
    message = {"type": "image", "id": "1234567", "quoteToken": "q", "contentProvider": provider}
    assert post(place, body_of(known(place, "หัวหน้ากองช่าง", "message", message=message))).status_code == 200
    assert "แหล่งภายนอก" in said(head)
    fetch(place)
    assert rows(place.store, Evidence) == []
    assert not [call for call in place.line.state.calls if call["path"].endswith("/content")]


def test_row_40_fifty_photos_a_day_are_enough_and_the_report_stays(place: Town) -> None:
    head = reported(place)
    with place.store.begin() as tx:
        entry = recorded(place.store)[0]
        for number in range(50):
            tx.add(Evidence(office_id=entry.office_id, person_id=entry.person_id, kind="photo", state="stored",
                            line_message_id=f"7{number}", received_at=place.now, next_at=place.now))  # fmt: skip
    head.sends_photo()
    assert "ครบ 50 รายการ" in said(head)
    place.now += timedelta(days=1)
    head.says("แนบรูปมาตรการ 2")
    said(head)
    head.sends_photo()
    assert "แนบรูปเป็นหลักฐาน" in said(head)


def test_row_40_a_department_has_200_megabytes_a_month(place: Town) -> None:
    head = reported(place)
    with place.store.begin() as tx:
        entry = recorded(place.store)[0]
        tx.add(Evidence(office_id=entry.office_id, person_id=entry.person_id, entry_id=entry.id, kind="file",
                        state="stored", size=200 * 1_048_576, received_at=place.now, next_at=place.now))  # fmt: skip
    head.sends_photo()
    assert "ครบ 200 MB" in said(head)
    assert standing(place.store) == ("in_progress", 60)


def test_row_40_a_disk_nearly_full_takes_no_photo_and_every_report(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.files.Folder.nearly_full", lambda _files: True)
    head = reported(place)
    head.sends_photo()
    assert "ใกล้เต็ม" in said(head)
    assert standing(place.store) == ("in_progress", 60)
    assert rows(place.store, Evidence) == []


def test_row_40_twenty_papers_wait_at_most(place: Town) -> None:
    from tracker.actions.authority import authority_of
    from tracker.actions.receive_paper import receive_paper
    from tracker.model import IncomingPaper
    from tracker.model import Person as Somebody

    coordinator = enrolled(place, "ผู้ประสาน", "coordinator", None)
    with place.store.begin() as tx:
        person = tx.exec(select(Somebody).where(Somebody.line_user_id == coordinator.user_id)).one()
        office = organisations.office_by_slug(tx, "buengcharoen")
        authority = authority_of(tx, person.id, place.now)
        for number in range(20):
            receive_paper(
                tx, authority, office.id, place.now, file_name="x.docx", line_message_id=f"8{number}"
            )
    coordinator.sends_file("x.docx", b"x")
    assert "20 ฉบับ" in said(coordinator)
    assert len(rows(place.store, IncomingPaper)) == 20
