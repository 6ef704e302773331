"""Who is who and what departments ask for, decided at the desk page: SQLite and PostgreSQL, over HTTP, by two people
and more. What is written goes the way of the chat: same authority, same cards."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import col, select

from sandbox.people import Person, actions, words
from tests.at_the_desk import Browser, at_the_desk, enrolled, operator_at_the_desk
from tests.town import Town, town
from tracker import outbox
from tracker.model import Acknowledgement, AuditEntry, Invitation, Message, Round, Tenure
from tracker.store import Store, acknowledgements, organisations, people

OFFICE, WORKS = "buengcharoen", "กองช่าง"


@pytest.fixture
def place(sampled: Store, tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, database=sampled.url) as made:
        yield made


@pytest.fixture
def coordinator(place: Town) -> Person:
    return enrolled(place, OFFICE, "coordinator")


def invite(desk: Browser, role: str, department: str = "") -> str:
    """Choose a post in the form and send it; the words of the page that answers."""
    desk.get("/desk/people?office=" + OFFICE)
    form, label = (
        desk.form("ออกรหัสเชิญ"),
        {"head": "หัวหน้า", "coordinator": "ผู้ประสาน ITA", "executive": "ผู้บริหาร"}[role],
    )
    value = re.search(rf'<option value="([^"]+)">{label}{department}<', desk.answer.text)
    assert value is not None
    desk.post(form.action, {**form.fields, "choice": value[1]})
    return desk.section("code") if desk.answer.status_code == 200 else desk.answer.text


def code_in(page: str) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}\b", page)
    assert found is not None, page
    return found[0]


def redeems(place: Town, code: str, name: str = "คนใหม่") -> str:
    person = place.line.person(name)
    person.says(code)
    return words([each.message for each in person.wait()])


def pushed(place: Town, person: Person) -> str:
    """What was promised to be pushed to somebody."""
    with place.store.read() as tx:
        query = select(Message).where(Message.recipient == person.user_id, Message.channel == "push")
        return words([each for row in tx.exec(query).all() for each in row.body])


def audited(place: Town, action: str) -> list[AuditEntry]:
    with place.store.read() as tx:
        return list(tx.exec(select(AuditEntry).where(AuditEntry.action == action)).all())


def invitations(place: Town) -> list[Invitation]:
    with place.store.read() as tx:
        return list(tx.exec(select(Invitation).where(col(Invitation.created_by).is_not(None))).all())


def tenures(place: Town, role: str) -> list[Tenure]:
    """Who holds a role in the office, oldest first."""
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, OFFICE)
        found = [
            seat
            for post in people.posts(tx, office.id, place.now)
            if post.role == role
            for seat in post.seats
        ]
        return [tx.get_one(Tenure, (office.id, seat.tenure_id)) for seat in found]


def leave(desk: Browser, tenure: Tenure, how: str) -> int:
    """Ask to end somebody's post, and confirm on the page that asks."""
    assert desk.get(f"/desk/ask/end_post/{tenure.office_id}:{tenure.id}").status_code == 200, desk.answer.text
    form = desk.form(f"ยืนยัน: {how}")
    return desk.post(form.action, form.fields).status_code


def at_once(desks: list[Browser], sheet: str, label: str) -> list[int]:
    """All press the same button of a page at one moment."""
    forms = [(desk, (desk.go(sheet), desk.form(label))[1]) for desk in desks]
    with ThreadPoolExecutor(len(desks)) as pool:
        return sorted(pool.map(lambda one: one[0].post(one[1].action, one[1].fields).status_code, forms))


