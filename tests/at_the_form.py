"""A person with the phone form, without a screen: the link from the chat, fields, photos."""

import html
import io
import random
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from PIL import Image
from sqlmodel import select

from sandbox.people import Person
from tests.at_the_desk import Browser
from tests.town import Town
from tracker.model import Evidence, ProgressEntry
from tracker.store import organisations, people

File = tuple[str, bytes, str]


def photo(seed: int = 1, size: tuple[int, int] = (640, 480), kind: str = "JPEG", **more: object) -> bytes:
    """A picture no other seed makes."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    image.paste((seed * 40 % 256, 90, 140), (20, 20, 200, 160))
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


@dataclass
class Phone(Browser):
    """One browser on the form."""

    link: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What the page in view says."""
        said = re.sub(r"<(?:title|noscript)>.*?</(?:title|noscript)>", " ", self.answer.text, flags=re.S)
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", said)))

    def open(self, link: str = "") -> "Phone":
        """Open the link; the fields as the page shows them."""
        self.link = link or self.link
        self.get(self.link)
        return self

    def send(self, files: list[File] | None = None, **typed: str) -> requests.Response:
        """Fill in what differs from the page in view, send it, and go where it leads."""
        form = next(each for each in self.forms() if "ตรวจก่อนบันทึก" in each.label)
        staged = re.findall(r'name="photo" value="(\d+)" checked', self.answer.text)
        fields = {"status": self.status, "percent": self.value("percent"), "day": self.value("day")}
        data = [
            *{**fields, "note": self.note, **form.fields, **typed}.items(),
            *(("photo", n) for n in staged),
        ]
        parts = [("photos", each) for each in files or [("", b"", "application/octet-stream")]]
        target = self.url + form.action
        self.answer = self.session.post(target, data=data, files=parts, allow_redirects=False, timeout=60)
        return self.get(self.answer.headers["Location"]) if self.answer.status_code == 303 else self.answer

    def value(self, name: str) -> str:
        """What a field of the page in view holds."""
        return html.unescape(re.search(rf'name="{name}"[^>]*? value="([^"]*)"', self.answer.text)[1])  # type: ignore[index]

    @property
    def status(self) -> str:
        """The status that is chosen."""
        found = re.search(r'name="status" value="(\w+)" required checked', self.answer.text)
        return found[1] if found else ""

    @property
    def note(self) -> str:
        """What the note holds."""
        found = re.search(r'<textarea id="note"[^>]*>\n(.*?)</textarea>', self.answer.text, re.S)
        return html.unescape(found[1]) if found else ""

    @property
    def draft(self) -> str:
        """The number of the draft in view."""
        return urlsplit(self.answer.url).path.split("/")[3]


def link_of(person: Person, number: int = 2, year: int = 2567) -> str:
    """The link on the card of a measure."""
    person.says(f"รายละเอียดมาตรการ {number} ปี {year}")
    person.wait()
    return str(person.button("กรอกแบบฟอร์ม")["uri"])


def evidence_of(place: Town, person: Person) -> list[Evidence]:
    """Every row of evidence of a person, oldest first."""
    with place.store.read() as tx:
        found = people.person_by_line_id(tx, person.user_id)
        assert found is not None
        rows = tx.exec(select(Evidence).where(Evidence.person_id == found.id)).all()
    return sorted(rows, key=lambda row: row.id)


def recorded(place: Town) -> list[ProgressEntry]:
    """Every entry there is, undos too, oldest first."""
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        rows = tx.exec(select(ProgressEntry).where(ProgressEntry.office_id == office.id)).all()
    return sorted(rows, key=lambda row: row.id)
