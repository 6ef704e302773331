"""Several LINE accounts in one installation: who writes to one is answered and reminded by it, and by no other."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import select

from bot.desk import Desk
from bot.doctor import Patient, examine
from bot.line import richmenu
from bot.line.doors import Door, Doors
from bot.line.identity import Identity
from bot.line.patience import Patience
from bot.line.richmenu import bring_up_to_date
from bot.line.showing import KnownMenus, look_again
from bot.pages.downloads import links_for
from sandbox.people import Person as LineUser
from sandbox.people import actions, words
from sandbox.server import Sandbox
from sandbox.state import user_id
from scheduler.digest import Digest, affordable
from scheduler.quota import note_quota
from tests.bot.accounts import MAIN, OTHER, SECRETS, TOKENS, TwoAccounts, two_accounts
from tests.clock.known import owed
from tests.town import BANGKOK
from tracker import outbox
from tracker.actions.come_and_leave import come
from tracker.model import AuditEntry, Evidence, Message, Person, SeenEvent
from tracker.rules.quota import Quota
from tracker.store import people, personal, service
from tracker.store.recipients import Recipient
from tracker.store.reminders import Reminder

MONTH = "2026-11"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[TwoAccounts]:
    with two_accounts(tmp_path) as made:
        yield made
        assert made.line.state.violations == made.other.state.violations == []


def enrolled(place: TwoAccounts, line: Sandbox, name: str, role: str = "coordinator") -> LineUser:
    person = line.person(name)
    person.says(place.code("nadun", role, "กองช่าง" if role == "head" else None))
    person.wait()
    person.press("ยืนยันลงทะเบียน")
    person.wait()
    return person


def heard(person: LineUser) -> str:
    return words([each.message for each in person.wait()])


def account_of(place: TwoAccounts, name: str) -> str | None:
    with place.store.read() as tx:
        return tx.exec(select(Person.account).where(Person.line_user_id == user_id(name))).one()


def promise(place: TwoAccounts, name: str, key: str) -> None:
    with place.store.begin() as tx:
        body = [{"type": "text", "text": key}]
        assert outbox.promise_push(tx, key, user_id(name), body, place.now) is not None


def deliver(place: TwoAccounts) -> dict[str, int]:
    return dict(+outbox.deliver(place.store, place.client, place.now).states)


def written_down(place: TwoAccounts) -> None:
    """Wait until what became of every reply is known: replies note it a moment after LINE's answer."""
    until = time.monotonic() + 10
    query = select(Message.id).where(Message.channel == "reply", Message.state == "sending")
    while time.monotonic() < until:
        with place.store.read() as tx:
            if not tx.exec(query).all():
                return
        time.sleep(0.02)
    raise AssertionError("a reply is still on its way")


def pushed(line: Sandbox) -> list[str]:
    return [each.message["text"] for each in line.state.delivered if each.kind == "push"]


def test_each_account_answers_who_writes_to_it(place: TwoAccounts) -> None:
    one, other = place.line.person("หนึ่ง"), place.other.person("สอง")
    one.says("สวัสดีค่ะ")
    other.says("สวัสดีค่ะ")
    assert heard(one) and heard(other)
    assert {each.chat_id for each in place.line.state.delivered if each.kind == "reply"} == {user_id("หนึ่ง")}
    assert {each.chat_id for each in place.other.state.delivered if each.kind == "reply"} == {user_id("สอง")}
    assert (account_of(place, "หนึ่ง"), account_of(place, "สอง")) == (None, OTHER)


def test_a_push_leaves_through_the_account_its_person_wrote_to_last(place: TwoAccounts) -> None:
    enrolled(place, place.other, "ผู้ประสาน")
    promise(place, "ผู้ประสาน", "one")
    assert deliver(place)["sent"] == 1
    assert (pushed(place.line), pushed(place.other)) == ([], ["one"])
    promise(place, "ผู้ประสาน", "two")
    person = place.line.person("ผู้ประสาน")  # the same provider: the same LINE id
    person.says("สวัสดีค่ะ")
    person.wait()
    promise(place, "ผู้ประสาน", "three")
    assert deliver(place)["sent"] == 2, "what waited moves along"
    assert sorted(pushed(place.line)) == ["three", "two"]