def test_a_code_is_shown_once_and_nowhere_else(
    place: Town, coordinator: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = at_the_desk(place, coordinator)
    desk.go("people")
    form = desk.form("ออกรหัสเชิญ")
    page = invite(desk, "head", WORKS)
    code, sent = code_in(page), desk.answer
    assert f"หัวหน้า{WORKS}" in page and "48" not in page.replace(code, "") and "25 พ.ย. 2569" in page
    assert sent.headers["Cache-Control"] == "no-store" and code not in sent.url
    desk.go("people")
    assert "ใช้ได้" in desk.section("invitations") and code not in desk.answer.text
    [line] = [each for each in audited(place, "invite") if each.person_id]
    plain = code.replace("-", "")
    assert plain not in str(line.detail) and line.post_id is not None
    told = "".join(capfd.readouterr())
    assert code not in told and plain not in told
    assert "หัวหน้ากองช่าง" in redeems(place, code)
    assert form.fields["once"] not in desk.answer.text, "each look at the form is another form"


def test_a_form_sent_twice_makes_one_invitation(place: Town, coordinator: Person) -> None:
    desk = at_the_desk(place, coordinator)
    desk.go("people")
    form, value = (
        desk.form("ออกรหัสเชิญ"),
        re.search(rf'<option value="([^"]+)">หัวหน้า{WORKS}<', desk.answer.text),
    )
    assert value is not None
    fields = {**form.fields, "choice": value[1]}
    copies = [Browser(place.url) for _ in range(4)]
    for each in copies:
        each.session.cookies.update(desk.session.cookies)
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda one: one.post("/desk/invite", fields), copies))
    assert sorted(each.status_code for each in said) == [200, 409, 409, 409]
    assert any("แสดงครั้งเดียว" in each.text for each in said if each.status_code == 409)
    assert len(invitations(place)) == 1
    assert desk.post("/desk/invite", {**fields, "once": ""}).status_code == 403


def test_a_second_coordinator_comes_in_once_another_agreed_at_the_desk(
    place: Town, coordinator: Person
) -> None:
    desk = at_the_desk(place, coordinator)
    assert "ยังไม่มีผู้อื่นในตำแหน่งนี้" in invite(desk, "coordinator") and desk.answer.status_code == 409
    other = enrolled(place, OFFICE, "coordinator", name="อีกท่าน")
    page = invite(desk, "coordinator")
    assert "ยังใช้ไม่ได้จนกว่าผู้ประสาน ITA อีกท่านหนึ่งจะอนุมัติ" in page
    assert "ขออนุมัติเชิญผู้ประสาน ITA" in pushed(place, other) and "ขออนุมัติ" not in pushed(place, coordinator)
    desk.go("people")
    assert "รอผู้ประสาน ITA อนุมัติ" in desk.section("invitations")
    assert not any(form.label == "อนุมัติ" for form in desk.forms()), "who made it does not approve it"
    [made] = invitations(place)
    token = desk.form("ออกจากหน้าจัดการ").fields["form"]
    own = {"form": token, "subject": f"{made.office_id}:{made.id}"}
    assert desk.post("/desk/do/approve_invitation", own).status_code == 403
    assert "รอการอนุมัติ" in redeems(place, code_in(page))
    desks = [at_the_desk(place, other) for _ in range(3)]
    assert at_once(desks, "people", "อนุมัติ") == [303, 303, 303]
    assert len(audited(place, "approve_invitation")) == 1
    assert "ผู้ประสาน ITA" in redeems(place, code_in(page))


def test_an_executive_is_approved_by_an_executive_alone(place: Town, coordinator: Person) -> None:
    executive = enrolled(place, OFFICE, "executive")
    desk, other = (
        at_the_desk(place, coordinator),
        at_the_desk(place, enrolled(place, OFFICE, "coordinator", name="อีกท่าน")),
    )
    page = invite(desk, "executive")
    [made] = invitations(place)
    for each in (desk, other):
        each.go("people")
        assert "รอผู้บริหารอนุมัติ" in each.section("invitations")
        fields = {
            "form": each.form("ออกจากหน้าจัดการ").fields["form"],
            "subject": f"{made.office_id}:{made.id}",
        }
        assert not any(form.label == "อนุมัติ" for form in each.forms())
        assert each.post("/desk/do/approve_invitation", fields).status_code == 403
    assert "รอการอนุมัติ" in redeems(place, code_in(page))
    outbox.deliver(place.store, place.client, place.now)
    executive.wait()
    executive.press("ยืนยันอนุมัติ")
    assert "อนุมัติแล้ว" in words([each.message for each in executive.wait()])
    assert "ผู้บริหาร" in redeems(place, code_in(page))
    desk.go("people")
    assert "รอผู้บริหาร" not in desk.section("invitations")


