"""The desk page on SQLite and on PostgreSQL, over HTTP: in, what failed is handled again once, out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from sandbox.people import Person, words
from tests.at_the_desk import Browser, at_the_desk, enrolled, entries, link_from_chat, operator_at_the_desk
from tests.town import Town, town
from tracker import outbox
from tracker.actions import open_desk
from tracker.model import AuditEntry, DeskLink, DeskLockout, DeskSession, Draft, Message, SeenEvent
from tracker.store import Store, desk_sessions, people


@pytest.fixture
def place(sampled: Store, tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, database=sampled.url) as made:
        yield made


@pytest.fixture
def coordinator(place: Town) -> Person:
    return enrolled(place, "buengcharoen", "coordinator")


def a_failed_confirmation(place: Town) -> tuple[Person, dict[str, object]]:
    """A head pressed ยืนยัน and the handling raised: what was repeated back had become unreadable. Returns the head
    and the draft's right content."""
    head = enrolled(place, "buengcharoen", "head", "กองช่าง")
    head.says("มาตรการ 2 ทำแล้ว 60% ติดป้ายแล้ว")
    head.wait()
    content = spoil_newest_draft(place, {"proposal": []})
    assert head.press("ยืนยัน") == 200
    assert "ขัดข้อง" in words([each.message for each in head.wait()])
    return head, content


def spoil_newest_draft(place: Town, content: dict[str, object]) -> dict[str, object]:
    with place.store.begin() as tx:
        draft = tx.exec(select(Draft).where(Draft.kind == "progress").order_by(col(Draft.id).desc())).first()
        assert draft is not None
        before, draft.content = draft.content, content
        tx.add(draft)
    return before


def failed(place: Town) -> SeenEvent:
    with place.store.read() as tx:
        return tx.exec(select(SeenEvent).where(SeenEvent.problem.is_not(None))).one()  # type: ignore[union-attr]


def test_a_failed_event_is_kept_raw_shown_handled_again_and_answered_by_push(
    place: Town, coordinator: Person
) -> None:
    head, content = a_failed_confirmation(place)
    kept = failed(place)
    assert (kept.state, kept.kind, kept.problem) == ("failed", "postback", "TypeError")
    assert kept.raw is not None and kept.person_id is not None
    desk = at_the_desk(place, coordinator)
    shown = desk.section("events")
    assert "การกดปุ่ม" in shown and "หัวหน้ากองช่าง" in shown and "TypeError" in shown
    assert head.user_id not in desk.answer.text and "confirm" not in desk.answer.text

    assert "prongsai_failed_events 1.0" in desk.session.get(place.url + "/metrics").text
    assert "ยังขัดข้องเหมือนเดิม" in desk.press("ทำรายการใหม่").text
    assert (failed(place).state, failed(place).retries) == ("failed", 1)
    assert entries(place.store, "buengcharoen", 2567, 2) == []

    spoil_newest_draft(place, content)
    place.now += timedelta(minutes=1)
    assert "เรียบร้อย" in desk.press("ทำรายการใหม่").text
    assert [each.percent for each in entries(place.store, "buengcharoen", 2567, 2)] == [60]
    assert (failed(place).state, failed(place).raw) == ("done", None)
    outbox.deliver(place.store, place.client, place.now)
    assert "67-0001" in words([each.message for each in head.wait()])
    assert "ไม่มีข้อความที่ขัดข้อง" in desk.section("events")
    assert "prongsai_failed_events 0.0" in desk.session.get(place.url + "/metrics").text
    with place.store.read() as tx:
        lines = tx.exec(select(AuditEntry).where(AuditEntry.action == "retry_event")).all()
    assert len(lines) == 1 and lines[0].person_id is not None and lines[0].post_id is not None