def test_what_an_account_tried_to_push_is_tried_again_by_it_alone(place: TwoAccounts) -> None:
    enrolled(place, place.other, "ผู้ประสาน")
    promise(place, "ผู้ประสาน", "one")
    place.other.state.faults["500"] = 1
    assert deliver(place) == {"promised": 1}, "LINE may have carried it out"
    person = place.line.person("ผู้ประสาน")
    person.says("สวัสดีค่ะ")
    person.wait()
    written_down(place)
    place.now += timedelta(minutes=1)
    deliver(place)
    assert (pushed(place.line), pushed(place.other)) == ([], ["one"])


def test_to_block_an_account_one_is_not_reached_through_changes_nothing(place: TwoAccounts) -> None:
    there = enrolled(place, place.other, "ผู้ประสาน")
    here = place.line.person("ผู้ประสาน")
    here.says("สวัสดีค่ะ")
    here.wait()
    there.unfollows()
    promise(place, "ผู้ประสาน", "one")
    assert deliver(place)["sent"] == 1 and pushed(place.line) == ["one"]
    promise(place, "ผู้ประสาน", "two")
    here.unfollows()
    deliver(place)
    assert pushed(place.line) == ["one"]


def test_what_was_said_elsewhere_before_and_comes_late_moves_nobody_back(place: TwoAccounts) -> None:
    enrolled(place, place.line, "ผู้ประสาน")
    there = place.other.person("ผู้ประสาน")
    there.says("สวัสดีค่ะ")
    there.wait()
    with place.store.begin() as tx:
        person = people.person_by_line_id(tx, user_id("ผู้ประสาน"))
        assert person is not None
        come(tx, person, place.now - timedelta(hours=1), None)
    assert account_of(place, "ผู้ประสาน") == OTHER


def test_an_account_of_an_office_speaks_for_that_office_alone(place: TwoAccounts) -> None:
    person = place.line.person("หัวหน้า")
    person.says(place.code("buengcharoen", "head", "กองช่าง"))
    person.wait()
    person.press("ยืนยันลงทะเบียน")
    person.wait()
    for line, may in ((place.other, False), (place.line, True)):
        same = line.person("หัวหน้า")
        same.says("มาตรการ 2 ของบึงเจริญ ทำแล้ว 60%")
        offered = {action.get("label") for each in same.wait() for action in actions([each.message])}
        assert ("ยืนยันบันทึก" in offered) is may


def test_an_account_line_refuses_holds_up_no_menu_of_another(place: TwoAccounts) -> None:
    with place.store.begin() as tx:
        personal.unlink_menu(tx, user_id("หนึ่ง"), OTHER, place.now)
        personal.unlink_menu(tx, user_id("สอง"), None, place.now)
    place.revoke(OTHER)
    place.worker().menus()
    with place.store.read() as tx:
        assert personal.menus_to_unlink(tx, 9) == {OTHER: [user_id("หนึ่ง")]}


def test_an_account_of_an_office_talks_about_it_unless_asked_otherwise(place: TwoAccounts) -> None:
    citizen = place.other.person("ประชาชน")
    citizen.says("คะแนนรวมปี 2564")
    assert "นาดูน" in heard(citizen)
    citizen.says("คะแนนรวมของบึงเจริญ")
    assert "บึงเจริญ" in heard(citizen)
    elsewhere = place.line.person("ประชาชนอีกคน")
    elsewhere.says("คะแนนรวมปี 2564")
    assert "96.32" not in heard(elsewhere)


def test_a_webhook_is_proven_by_the_secret_of_the_account_it_is_for(place: TwoAccounts) -> None:
    body = json.dumps({"destination": OTHER, "events": []}).encode()
    assert place.other.wire.raw(body).status_code == 200
    assert place.line.wire.raw(body).status_code == 400
    assert place.line.wire.raw(json.dumps({"destination": MAIN, "events": []}).encode()).status_code == 200