def test_a_revoked_code_is_good_for_nothing(place: Town, coordinator: Person) -> None:
    desk = at_the_desk(place, coordinator)
    code = code_in(invite(desk, "head", WORKS))
    desk.go("people")
    assert "ใช้ลงทะเบียนไม่ได้อีก" in desk.section("invitations"), "it is said before it is pressed"
    form = desk.form("ยกเลิกรหัส")
    assert "ยกเลิกรหัสเชิญแล้ว" in desk.press("ยกเลิกรหัส").text
    assert "ถูกยกเลิกแล้ว" in redeems(place, code)
    assert desk.post(form.action, form.fields).status_code == 303, "a second time changes nothing"
    assert len(audited(place, "revoke_invitation")) == 1
    assert "ไม่มีรหัสเชิญ" in desk.get("/desk/people").text


@pytest.mark.parametrize(
    ("ending", "how"), [("transferred", "ย้าย"), ("retired", "เกษียณ"), ("ended", "พ้นตำแหน่ง")]
)
def test_somebody_leaves_a_post_after_the_page_asked(
    place: Town, coordinator: Person, ending: str, how: str
) -> None:
    head = enrolled(place, OFFICE, "head", WORKS)
    desk, [held] = at_the_desk(place, coordinator), tenures(place, "head")
    desk.go("people")
    assert "ย้ายหรือพ้นตำแหน่ง" in desk.section("posts") and "ดำรงตำแหน่ง" in desk.section("posts")
    desk.get(f"/desk/ask/end_post/{held.office_id}:{held.id}")
    assert f"หัวหน้า{WORKS}" in desk.answer.text and "ยังไม่ได้บันทึก" in desk.answer.text
    assert tenures(place, "head")[0].valid_to is None, "asking ends nothing"
    form = desk.form(f"ยืนยัน: {how}")
    assert f"ผู้ดำรงตำแหน่ง{how}แล้ว" in desk.press(f"ยืนยัน: {how}").text
    assert "ว่าง" in desk.section("posts")
    assert desk.post(form.action, form.fields).status_code == 409
    assert desk.get(f"/desk/ask/end_post/{held.office_id}:{held.id}").status_code == 409
    assert "พ้นจากตำแหน่ง" in pushed(place, head) and "งานที่ยังเปิดอยู่" in pushed(place, head)
    [line] = audited(place, "end_post")
    assert line.detail["ending"] == ending and line.person_id is not None and line.post_id is not None
    head.says("มาตรการ 2 ทำแล้ว 60%")
    assert "ทำรายการนี้ไม่ได้" in words([each.message for each in head.wait()])


def test_of_two_who_end_a_post_at_once_one_does(place: Town, coordinator: Person) -> None:
    enrolled(place, OFFICE, "head", WORKS)
    desks, [held] = (
        [at_the_desk(place, coordinator) for _ in range(2)] + [operator_at_the_desk(place)],
        tenures(place, "head"),
    )
    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(lambda desk: leave(desk, held, "ย้าย"), desks)) in ([303, 409, 409],)
    assert len(audited(place, "end_post")) == 1


def test_a_coordinator_whose_post_ends_at_the_desk_is_out_of_it(place: Town, coordinator: Person) -> None:
    desk, [mine] = at_the_desk(place, coordinator), tenures(place, "coordinator")
    assert leave(desk, mine, "เกษียณ") == 409 and "คนสุดท้าย" in desk.answer.text
    leaving = at_the_desk(place, enrolled(place, OFFICE, "coordinator", name="อีกท่าน"))
    [theirs] = [each for each in tenures(place, "coordinator") if each.id != mine.id]
    form = leaving.go("people") and leaving.form("ออกรหัสเชิญ")
    leaving.get(f"/desk/ask/end_post/{theirs.office_id}:{theirs.id}")
    assert "ท่านเป็นผู้ดำรงตำแหน่งนี้" in leaving.answer.text
    desk.get(f"/desk/ask/end_post/{theirs.office_id}:{theirs.id}")
    assert "ท่านเป็นผู้ดำรงตำแหน่งนี้" not in desk.answer.text
    assert leave(desk, theirs, "ย้าย") == 303
    fields = {**form.fields, "choice": f"{mine.office_id}:coordinator:0"}
    assert leaving.post("/desk/invite", fields).status_code == 403
    assert (
        leaving.post(
            "/desk/do/end_post", {**fields, "subject": f"{mine.office_id}:{mine.id}:ended"}
        ).status_code
        == 401
    )
    assert leaving.get("/desk").status_code == 401
    assert tenures(place, "coordinator")[0].valid_to is None and invitations(place) == []