def test_two_people_who_press_at_once_have_it_handled_once(place: Town, coordinator: Person) -> None:
    head, content = a_failed_confirmation(place)
    spoil_newest_draft(place, content)
    desks = [at_the_desk(place, coordinator), at_the_desk(place, coordinator)]
    desks += [operator_at_the_desk(place) for _ in range(2)]
    forms = [desk.form("ทำรายการใหม่") for desk in desks]
    with ThreadPoolExecutor(4) as pool:
        said = list(
            pool.map(lambda one: one[0].post(one[1].action, one[1].fields), zip(desks, forms, strict=True))
        )
    assert sorted(each.status_code for each in said) == [303, 409, 409, 409]
    assert len(entries(place.store, "buengcharoen", 2567, 2)) == 1
    with place.store.read() as tx:
        pushed = tx.exec(select(Message).where(col(Message.key).startswith("retry:"))).all()
    assert len(pushed) == 1
    assert head.redelivers() == 200
    assert len(entries(place.store, "buengcharoen", 2567, 2)) == 1


def test_a_message_taken_back_is_not_kept_for_another_try(place: Town, coordinator: Person) -> None:
    head, _ = a_failed_confirmation(place)
    with place.store.begin() as tx:
        row = tx.exec(select(SeenEvent).where(SeenEvent.state == "failed")).one()
        row.message_id = "123456"
        tx.add(row)
    head.unsends("123456")
    assert (failed(place).state, failed(place).raw) == ("dismissed", None)
    assert "ไม่มีข้อความที่ขัดข้อง" in at_the_desk(place, coordinator).section("events")


def test_an_event_set_aside_is_forgotten(place: Town, coordinator: Person) -> None:
    a_failed_confirmation(place)
    desk = at_the_desk(place, coordinator)
    form = desk.form("ไม่ทำรายการนี้")
    assert "นำออกจากรายการแล้ว" in desk.press("ไม่ทำรายการนี้").text
    assert (failed(place).state, failed(place).raw) == ("dismissed", None)
    assert desk.post(form.action, form.fields).status_code == 409


def test_a_coordinator_sees_and_touches_the_own_office_alone_and_the_operator_all(place: Town) -> None:
    _, content = a_failed_confirmation(place)
    spoil_newest_draft(place, content)
    operator = operator_at_the_desk(place)
    form = operator.form("ทำรายการใหม่")
    stranger = at_the_desk(place, enrolled(place, "nadun", "coordinator"))
    assert "ไม่มีข้อความที่ขัดข้อง" in stranger.section("events")
    token = stranger.form("ออกจากหน้าจัดการ").fields["form"]
    for deed in ("retry_event", "dismiss_event"):
        answer = stranger.post(f"/desk/do/{deed}", {"form": token, "subject": form.fields["subject"]})
        assert answer.status_code == 403
    assert failed(place).state == "failed"
    assert "หัวหน้ากองช่าง เทศบาลตำบลบึงเจริญ" in operator.section("events")
    assert operator.press("ทำรายการใหม่").status_code == 200
    assert failed(place).state == "done"


STUCK = {"failed": "LINE ไม่รับ", "unknown": "ไม่ทราบว่าถึงหรือไม่", "parked": "รอโควตาของเดือน"}


