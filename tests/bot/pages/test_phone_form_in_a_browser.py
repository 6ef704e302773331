"""The phone form as a phone shows it: a person's way with photos, without a signal, with scripts off."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from sandbox.people import Person
from tests.at_the_desk import enrolled
from tests.at_the_form import evidence_of, link_of, photo, recorded
from tests.town import Town, town

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
NO_SIGNAL = "ไม่มีสัญญาณ"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def head(place: Town) -> Person:
    return enrolled(place, "buengcharoen", "head", "กองช่าง")


@pytest.fixture
def pictures(tmp_path: Path) -> list[str]:
    """Three photos as a phone takes them."""
    paths = [tmp_path / f"IMG_{number}.jpg" for number in (1, 2, 3)]
    for number, path in enumerate(paths):
        path.write_bytes(photo(number, (1600, 1200)))
    return [str(path) for path in paths]


@pytest.fixture
def open_form(chromium: Any, head: Person) -> Callable[..., Any]:
    """Opens the form from the card on a phone; what goes wrong on the page is collected."""

    def opened(width: int = 360, **options: Any) -> Any:
        tab = chromium.new_page(viewport={**PHONE, "width": width}, **options)
        tab.complaints = []
        tab.on("dialog", lambda dialog: (tab.complaints.append(dialog.message), dialog.dismiss()))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.goto(link_of(head))
        return tab

    return opened


def fill(tab: Any, pictures: list[str]) -> None:
    """A report that is stuck at 60 percent, with a note and photos."""
    tab.get_by_label("ติดขัด", exact=True).check()
    tab.fill("#percent", "60")
    tab.fill("#note", "รอผู้รับจ้างส่งงานงวดที่สอง")
    tab.set_input_files("#files", pictures)


def send(tab: Any) -> None:
    tab.get_by_role("button", name="ตรวจก่อนบันทึก").click()


def confirm(tab: Any) -> None:
    tab.get_by_role("button", name="ยืนยันบันทึก").click()
    tab.wait_for_selector(".number")


def test_a_person_reports_with_three_photos_on_a_phone(
    place: Town, head: Person, open_form: Callable[..., Any], pictures: list[str]
) -> None:
    tab = open_form()
    slide = tab.locator("input[type=range]")
    slide.evaluate("each => { each.value = 60; each.dispatchEvent(new Event('input', {bubbles: true})); }")
    assert tab.input_value("#percent") == "60" and tab.inner_text("output") == "60%"
    assert tab.get_by_label("อยู่ระหว่างดำเนินการ").is_checked()
    tab.get_by_label("ดำเนินการแล้ว", exact=True).check()
    assert tab.inner_text("output") == "100%"
    fill(tab, pictures)
    tab.fill("#day", "2026-11-20")
    assert tab.inner_text("[data-thai]") == "20 พ.ย. 2569"
    assert tab.locator("[data-chosen] li").count() == 3
    send(tab)
    tab.wait_for_url("**/f/*/*")
    assert tab.locator(".photos img").count() == 3 and recorded(place) == []
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(
        "[...document.querySelectorAll('.photos img')].every(each => each.naturalWidth > 100)"
    )
    confirm(tab)
    assert "67-0001" in tab.inner_text("main") and "รูปหลักฐาน 3 รูป" in tab.inner_text("main")
    tab.reload()
    (entry,) = recorded(place)
    assert (entry.status, entry.percent, entry.note) == ("blocked", 60, "รอผู้รับจ้างส่งงานงวดที่สอง")
    assert [row.entry_id for row in evidence_of(place, head)] == [entry.id] * 3
    tab.get_by_role("button", name="เลิกทำ").click()
    tab.wait_for_selector("text=เลิกทำรายการ 67-0001 แล้ว")
    assert [each.kind for each in recorded(place)] == ["update", "undo"]
    assert tab.complaints == []


def test_a_draft_outlives_the_signal_and_the_page_with_its_photos(
    place: Town, head: Person, open_form: Callable[..., Any], pictures: list[str]
) -> None:
    tab = open_form()
    fill(tab, pictures)
    tab.context.set_offline(True)
    send(tab)
    tab.wait_for_selector(f"[data-says]:has-text('{NO_SIGNAL}')")
    assert tab.input_value("#note") == "รอผู้รับจ้างส่งงานงวดที่สอง" and recorded(place) == []
    # The phone is put away and the page is opened anew, later, by the same link.
    tab.context.set_offline(False)
    address = tab.url
    tab.goto("about:blank")
    tab.goto(address)
    tab.wait_for_selector("[data-says]:has-text('เติมร่างที่เก็บไว้')")
    assert tab.input_value("#note") == "รอผู้รับจ้างส่งงานงวดที่สอง" and tab.input_value("#percent") == "60"
    assert tab.get_by_label("ติดขัด", exact=True).is_checked()
    assert tab.evaluate("document.querySelector('#files').files.length") == 3
    send(tab)
    tab.wait_for_url("**/f/*/*")
    tab.context.set_offline(True)
    tab.get_by_role("button", name="ยืนยันบันทึก").click()
    tab.wait_for_selector("[data-says]:has-text('ระบบไม่บันทึกซ้ำ')")
    tab.context.set_offline(False)
    confirm(tab)
    assert [(each.status, each.percent) for each in recorded(place)] == [("blocked", 60)]
    assert len(evidence_of(place, head)) == 3
    # After the receipt nothing is left on the phone.
    tab.goto(address)
    assert tab.input_value("#note") == ""
    assert tab.evaluate("Object.keys(localStorage).length") == 0
    assert tab.evaluate("document.querySelector('#files').files.length") == 0


@pytest.mark.parametrize(
    "answer", [(503, "<main>ขออภัย</main>"), (502, "Bad Gateway"), (200, "<p>another machine's page</p>")]
)
def test_trouble_on_the_way_claims_nothing_it_cannot_know_and_leaves_the_page(
    place: Town, open_form: Callable[..., Any], answer: tuple[int, str]
) -> None:
    tab = open_form()
    fill(tab, [])

    def trouble(route: Any) -> None:
        if route.request.method == "POST":
            route.fulfill(status=answer[0], body=answer[1], content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    tab.route("**/f/**", trouble)
    send(tab)
    tab.wait_for_selector("[data-says]:has-text('ยังไม่มีอะไรถูกบันทึก')")
    assert tab.input_value("#note") == "รอผู้รับจ้างส่งงานงวดที่สอง"
    tab.unroute("**/f/**")
    send(tab)
    tab.wait_for_url("**/f/*/*")
    for name in ("ยืนยันบันทึก", "เลิกทำ"):
        tab.route("**/f/**", trouble)
        tab.get_by_role("button", name=name).click()
        tab.wait_for_selector("[data-says]:has-text('ยังไม่ทราบว่าถึงระบบหรือไม่')")
        assert "ยังไม่มีอะไรถูกบันทึก" not in tab.inner_text("[data-says]")
        tab.unroute("**/f/**")
        tab.get_by_role("button", name=name).click()
        tab.wait_for_selector(".number" if name == "ยืนยันบันทึก" else "text=เลิกทำรายการ 67-0001 แล้ว")
    assert [each.kind for each in recorded(place)] == ["update", "undo"]


def test_what_is_refused_is_said_on_the_page_and_nothing_typed_is_lost(
    place: Town, head: Person, open_form: Callable[..., Any], pictures: list[str], tmp_path: Path
) -> None:
    bad = tmp_path / "page.jpg"
    bad.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    tab = open_form()
    fill(tab, [*pictures[:2], str(bad)])
    send(tab)
    tab.wait_for_selector(".trouble")
    assert "“page.jpg” แนบไม่ได้" in tab.inner_text(".trouble")
    assert tab.input_value("#note") == "รอผู้รับจ้างส่งงานงวดที่สอง"
    assert tab.locator("input[name=photo]").count() == 2
    assert tab.evaluate("document.querySelector('#files').files.length") == 0
    send(tab)
    tab.wait_for_url("**/f/*/*")
    assert tab.locator(".photos img").count() == 2
    tab.get_by_role("link", name="แก้ไข").click()
    assert tab.input_value("#percent") == "60" and tab.locator("input[name=photo]").count() == 2
    # A status code of 422 is a line in the console of the browser, and no fault of the page.
    assert all("422" in each for each in tab.complaints)


def test_too_many_or_too_large_photos_are_said_before_anything_is_sent(
    open_form: Callable[..., Any], pictures: list[str], tmp_path: Path
) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(photo(7) + b"\x00" * 10_485_760)
    tab = open_form()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.method))
    fill(tab, [str(large)])
    send(tab)
    tab.wait_for_selector("[data-says]:has-text('ใหญ่เกิน 10 MB')")
    tab.set_input_files("#files", pictures * 4)
    send(tab)
    tab.wait_for_selector("[data-says]:has-text('เกิน 10 รูป')")
    assert "POST" not in asked


def test_everything_works_with_scripts_off(
    place: Town, head: Person, open_form: Callable[..., Any], pictures: list[str]
) -> None:
    tab = open_form(java_script_enabled=False)
    assert not tab.locator("input[type=range]").is_visible()
    fill(tab, pictures)
    send(tab)
    assert tab.locator(".photos img").count() == 3 and "60%" in tab.inner_text("main")
    tab.get_by_role("link", name="แก้ไข").click()
    tab.locator("input[name=photo]").first.uncheck()
    tab.fill("#percent", "65")
    send(tab)
    confirm(tab)
    assert [(each.status, each.percent) for each in recorded(place)] == [("blocked", 65)]
    assert "รูปหลักฐาน 2 รูป" in tab.inner_text("main")
    tab.get_by_role("button", name="เลิกทำ").click()
    assert "เลิกทำรายการ 67-0001 แล้ว" in tab.inner_text("main")


def test_the_draft_of_one_person_is_none_of_another_on_the_same_phone(
    place: Town, open_form: Callable[..., Any]
) -> None:
    tab = open_form()
    tab.fill("#note", "ร่างของหัวหน้า")
    tab.goto(link_of(enrolled(place, "buengcharoen", "officer", "กองช่าง")))
    assert tab.input_value("#note") == "" and tab.locator("[data-says]").is_hidden()


CANARY = '"></textarea><svg onload=alert(1)><script>alert(2)</script> =1+1 \u202e' + "ก" * 900


@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing_and_nothing_runs_or_is_pushed_apart(
    place: Town, open_form: Callable[..., Any], pictures: list[str], width: int
) -> None:
    tab = open_form(width, bypass_csp=True)  # axe is a script: our policy would refuse it

    def looked_at() -> None:
        found = Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.locator("svg[onload]").count() == 0
        assert tab.evaluate(
            "[...document.querySelectorAll('main button, main a.button')]"
            ".map(e => e.getBoundingClientRect().height).filter(h => h).every(h => h >= 44)"
        )

    looked_at()
    address = tab.url
    fill(tab, pictures)
    tab.fill("#note", CANARY)
    tab.fill("#percent", "60")
    tab.get_by_label("ดำเนินการแล้ว", exact=True).evaluate("each => { each.checked = true; }")
    send(tab)
    tab.wait_for_selector(".trouble")
    looked_at()
    tab.get_by_label("ติดขัด", exact=True).check()
    tab.fill("#percent", "60")
    send(tab)
    tab.wait_for_url("**/f/*/*")
    looked_at()
    confirm(tab)
    looked_at()
    tab.goto(link_of(enrolled(place, "buengcharoen", "coordinator")))
    looked_at()
    tab.goto(address[:-3] + "xxx")
    looked_at()
    assert not [each for each in tab.complaints if "422" not in each and "404" not in each]