def asks_for_more_time(place: Town) -> Person:
    """A head of the practice office presses what a reminder's card offers, and asks."""
    head = enrolled(place, "tuayang", "head", "สำนักปลัด")
    with place.store.read() as tx:
        office = organisations.office_by_slug(tx, "tuayang")
        department = organisations.department_by_name(tx, office, "สำนักปลัด")
        rounds = tx.exec(
            select(Round).where(Round.office_id == office.id, col(Round.closed_at).is_(None))
        ).all()
        spots = [(office.id, each.id, department.id) for each in rounds]
        due = next(spot for spot in spots if acknowledgements.is_due(tx, spot))
    head.presses("postpone:" + ":".join(map(str, due)))
    head.wait()
    head.says("รอผู้รับจ้างส่งงาน ขอเลื่อนถึง 15 ธ.ค.")
    head.wait()
    head.press("ยืนยัน")
    assert "ผู้ประสาน ITA แล้ว" in words([each.message for each in head.wait()])
    return head


@pytest.mark.parametrize(
    ("label", "accepted", "told"),
    [("ให้เลื่อนถึง 15 ธ.ค. 2569", True, "ให้เลื่อนการเตือน"), ("ไม่ให้เลื่อน", False, "ไม่ให้เลื่อน")],
)
def test_a_request_is_settled_once_and_who_asked_is_told(
    place: Town, label: str, accepted: bool, told: str
) -> None:
    coordinator = enrolled(place, "tuayang", "coordinator")
    head = asks_for_more_time(place)
    desks = [at_the_desk(place, coordinator) for _ in range(2)]
    assert 'href="#requests"' in desks[0].get("/desk").text
    shown = desks[0].section("requests")
    assert "สำนักปลัด" in shown and "ขอเลื่อนถึง 15 ธ.ค. 2569" in shown and "รอผู้รับจ้างส่งงาน" in shown
    assert at_once(desks, "", label) == [303, 409]
    with place.store.read() as tx:
        [row] = tx.exec(select(Acknowledgement)).all()
    assert row.accepted is accepted and row.settled_by is not None
    assert told in pushed(place, head) and len(audited(place, "settle_postponement")) == 1
    desks[0].get("/desk")
    assert "ไม่มีคำขอที่รอตอบ" in desks[0].section("requests")


def test_another_offices_coordinator_touches_nothing_here(place: Town, coordinator: Person) -> None:
    enrolled(place, OFFICE, "coordinator", name="อีกท่าน")
    desk = at_the_desk(place, coordinator)
    invite(desk, "coordinator")
    enrolled(place, "tuayang", "coordinator", name="ของตัวอย่าง")
    asks_for_more_time(place)
    [made], held = invitations(place), tenures(place, "coordinator")[0]
    with place.store.read() as tx:
        [asked] = tx.exec(select(Acknowledgement)).all()
    stranger = at_the_desk(place, enrolled(place, "nadun", "coordinator"))
    assert "รอผู้รับจ้าง" not in stranger.answer.text
    stranger.go("people")
    assert "รอผู้ประสาน" not in stranger.section("invitations")
    form = stranger.form("ออกรหัสเชิญ")
    for deed, subject in (
        ("approve_invitation", f"{made.office_id}:{made.id}"),
        ("revoke_invitation", f"{made.office_id}:{made.id}"),
        ("end_post", f"{held.office_id}:{held.id}:ended"),
        ("settle_request", f"{asked.office_id}:{asked.id}:yes"),
    ):
        fields = {**form.fields, "subject": subject}
        assert stranger.post(f"/desk/do/{deed}", fields).status_code == 403, deed
    assert stranger.get(f"/desk/ask/end_post/{held.office_id}:{held.id}").status_code == 403
    for choice in (f"{made.office_id}:coordinator:0", f"{made.office_id}:head:1"):
        assert stranger.post("/desk/invite", {**form.fields, "choice": choice}).status_code == 403
    assert len(invitations(place)) == 1 and audited(place, "end_post") == []
    assert audited(place, "approve_invitation") == audited(place, "settle_postponement") == []


