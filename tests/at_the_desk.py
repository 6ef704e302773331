"""A browser at the desk page, without a screen: follows the link from the chat, presses buttons by their labels."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

import requests

from sandbox.people import Person, words
from tests.town import Town
from tracker.actions import open_desk
from tracker.model import ProgressEntry
from tracker.store import Store, organisations, progress
from tracker.store.planned import planned

_FORM = re.compile(r"<form(?P<head>[^>]*)>(?P<body>.*?)</form>", re.S)
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Form:
    """A form of a page: where it leads, its hidden fields, its words."""

    action: str
    fields: dict[str, str]
    label: str


@dataclass
class Browser:
    """One browser with its cookies; keeps the last answer."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)
    answer: requests.Response = field(default_factory=requests.Response)

    def get(self, path: str, **headers: str) -> requests.Response:
        """Open an address, without following where it leads."""
        target = path if path.startswith("http") else self.url + path
        self.answer = self.session.get(target, headers=headers, allow_redirects=False, timeout=20)
        return self.answer

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> requests.Response:
        """Send a form, without following where it leads."""
        target = path if path.startswith("http") else self.url + path
        self.answer = self.session.post(
            target, data=fields or {}, headers=headers, allow_redirects=False, timeout=20
        )
        return self.answer

    def forms(self) -> list[Form]:
        """The forms of the page in view that send something."""
        found = []
        for match in _FORM.finditer(self.answer.text):
            if 'method="post"' not in match["head"]:
                continue
            leads = re.search(r'action="([^"]*)"', match["head"])
            action = html.unescape(leads[1]) if leads else urlsplit(self.answer.url).path
            fields = {name: html.unescape(value) for name, value in _FIELD.findall(match["body"])}
            found.append(Form(action, fields, re.sub(r"<[^>]+>", "", match["body"]).strip()))
        return found

    def form(self, label: str) -> Form:
        """The first form of the page in view whose button says this."""
        there = self.forms()
        found = next((each for each in there if label in each.label), None)
        assert found is not None, (label, self.answer.url, [each.label for each in there])
        return found

    def go(self, sheet: str = "") -> requests.Response:
        """Go to another page of the desk (empty: the first), about the office in view."""
        office = parse_qs(urlsplit(self.answer.url).query).get("office")
        return self.get(f"/desk/{sheet}".rstrip("/") + (f"?office={quote(office[0])}" if office else ""))

    def press(self, label: str) -> requests.Response:
        """Press the first button that says this, and go where it leads."""
        form = self.form(label)
        said = self.post(form.action, form.fields)
        if said.status_code == 303:
            return self.get(said.headers["Location"])
        return said

    def section(self, key: str) -> str:
        """The words of one section of the page in view."""
        assert f'id="{key}"' in self.answer.text, (key, self.answer.url)
        part = self.answer.text.split(f'id="{key}"', 1)[1].split("</section>", 1)[0]
        return html.unescape(re.sub(r"<[^>]+>", " ", part))


def enrolled(place: Town, slug: str, role: str, department: str | None = None, name: str = "") -> Person:
    """Somebody who enrolled in the chat."""
    person = place.line.person(name or f"{role} {department or ''} {slug}")
    person.says(place.code(slug, role, department))
    person.wait()
    person.press("ยืนยัน")
    assert "ลงทะเบียนเรียบร้อย" in words([each.message for each in person.wait()])
    return person


def link_from_chat(person: Person) -> str:
    """Ask for the desk page in the chat; the address on the button."""
    person.says("เปิดหน้าจัดการ")
    person.wait()
    return str(person.button("เข้าหน้าจัดการ")["uri"])


def at_the_desk(place: Town, person: Person) -> Browser:
    """A browser of somebody who went in by the link from the chat."""
    browser = Browser(place.url)
    browser.get(link_from_chat(person))
    assert browser.press("เข้าหน้าจัดการ").status_code == 200, browser.answer.text
    return browser


def operator_at_the_desk(place: Town) -> Browser:
    """A browser of the operator."""
    with place.store.begin() as tx:
        token = open_desk.offer_operator_link(tx, place.now)
    browser = Browser(place.url)
    browser.get(f"/desk/in/{token}")
    assert browser.press("เข้าหน้าจัดการ").status_code == 200
    return browser


def entries(store: Store, slug: str, year: int, number: int) -> list[ProgressEntry]:
    """Every entry in force of a measure."""
    with store.read() as tx:
        office = organisations.office_by_slug(tx, slug)
        measure = planned(tx, office.id, year).measures.get(number)
        assert measure is not None
        return progress.effective_entries(tx, office.id, [measure.id])