@pytest.mark.parametrize("state", STUCK)
def test_a_stuck_message_goes_again_once_by_a_persons_decision(
    place: Town, coordinator: Person, state: str
) -> None:
    desk = at_the_desk(place, coordinator)
    with place.store.begin() as tx:
        made = outbox.promise_push(
            tx,
            "receipt:1",
            coordinator.user_id,
            [{"type": "text", "text": "ใบรับเลขที่ 1"}],
            place.now - timedelta(days=2),
            person_id=person_id(place, coordinator),
        )
        assert made is not None
        made = tx.get_one(Message, made.id)
        made.state, made.problem, made.attempts = state, f"400 {coordinator.user_id}", 3
        made.first_try_at = place.now - timedelta(days=2)
        tx.add(made)
    desk.get("/desk")
    shown = desk.section("messages")
    assert STUCK[state] in shown and "ผู้ประสาน ITA" in shown
    assert coordinator.user_id not in desk.answer.text and "ใบรับ" not in desk.answer.text
    assert ("อาจได้รับข้อความนี้ไปแล้ว" in shown) is (state == "unknown")
    form = desk.form("ส่งอีกครั้ง")
    assert desk.press("ส่งอีกครั้ง").status_code == 200
    assert desk.post(form.action, form.fields).status_code == 409
    outbox.deliver(place.store, place.client, place.now)
    assert words([each.message for each in coordinator.wait()]).count("ใบรับเลขที่ 1") == 1
    with place.store.read() as tx:
        rows = {
            each.key: each for each in tx.exec(select(Message).where(col(Message.channel) == "push")).all()
        }
    if state == "unknown":
        again = rows[f"again:{made.id}"]
        assert rows["receipt:1"].state == "dropped" and again.retry_key != rows["receipt:1"].retry_key
    else:
        assert list(rows) == ["receipt:1"]
        assert (rows["receipt:1"].state, rows["receipt:1"].first_try_at) == ("sent", place.now)


def test_a_digest_sent_again_at_night_waits_for_the_morning(place: Town, coordinator: Person) -> None:
    desk = at_the_desk(place, coordinator)
    place.now += timedelta(hours=14)  # midnight
    desk = at_the_desk(place, coordinator)
    with place.store.begin() as tx:
        made = outbox.promise_push(
            tx, "digest:1", coordinator.user_id, [{"type": "text", "text": "เตือน"}], place.now,
            person_id=person_id(place, coordinator), day=place.now.date() - timedelta(days=3),
        )  # fmt: skip
        assert made is not None
        made = tx.get_one(Message, made.id)
        made.state = "failed"
        tx.add(made)
    desk.get("/desk")
    desk.press("ส่งอีกครั้ง")
    with place.store.read() as tx:
        assert tx.get_one(Message, made.id).day == (place.now + timedelta(hours=12)).date()


def person_id(place: Town, person: Person) -> int:
    with place.store.read() as tx:
        found = people.person_by_line_id(tx, person.user_id)
    assert found is not None
    return found.id


def test_a_link_opens_once_within_ten_minutes_and_looking_at_it_uses_nothing_up(
    place: Town, coordinator: Person
) -> None:
    link = link_from_chat(coordinator)
    for _ in range(3):
        assert "กดปุ่มเพื่อเข้าหน้าจัดการ" in Browser(place.url).get(link).text
    first, second = Browser(place.url), Browser(place.url)
    first.get(link), second.get(link)
    form = second.form("เข้าหน้าจัดการ")
    assert first.press("เข้าหน้าจัดการ").status_code == 200
    assert second.post(form.action, form.fields).status_code == 404
    assert Browser(place.url).get(link).status_code == 404
    late = link_from_chat(coordinator)
    place.now += timedelta(minutes=10)
    answer = Browser(place.url).get(late)
    assert answer.status_code == 404 and "ขอลิงก์ใหม่" in answer.text
    assert first.get("/desk").status_code == 200, "a new link ends nothing"
    with place.store.read() as tx:
        kept = [each.token_sha256 for each in tx.exec(select(DeskLink)).all()]
    assert link.rsplit("/", 1)[1] not in kept and open_desk.digest(link.rsplit("/", 1)[1]) in kept


def test_a_link_pressed_by_many_at_once_opens_one_session(place: Town, coordinator: Person) -> None:
    link = link_from_chat(coordinator)
    browsers = [Browser(place.url) for _ in range(6)]
    forms = [(each, (each.get(link), each.form("เข้าหน้าจัดการ"))[1]) for each in browsers]
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda one: one[0].post(one[1].action, one[1].fields).status_code, forms))
    assert said.count(303) == 1
    with place.store.read() as tx:
        assert len(tx.exec(select(DeskSession)).all()) == 1