def test_the_operator_does_what_the_commands_do_and_decides_for_no_office(
    place: Town, coordinator: Person
) -> None:
    enrolled(place, OFFICE, "coordinator", name="อีกท่าน")
    desk = at_the_desk(place, coordinator)
    invite(desk, "coordinator")
    enrolled(place, "tuayang", "coordinator", name="ของตัวอย่าง")
    asks_for_more_time(place)
    [made] = invitations(place)
    with place.store.read() as tx:
        [asked] = tx.exec(select(Acknowledgement)).all()
    operator = operator_at_the_desk(place)
    assert 'href="#requests"' not in operator.get("/desk").text, "a request waits for a coordinator's answer"
    assert "ขอเลื่อนถึง 15 ธ.ค. 2569" in operator.section("requests") and "รอผู้รับจ้าง" not in operator.answer.text
    labels = {form.label for sheet in ("", "people") if operator.go(sheet) for form in operator.forms()}
    assert not labels & {"อนุมัติ", "ยกเลิกรหัส", "ไม่ให้เลื่อน"} and "ออกรหัสเชิญ" not in labels, "no office is chosen"
    fields = {"form": operator.form("ออกจากหน้าจัดการ").fields["form"]}
    for deed, subject in (
        ("approve_invitation", f"{made.office_id}:{made.id}"),
        ("revoke_invitation", f"{made.office_id}:{made.id}"),
        ("settle_request", f"{asked.office_id}:{asked.id}:yes"),
    ):
        assert operator.post(f"/desk/do/{deed}", {**fields, "subject": subject}).status_code == 403, deed
    page = invite(operator, "coordinator")
    assert "ยังใช้ไม่ได้" not in page and "ผู้ประสาน ITA" in redeems(place, code_in(page))
    for held in tenures(place, "coordinator"):
        assert leave(operator, held, "พ้นตำแหน่ง") == 303, "the last one too: the command can"
    assert tenures(place, "coordinator") == [] and desk.get("/desk").status_code == 403
    assert "พ้นจากตำแหน่ง" in pushed(place, coordinator)
    assert {each.person_id for each in audited(place, "end_post")} == {None}


def test_forms_that_are_none_of_ours_change_nothing(place: Town, coordinator: Person) -> None:
    desk, [mine] = at_the_desk(place, coordinator), tenures(place, "coordinator")
    desk.go("people")
    form = desk.form("ออกรหัสเชิญ")
    office = mine.office_id
    for choice, status in (
        ("", 409), ("1", 409), ("\x00:head:1", 409), (f"{office}:mayor:0", 403), (f"{office}:head:0", 409),
        (f"{office}:head:99", 404), (f"{office}:coordinator:1", 409), ("99:head:1", 404),
    ):  # fmt: skip
        assert desk.post("/desk/invite", {**form.fields, "choice": choice}).status_code == status, choice
    for deed in ("approve_invitation", "revoke_invitation", "end_post", "settle_request"):
        for subject in (
            "",
            "\x00",
            "1",
            f"{office}:99",
            f"{office}:99:yes",
            f"{office}:{mine.id}:fired",
            "9" * 40,
            "๑:๒",
        ):
            assert desk.post(f"/desk/do/{deed}", {**form.fields, "subject": subject}).status_code == 409
    for subject in ("1", f"{office}:99", "%00", "a:b", "1:2:3"):
        assert desk.get(f"/desk/ask/end_post/{subject}").status_code == 409
    assert invitations(place) == [] and tenures(place, "coordinator")[0].valid_to is None
    assert not [each for each in actions(coordinator.inbox[-1].message) if "approve" in str(each)]