def traces(place: TwoAccounts) -> list[str]:
    with place.store.read() as tx:
        return list(tx.exec(select(AuditEntry.subject).where(AuditEntry.action == "wrong_destination")).all())


def test_a_webhook_for_an_account_that_is_not_ours_is_refused_and_noted_when_line_signed_it(
    place: TwoAccounts,
) -> None:
    stranger = "U" + "c" * 32
    body = json.dumps({"destination": stranger, "events": []}).encode()
    assert place.line.wire.raw(body, signature="bm8=").status_code == 400
    assert traces(place) == [], "anybody may have sent it"
    assert place.other.wire.raw(body).status_code == 400
    assert traces(place) == [stranger]
    assert place.line.wire.raw(b"no json at all").status_code == 400


def test_a_photo_is_fetched_from_the_account_it_was_sent_to(place: TwoAccounts) -> None:
    head = enrolled(place, place.other, "หัวหน้า", "head")
    head.sends_photo()
    head.wait()
    here = place.line.person("หัวหน้า")
    here.says("สวัสดีค่ะ")
    here.wait()
    place.worker().fetch()
    with place.store.read() as tx:
        assert [(row.account, row.state) for row in tx.exec(select(Evidence)).all()] == [(OTHER, "stored")]


def test_an_event_that_waited_is_answered_by_its_account(
    place: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.webhook.MANY", 0)  # every webhook is a crowd: kept first, handled a moment later
    person = place.other.person("หนึ่ง")
    person.says("สวัสดีค่ะ")
    assert heard(person)
    assert account_of(place, "หนึ่ง") == OTHER


def test_one_accounts_month_is_used_up_and_the_others_is_not(place: TwoAccounts) -> None:
    enrolled(place, place.other, "ผู้ประสาน")
    enrolled(place, place.line, "หัวหน้า", "head")
    place.other.state.quota = place.other.state.used = 300
    place.line.state.quota, place.line.state.used = 300, 10
    promise(place, "ผู้ประสาน", "one")
    promise(place, "หัวหน้า", "two")
    assert deliver(place) == {"parked": 1, "sent": 1}
    assert pushed(place.line) == ["two"]
    for account, line in place.client.accounts.items():
        note_quota(place.store, line, BANGKOK, place.now, account)
    with place.store.read() as tx:
        known = service.quota(tx, MONTH)
    assert known is not None and known.anything_left
    main, other = known.of(None), known.of(OTHER)
    assert main and other and (main.allowed, main.remaining, other.remaining) == (300, 289, 0)
    assert known.of("U" + "c" * 32) is None


def test_a_menu_is_shown_by_the_account_of_its_person(
    place: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        richmenu, "picture", cache(richmenu.picture)
    )  # half a second each, and always the same
    for client in place.client.accounts.values():
        list(bring_up_to_date(client))
    person = enrolled(place, place.other, "ผู้ประสาน")
    assert place.worker().menus() == 1
    assert person.menu is not None
    assert place.line.person("ผู้ประสาน").menu == place.line.person("ใครก็ได้").menu, "the default"
    here = place.line.person("ผู้ประสาน")
    here.says("สวัสดีค่ะ")
    here.wait()
    assert place.worker().menus() == 1, "which menu the new account shows nobody knew"
    assert here.menu != place.line.person("ใครก็ได้").menu


def test_a_message_of_an_account_that_was_taken_out_is_given_up_with_the_reason(place: TwoAccounts) -> None:
    enrolled(place, place.other, "ผู้ประสาน")
    promise(place, "ผู้ประสาน", "one")
    place.client._others.clear()
    assert deliver(place) == {"failed": 1}
    with place.store.read() as tx:
        problem = tx.exec(select(Message.problem).where(Message.key == "one")).one()
    assert "LINE_CHANNELS" in str(problem)


def test_the_doctor_has_a_line_for_every_other_account(place: TwoAccounts) -> None:
    patient = Patient()
    patient.__dict__ |= {"facts": place.facts, "web": place.web, "line": place.client}
    found = {each.name: each for each in examine(patient)}
    assert found["account nadun"].ok, found["account nadun"].words
    assert not any(secret in str(found) for secret in (*SECRETS.values(), *TOKENS.values()))
    place.client._others[OTHER] = place.client
    found = {each.name: each for each in examine(patient)}
    assert not found["account nadun"].ok and OTHER in found["account nadun"].words


def test_an_event_that_failed_is_handled_again_for_its_account(
    place: TwoAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = enrolled(place, place.other, "หัวหน้า", "head")
    head.says("มาตรการ 2 ทำแล้ว 60%")
    head.wait()
    with monkeypatch.context() as broken:
        broken.setattr("bot.answering.consent.respond", lambda *_: 1 / 0)
        head.press("ยืนยัน")
        head.wait()
    with place.store.read() as tx:
        (failed,) = tx.exec(select(SeenEvent.event_id).where(SeenEvent.state == "failed")).all()
    here = place.line.person("หัวหน้า")
    here.says("สวัสดีค่ะ")
    here.wait()
    desk = Desk(place.store, place.files, BANGKOK, links_for(place.web))
    assert desk.retry(failed, place.now, lambda tx, row: None) == "done"
    with place.store.read() as tx:
        again = tx.exec(select(Message).where(Message.key == f"retry:{failed}")).one()
    assert again.account == OTHER, "where it was said is where it is answered"


def test_a_group_is_answered_by_the_account_that_is_in_it(place: TwoAccounts) -> None:
    enrolled(place, place.line, "หนึ่ง")
    there = place.other.person("หนึ่ง", group="กลุ่ม")
    there.says("คะแนนรวมปี 2564 ของนาดูน", mention=True)
    assert heard(there)
    assert account_of(place, "หนึ่ง") is None, "a group moves nobody"


def test_what_a_phone_scans_opens_the_chat_with_the_offices_account(place: TwoAccounts) -> None:
    told = {MAIN: "@main", OTHER: "@nadun"}
    secret = SECRETS[MAIN]

    def door(account: str, office: str = "") -> Door:
        known = Identity(lambda: {"userId": account, "basicId": told[account]}, lambda work: work())
        return Door(secret, known, Patience(lambda person: None), account, office)

    doors = Doors(door(MAIN), {OTHER: door(OTHER, "nadun")}, MAIN)
    assert [doors.basic_id(office) for office in ("nadun", "buengcharoen", "")] == [
        "@nadun",
        "@main",
        "@main",
    ]


def test_ordinary_reminders_are_as_many_as_the_plan_of_each_account_allows() -> None:
    made = [
        Digest(number, f"U{number}", date(2024, 4, 23), (Reminder("k", "due", "t-7", to, owed()),))
        for number, account in enumerate((None, None, OTHER, OTHER, OTHER))
        for to in (Recipient(number, f"U{number}", "head", account=account),)
    ]
    other = Quota(MONTH, 300, 298)
    going = affordable(made, Quota(MONTH, 300, 299, others=((OTHER, other),)))
    assert [each.account for each in going] == [None, OTHER, OTHER]
    unknown = Quota(MONTH, None, 0)
    assert affordable(made, unknown) == affordable(made, None) == made, (
        "what LINE has not told holds nobody back"
    )


def test_line_is_asked_for_menus_about_twice_a_minute_whatever_the_number_of_accounts() -> None:
    asked = {number: look_again(number).total_seconds() for number in (1, 2, 60, 120, 8000)}
    assert asked == {1: 30, 2: 60, 60: 1800, 120: 3600, 8000: 3600}


def test_the_accounts_have_their_turns_and_none_is_left_out() -> None:
    known, accounts = KnownMenus(), [None, *(f"U{number}" for number in range(6))]
    assert known.next_of(accounts, 20) == accounts
    turns = [known.next_of(accounts, 3) for _ in range(7)]
    assert all(len(turn) == 3 for turn in turns)
    assert Counter(each for turn in turns for each in turn) == dict.fromkeys(accounts, 3)
