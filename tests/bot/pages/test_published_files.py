"""Beside the page of a year: photos, reports, the readme, the ZIP. Only of what was published, and nothing more."""

import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, NOW, PHANCHANA
from PIL import Image
from sqlmodel import select

from bot.pages import published_files
from bot.pages.readme import COLUMNS
from bot.pages.static_copy import MOST_PHOTOS
from tracker.facts import EvidenceFacts, YearFacts
from tracker.files import Files
from tracker.model import Drawing
from tracker.reports import drawing
from tracker.rules.publicity import KEYS, public_copy
from tracker.store import Store, organisations, public_copies

pytestmark = pytest.mark.usefixtures("patient")
HERE = "/o/buengcharoen/2567"
PHOTO, FILE, LINK, GONE = 660001, 660002, 660003, 660004
GPS = 0x8825


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine under load draws in more than two seconds; what somebody sees meanwhile has a test of its own."""
    monkeypatch.setattr(published_files, "PATIENCE", 90.0)


def photograph(place: bool = True) -> bytes:
    """A large photo that says where and when it was taken."""
    image = Image.new("RGB", (2400, 1800), (40, 120, 90))
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "SecretPhone", "2024:03:14 10:15:30"
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (14.0, 25.0, 43.0)
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif if place else None, comment=b"taken by Somchai")
    return kept.getvalue()


@pytest.fixture
def photographed(files: Files, publish: Callable[[YearFacts], int]) -> YearFacts:
    """A year published with everything chosen: a photo, a file, a link, and a photo whose content is lost."""
    stored = files.put([photograph()], 10_000_000)

    def proof(
        identifier: int, kind: str, name: str, sha256: str | None, url: str | None = None
    ) -> EvidenceFacts:
        return EvidenceFacts(identifier, kind, name, None, None, sha256, url, NOW, True)

    evidence = (
        proof(PHOTO, "photo", "ภาพถ่าย", stored.sha256),
        proof(FILE, "file", "คำสั่งแต่งตั้ง.pdf", stored.sha256),
        proof(LINK, "link", "https://www.example.go.th/news/1", None, "https://www.example.go.th/news/1"),
        proof(GONE, "photo", "ภาพถ่าย", "cd" * 32),
    )
    first = replace(BUENGCHAROEN.updates[0], evidence=evidence)
    copy, _ = public_copy(replace(BUENGCHAROEN, updates=(first, *BUENGCHAROEN.updates[1:])), KEYS, ())
    publish(copy)
    publish(replace(PHANCHANA, fiscal_year=2564))
    return copy


def unpacked(client: FlaskClient, path: str = f"{HERE}.zip") -> dict[str, bytes]:
    answer = client.get(path)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def test_a_photo_is_small_and_says_nothing_of_where_and_when(
    client: FlaskClient, photographed: YearFacts
) -> None:
    answer = client.get(f"{HERE}/photo/{PHOTO}.jpg")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert max(shown.size) == 1200 and not shown.getexif()
        assert "comment" not in shown.info and "exif" not in shown.info
    assert b"SecretPhone" not in answer.data and b"Somchai" not in answer.data
    assert answer.cache_control.public and answer.cache_control.max_age == 60
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_page_shows_photos_without_moving_and_tells_what_they_are(
    client: FlaskClient, photographed: YearFacts
) -> None:
    html = client.get(HERE).text
    image = re.search(rf'<img src="{HERE}/photo/{PHOTO}.jpg"[^>]*>', html)
    assert image is not None
    for attribute in ('width="320"', 'height="240"', 'loading="lazy"', "มาตรการที่ 1 สำนักปลัด 14 มี.ค. 2567"):
        assert attribute in image[0]
    assert "คำสั่งแต่งตั้ง.pdf" in html and f"photo/{FILE}" not in html
    assert 'href="https://www.example.go.th/news/1" rel="noreferrer nofollow"' in html


def test_who_has_a_photo_is_not_sent_it_again_and_nothing_is_drawn(
    client: FlaskClient, photographed: YearFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"{HERE}/photo/{PHOTO}.jpg")
    monkeypatch.setattr(published_files, "shrunk", None)
    again = client.get(f"{HERE}/photo/{PHOTO}.jpg", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_photo_taken_back_is_gone_at_once(
    client: FlaskClient, photographed: YearFacts, store: Store
) -> None:
    first = client.get(f"{HERE}/photo/{PHOTO}.jpg")
    before = client.get(f"{HERE}.zip").headers["ETag"]
    with store.begin() as tx:
        public_copies.hide(tx, organisations.office_by_slug(tx, "buengcharoen").id, evidence_id=PHOTO)
    again = client.get(f"{HERE}/photo/{PHOTO}.jpg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 404
    assert f"photo/{PHOTO}" not in client.get(HERE).text
    assert client.get(f"{HERE}.zip").headers["ETag"] != before
    assert f"photos/{PHOTO}.jpg" not in unpacked(client)


@pytest.mark.parametrize(
    "path",
    [
        f"{HERE}/photo/{FILE}.jpg",
        f"{HERE}/photo/{LINK}.jpg",
        f"{HERE}/photo/{GONE}.jpg",
        f"{HERE}/photo/1.jpg",
        f"{HERE}/photo/{'9' * 400}.jpg",
        f"{HERE}/photo/-1.jpg",
        f"{HERE}/photo/../../secret.jpg",
        f"/o/phanchana/2564/photo/{PHOTO}.jpg",
        f"/o/buengcharoen/2566/photo/{PHOTO}.jpg",
        f"/o/nobody/2567/photo/{PHOTO}.jpg",
        f"{HERE}/analysis.pdf",
        f"{HERE}/progress.exe",
        f"{HERE}/workbook.xlsx",
        "/o/phanchana/2564/measures.pdf",
        "/o/phanchana/2599.zip",
        f"/o/phanchana/{'9' * 400}.zip",
        f"/o/phanchana/{'9' * 400}/readme.txt",
        "/o/nobody/2567.zip",
    ],
)
def test_what_was_not_published_gets_a_page_that_says_so(
    client: FlaskClient, photographed: YearFacts, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'lang="th"' in answer.text and ("ไม่พบไฟล์ที่ขอ" in answer.text or "ไม่พบหน้าที่ขอ" in answer.text)


def test_nothing_is_shown_of_photos_an_office_did_not_choose(
    client: FlaskClient, photographed: YearFacts, publish: Callable[[YearFacts], int]
) -> None:
    publish(public_copy(photographed, KEYS - {"photos", "file_names", "links"}, ())[0])
    assert client.get(f"{HERE}/photo/{PHOTO}.jpg").status_code == 404
    everything = client.get(HERE).text + client.get(f"{HERE}.json").text
    assert "/photo/" not in everything and "แต่งตั้ง.pdf" not in everything and "news/1" not in everything
    assert "4 รายการ" in everything
    assert not [name for name in unpacked(client) if name.startswith("photos")]


def test_every_report_the_page_leads_to_is_there_and_is_what_it_says(
    client: FlaskClient, photographed: YearFacts
) -> None:
    starts = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf"}
    for here in (HERE, "/o/phanchana/2564"):
        links = re.findall(rf'href="({here}/(?:analysis|measures|progress)\.(\w+))"', client.get(here).text)
        assert len(links) == (8 if here == HERE else 4)
        for path, format in links:
            answer = client.get(path)
            assert answer.data.startswith(starts[format]), path
            assert answer.headers["Content-Disposition"].endswith(f'.{format}"')
            assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_report_holds_the_published_facts_and_not_the_living_ones(
    client: FlaskClient, photographed: YearFacts
) -> None:
    text = client.get(f"{HERE}/progress.csv").data.decode("utf-8-sig")
    assert "67-0012" in text and "สำนักปลัด" in text


def test_the_readme_explains_every_column_and_key(client: FlaskClient, photographed: YearFacts) -> None:
    answer = client.get(f"{HERE}/readme.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    header = client.get(f"{HERE}.csv").data.decode("utf-8-sig").splitlines()[0].split(",")
    assert header == list(COLUMNS)
    content = json.loads(client.get(f"{HERE}.json").data)
    explained = {"about", "licence", "readme", "generated_at"}
    for name in [*header, *(key for key in content if key not in explained)]:
        assert f"- {name}: " in answer.text, name
    assert "CC BY 4.0" in answer.text and "https://buengcharoen.example.go.th/" in answer.text
    assert content["readme"] == f"{HERE}/readme.txt"
    assert content["updates"][0]["proofs"][0]["photo"] == f"{HERE}/photo/{PHOTO}.jpg"


def test_the_zip_is_the_whole_page_with_names_any_server_can_serve(
    client: FlaskClient, photographed: YearFacts
) -> None:
    found = unpacked(client)
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", name) and ".." not in name for name in found)
    wanted = {"index.html", "page.css", "mark.svg", "readme.txt", "LICENCE.txt", f"photos/{PHOTO}.jpg"}
    wanted |= {
        "buengcharoen-2567.json",
        "buengcharoen-2567.csv",
        "reports/progress.pdf",
        "fonts/sarabun-400.ttf",
    }
    assert wanted <= set(found)
    html = found["index.html"].decode()
    leads = re.findall(r'(?:href|src)="([^"#]+)"', html)
    inside = [each for each in leads if not each.startswith("https://")]
    assert inside and [each for each in inside if each not in found] == []
    assert f"photos/{GONE}.jpg" not in found["buengcharoen-2567.json"].decode()  # its content is lost
    assert "http://" not in html.replace("http://www.w3.org", "") and 'href="/' not in html


def test_the_same_copy_makes_the_same_zip_whenever_it_is_asked_for(
    client: FlaskClient, photographed: YearFacts, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"{HERE}.zip")
    with store.begin() as tx:  # as if nothing had been drawn yet
        for row in tx.exec(select(Drawing)).all():
            tx.delete(row)
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert client.get(f"{HERE}.zip").data == first.data
    assert client.get(f"{HERE}.zip", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_when_too_many_draw_at_once_the_next_is_told_to_wait(
    client: FlaskClient, photographed: YearFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(published_files, "PATIENCE", 0.05)
    monkeypatch.setattr(drawing, "draw", lambda order, files: go_on.wait(20) and b"drawn")
    page = client.get(f"{HERE}/progress.pdf", headers={"Accept": "text/html"})
    assert page.status_code == 202 and "กำลังจัดทำรายงาน" in page.text
    answer = client.get(f"{HERE}/progress.pdf")
    go_on.set()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "กรุณารอสักครู่" in answer.text


def test_a_zip_holds_so_many_photos_and_says_how_many_more_there_are(
    client: FlaskClient, photographed: YearFacts, publish: Callable[[YearFacts], int]
) -> None:
    first = photographed.updates[0]
    many = tuple(replace(first.evidence[0], id=number) for number in range(1, MOST_PHOTOS + 4))
    publish(replace(photographed, updates=(replace(first, evidence=many),)))
    found = unpacked(client)
    assert sum(name.startswith("photos/") for name in found) == MOST_PHOTOS
    html = found["index.html"].decode()
    assert "อีก 3 ภาพอยู่ที่หน้าเว็บของระบบ" in html and f"photos/{MOST_PHOTOS + 1}.jpg" not in html
    assert f"{MOST_PHOTOS + 3} รายการ" in html