@pytest.mark.parametrize(
    "words_typed", ["%", "_", "' OR 1=1--", '"; DROP TABLE audit', "\\", "/", "a' ORDER BY 1"]
)
def test_words_of_a_search_are_words(place: Town, coordinator: Person, words_typed: str) -> None:
    desk = at_the_desk(place, coordinator)
    desk.get("/desk/search?q=")
    assert "ขอลิงก์หน้าจัดการ" in desk.section("audit")
    desk.session.get(place.url + "/desk/search", params={"q": words_typed})
    desk.answer = desk.session.get(place.url + "/desk/search", params={"q": words_typed})
    assert desk.answer.status_code == 200
    assert "พบ 0 รายการ" in desk.section("audit") and "พบ 0 มาตรการ" in desk.section("measures")
    plain = desk.session.get(place.url + "/desk/search", params={"q": "หน้าจัดการ"}).text
    for sort in ("oldest", "at; DROP TABLE person", "1 desc--", ""):
        desk.answer = desk.session.get(place.url + "/desk/search", params={"q": "หน้าจัดการ", "sort": sort})
        assert desk.answer.status_code == 200
        assert found_line(desk) == found_line_of(plain)


def found_line(desk: Browser) -> str:
    return found_line_of(desk.answer.text)


def found_line_of(text: str) -> str:
    return text.split('id="audit"')[1].split("พบ ")[1].split("<")[0]


def test_nul_and_lone_surrogates_in_a_search_or_a_form_are_served(place: Town, coordinator: Person) -> None:
    desk = at_the_desk(place, coordinator)
    for query in ("q=%00", "q=%ED%A0%80", "q=" + "%E0%B8%81" * 5000, "office=%00&said=%3Cb%3E"):
        assert desk.get(f"/desk/search?{query}").status_code == 200
    token = desk.get("/desk") and desk.form("ออกจากหน้าจัดการ").fields["form"]
    for deed in ("retry_event", "retry_message", "retry_evidence", "dismiss_message"):
        for subject in ("\x00", "9" * 30, "x" * 5000, "-1", "1:2", "๑"):
            assert desk.post(f"/desk/do/{deed}", {"form": token, "subject": subject}).status_code == 409


def test_sections_tell_rounds_posts_invitations_and_who_cannot_be_reached(
    place: Town, coordinator: Person
) -> None:
    officer = enrolled(place, "buengcharoen", "officer", "กองช่าง")
    place.code("buengcharoen", "head", "กองคลัง")
    desk = at_the_desk(place, coordinator)
    assert "รอบ 6 เดือน ปีงบประมาณ 2567" in desk.section("rounds") and "เลยกำหนด" in desk.section("rounds")
    desk.go("people")
    assert "เจ้าหน้าที่กองช่าง" in desk.section("posts") and "นาดูน" not in desk.section("posts")
    assert "หัวหน้ากองคลัง" in desk.section("invitations")
    assert "กองคลัง" in desk.section("unreachable") and "กองช่าง" not in desk.section("unreachable")
    officer.unfollows()
    desk.go("people")
    assert "กองช่าง" in desk.section("unreachable") and "เลิกติดตาม" in desk.section("unreachable")
    desk.go("service")
    assert "ยังไม่เคยทำงาน" in desk.section("service")


def test_links_sessions_and_lockouts_are_forgotten_a_week_after_their_end(
    place: Town, coordinator: Person
) -> None:
    at_the_desk(place, coordinator)
    Browser(place.url).get("/desk/in/a-guess")
    for days, left in ((6, 3), (8, 0)):
        with place.store.begin() as tx:
            desk_sessions.forget_old(tx, place.now + timedelta(days=days))
            kept = [tx.exec(select(table)).all() for table in (DeskLink, DeskSession, DeskLockout)]
        assert sum(map(len, kept)) == left
