"""The menus under the chat, end to end: made once, shown by role, switched in silence, taken back."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlmodel import select

from bot.line import richmenu
from bot.line.menus import MENUS, PUBLIC
from bot.line.richmenu import bring_up_to_date
from bot.line.showing import KnownMenus
from sandbox.people import Person as LineUser
from scheduler import settings
from scheduler.worker import Worker, utc_now
from tests.town import BANGKOK, Town, town
from tracker.model import Person, Tenure


@pytest.fixture(scope="module", autouse=True)
def drawn_once() -> Iterator[None]:
    """A menu's picture takes half a second and is always the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(richmenu, "picture", cache(richmenu.picture))
        yield


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose menus are made: drawing takes seconds, so once."""
    # People take their posts at the real moment: that is the one menus go by.
    with town(tmp_path_factory.mktemp("town"), now=utc_now()) as made:
        list(bring_up_to_date(made.client))
        yield made
        assert made.line.state.violations == []


def worker(place: Town) -> Worker:
    return Worker(place.store, place.files, place.client, BANGKOK, present=place.clock)


def enrolled(place: Town, name: str, *post: str) -> LineUser:
    person = place.line.person(name)
    for role in (post[i : i + 2] for i in range(0, len(post), 2)):
        department = "กองช่าง" if role[1] in ("head", "officer") else None
        person.says(place.code(role[0], role[1], department))
        person.wait()
        person.press("ยืนยันลงทะเบียน")
        person.wait()
    return person


def bar(person: LineUser) -> str:
    return str((person.menu or {}).get("chatBarText"))


def told(place: Town, person: LineUser) -> str | None:
    with place.store.read() as tx:
        return tx.exec(select(Person.menu).where(Person.line_user_id == person.user_id)).one()


def end_of_tenure(place: Town, person: LineUser) -> None:
    with place.store.begin() as tx:
        query = select(Tenure).join(Person).where(Person.line_user_id == person.user_id)
        for tenure in tx.exec(query).all():
            tenure.valid_to = utc_now() - timedelta(days=1)
            tx.add(tenure)


def calls(place: Town, method: str) -> list[str]:
    with place.line.state.lock:
        return [each["path"] for each in place.line.state.calls if each["method"] == method]


def test_making_them_a_second_time_changes_nothing(furnished: Town) -> None:
    before = len(calls(furnished, "POST")), len(calls(furnished, "DELETE"))
    said = list(bring_up_to_date(furnished.client))
    assert len(said) == len(MENUS) + 1 and said[-1] == "nothing has changed"
    assert all(line.endswith("stays") for line in said[:-1])
    assert (len(calls(furnished, "POST")), len(calls(furnished, "DELETE"))) == before


def test_a_changed_menu_is_made_anew_an_unused_one_goes_and_a_strangers_stays(tmp_path: Path) -> None:
    with town(tmp_path, now=utc_now()) as place:
        state = place.line.state
        foreign = str(
            place.client.ask("POST", "/v2/bot/richmenu", {**_small(), "name": "เมนูเดิม"})["richMenuId"]
        )
        unfinished = str(
            place.client.ask(
                "POST", "/v2/bot/richmenu", {**_small(), "name": "prongsai:prongsai-public:old"}
            )["richMenuId"]
        )
        place.client.ask(
            "POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "prongsai-mayor", "richMenuId": unfinished}
        )
        place.client.ask(
            "POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": PUBLIC.alias, "richMenuId": unfinished}
        )
        said = list(bring_up_to_date(place.client))
        assert said[-1] == "the menus are up to date"
        assert set(state.aliases) == {menu.alias for menu in MENUS}
        assert foreign in state.menus and unfinished not in state.menus and len(state.menus) == len(MENUS) + 1
        assert state.default_menu == state.aliases[PUBLIC.alias]
        assert list(bring_up_to_date(place.client))[-1] == "nothing has changed"


def _small() -> dict[str, object]:
    return {"size": {"width": 800, "height": 270}, "selected": False, "chatBarText": "เมนู", "areas": []}


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        (("buengcharoen", "head"), "เมนูงานของกอง"),
        (("buengcharoen", "officer"), "เมนูงานของกอง"),
        (("buengcharoen", "executive"), "เมนูผู้บริหาร"),
        (("buengcharoen", "coordinator"), "เมนูผู้ประสาน"),
        (("tuayang", "coordinator", "buengcharoen", "head"), "เมนูผู้ประสาน"),
        (("buengcharoen", "head", "tuayang", "executive"), "เมนูผู้บริหาร"),
    ],
)
def test_who_enrols_sees_the_menu_of_the_strongest_role(
    furnished: Town, posts: tuple[str, ...], expected: str
) -> None:
    person = enrolled(furnished, "คน" + "-".join(posts), *posts)
    assert bar(person) == "เมนูโปร่งใส"
    assert worker(furnished).menus() == 1
    assert bar(person) == expected
    assert worker(furnished).menus() == 0


def test_whose_tenure_has_ended_sees_everybodys_menu_again(furnished: Town) -> None:
    person = enrolled(furnished, "คนที่จะย้าย", "buengcharoen", "head")
    worker(furnished).menus()
    end_of_tenure(furnished, person)
    assert worker(furnished).menus() == 1
    assert bar(person) == "เมนูโปร่งใส" and told(furnished, person) is None


def test_turning_a_page_is_answered_by_silence(furnished: Town) -> None:
    person = enrolled(furnished, "คนเปิดหน้า", "buengcharoen", "head")
    worker(furnished).menus()
    before = len(person.inbox)
    assert person.presses_menu("คะแนน") == 200
    assert person.menu and person.menu["areas"][1]["action"]["label"] == "คะแนนล่าสุด"
    person.says("ช่วยเหลือ")
    person.wait()
    assert len(person.inbox) == before + 1, "only the question is answered"
    assert worker(furnished).menus() == 0, "the page one turned to is left alone"
    assert person.presses_menu("คะแนนล่าสุด") == 200 and person.wait()


def test_who_blocked_the_bot_is_left_alone_and_gets_the_menu_on_coming_back(furnished: Town) -> None:
    person = enrolled(furnished, "คนบล็อก", "buengcharoen", "head")
    worker(furnished).menus()
    person.unfollows()
    furnished.line.state.shown.pop(person.user_id)
    assert worker(furnished).menus() == 0
    person.follows()
    person.wait()
    assert worker(furnished).menus() == 0, "the notice is to be accepted anew first"
    person.press("ยืนยันว่ารับทราบ")
    person.wait()
    assert worker(furnished).menus() == 1 and bar(person) == "เมนูงานของกอง"


def test_one_person_line_refuses_stops_nobody_and_is_not_tried_for_ever(furnished: Town) -> None:
    with furnished.store.begin() as tx:
        tx.add(Person(id=1, line_user_id="U-not-of-lines-shape", menu="old@menu", created_at=furnished.now))
    person = enrolled(furnished, "คนถัดไป", "buengcharoen", "head")
    assert worker(furnished).menus() == 2
    assert bar(person) == "เมนูงานของกอง"
    assert worker(furnished).menus() == 0


def test_when_line_is_down_what_was_told_is_kept_and_the_rest_waits(
    furnished: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [enrolled(furnished, f"คนที่ {n}", "buengcharoen", "head") for n in range(3)]
    monkeypatch.setattr(settings, "MENUS_AT_ONCE", 1)
    assert worker(furnished).menus() == 1
    furnished.line.state.faults["menu-500"] = 1
    assert worker(furnished).menus() == 0, "it waits, and no other account with it"
    monkeypatch.setattr(settings, "MENUS_AT_ONCE", 50)
    assert worker(furnished).menus() == 2
    assert {bar(person) for person in people} == {"เมนูงานของกอง"}


def test_a_menu_made_anew_is_shown_anew(furnished: Town) -> None:
    person = enrolled(furnished, "คนเดิม", "buengcharoen", "head")
    worker(furnished).menus()
    old = furnished.line.state.aliases["prongsai-officer"]
    furnished.client.ask("DELETE", f"/v2/bot/richmenu/{old}")
    assert bar(person) == "เมนูโปร่งใส"
    list(bring_up_to_date(furnished.client))
    assert worker(furnished).menus() >= 1 and bar(person) == "เมนูงานของกอง"


def test_before_any_menu_is_made_nothing_is_done(tmp_path: Path) -> None:
    with town(tmp_path, now=utc_now()) as place:
        person = enrolled(place, "คนแรก", "buengcharoen", "head")
        assert worker(place).menus() == 0 and told(place, person) is None
        assert [path for path in calls(place, "POST") if "richmenu" in path] == []


def test_line_is_asked_for_its_menus_every_half_minute(furnished: Town) -> None:
    known, now = KnownMenus(), furnished.now
    asked = len(calls(furnished, "GET"))
    for seconds, times in ((0, 1), (29, 1), (30, 2)):
        assert set(known.by_role(furnished.client, now + timedelta(seconds=seconds))) >= {
            "coordinator",
            "head",
        }
        assert len(calls(furnished, "GET")) == asked + times


def test_the_command_says_a_line_for_each_menu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from bot.__main__ import main

    done = CliRunner().invoke(main, ["richmenu", "--draw", str(tmp_path / "drawn")])
    assert done.exit_code == 0 and len(done.output.splitlines()) == len(MENUS)
    assert {path.stem for path in (tmp_path / "drawn").iterdir()} == {menu.alias for menu in MENUS}
    shutil.rmtree(tmp_path / "drawn")
