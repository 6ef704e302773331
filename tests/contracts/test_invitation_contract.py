"""Invitations on every database: what lets a person in, and what does not."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.contracts.clerk import MORNING
from tracker.actions.authority import authority_of
from tracker.actions.invite import invite
from tracker.actions.redeem_invitation import (
    GUESS_WINDOW,
    GUESSES,
    Offer,
    count_guess,
    enrol,
    look_at_invitation,
)
from tracker.errors import InvitationExpired, InvitationInvalid, InvitationUsedUp, TooManyGuesses
from tracker.model import Invitation
from tracker.store import Store, organisations, people

WRONG = "0000-0000-00000"


def make(store: Store, uses: int = 1, days: int = 2, slug: str = "nadun") -> str:
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, slug)
        clerks = organisations.department_by_name(tx, office, "สำนักปลัด")
        return invite(tx, office, clerks, "head", MORNING, uses=uses, days=days)


def take(store: Store, line_user_id: str, code: str, now: datetime = MORNING) -> Offer:
    with store.begin() as tx:
        person = people.ensure_person(tx, line_user_id, now)
        offer = look_at_invitation(tx, line_user_id, code, now)
        return enrol(tx, person, offer.office_id, offer.invitation_id, now)


def guess(store: Store, line_user_id: str, now: datetime = MORNING) -> None:
    with store.begin() as tx:
        count_guess(tx, line_user_id, now)


def test_a_code_gives_the_post_it_was_made_for(sampled: Store) -> None:
    offer = take(sampled, "Ua", make(sampled))
    assert (offer.office, offer.department, offer.role) == ("เทศบาลตำบลนาดูน", "สำนักปลัด", "head")
    with sampled.read() as tx:
        person = people.person_by_line_id(tx, "Ua")
        assert person is not None
        held = authority_of(tx, person.id, MORNING).holdings
    assert [(post.office_slug, post.department, post.role) for post in held] == [("nadun", "สำนักปลัด", "head")]


def test_a_code_is_read_as_people_type_it(sampled: Store) -> None:
    code = make(sampled)
    with sampled.begin() as tx:
        for typed in (code.lower(), code.replace("-", " "), code.replace("0", "O").replace("1", "l")):
            assert look_at_invitation(tx, "Ua", typed, MORNING).role == "head"


def test_the_code_itself_is_not_stored(sampled: Store) -> None:
    code = make(sampled)
    with sampled.read() as tx:
        assert code.replace("-", "") not in repr(tx.exec(select(Invitation)).all())


def test_a_used_up_code_says_so(sampled: Store) -> None:
    code = make(sampled, uses=2)
    take(sampled, "Ua", code)
    take(sampled, "Ub", code)
    with pytest.raises(InvitationUsedUp):
        take(sampled, "Uc", code)


def test_pressing_the_button_twice_uses_the_code_once(sampled: Store) -> None:
    code = make(sampled, uses=2)
    with sampled.begin() as tx:
        offer = look_at_invitation(tx, "Ua", code, MORNING)
        person = people.ensure_person(tx, "Ua", MORNING)
        for _ in range(2):
            enrol(tx, person, offer.office_id, offer.invitation_id, MORNING)
    take(sampled, "Ub", code)


def test_a_code_used_up_between_looking_and_pressing_is_refused(sampled: Store) -> None:
    code = make(sampled)
    with sampled.begin() as tx:
        late = people.ensure_person(tx, "Ub", MORNING)
        offer = look_at_invitation(tx, "Ub", code, MORNING)
    take(sampled, "Ua", code)
    with pytest.raises(InvitationUsedUp), sampled.begin() as tx:
        enrol(tx, late, offer.office_id, offer.invitation_id, MORNING)


def test_an_expired_code_says_so(sampled: Store) -> None:
    code = make(sampled, days=2)
    with pytest.raises(InvitationExpired):
        take(sampled, "Ua", code, MORNING + timedelta(days=2))


@pytest.mark.parametrize("text", [WRONG, "", "สวัสดี", "7KQ2", "U" * 13])
def test_a_wrong_code_says_so(sampled: Store, text: str) -> None:
    with pytest.raises(InvitationInvalid):
        take(sampled, "Ua", text)


def test_an_invitation_is_of_no_other_office(sampled: Store) -> None:
    code = make(sampled)
    with sampled.begin() as tx:
        offer = look_at_invitation(tx, "Ua", code, MORNING)
        other = organisations.office_by_slug(tx, "phanchana")
        person = people.ensure_person(tx, "Ua", MORNING)
        with pytest.raises(InvitationInvalid):
            enrol(tx, person, other.id, offer.invitation_id, MORNING)


def test_guessing_is_slowed_down_even_for_the_right_code(sampled: Store) -> None:
    code = make(sampled)
    for _ in range(GUESSES):
        with pytest.raises(InvitationInvalid):
            take(sampled, "Ua", WRONG)
        guess(sampled, "Ua")
    with pytest.raises(TooManyGuesses):
        take(sampled, "Ua", code)
    assert take(sampled, "Ub", code).role == "head"


def test_after_an_hour_one_may_try_again(sampled: Store) -> None:
    code = make(sampled)
    for _ in range(GUESSES):
        guess(sampled, "Ua")
    later = MORNING + GUESS_WINDOW + timedelta(seconds=1)
    assert take(sampled, "Ua", code, later).role == "head"


def test_the_post_of_a_department_is_one_however_many_hold_it(sampled: Store) -> None:
    code = make(sampled, uses=2)
    for line_user_id in ("Ua", "Ub"):
        take(sampled, line_user_id, code)
    with sampled.read() as tx:
        persons = [people.person_by_line_id(tx, each) for each in ("Ua", "Ub")]
        posts = {authority_of(tx, p.id, MORNING).holdings[0].post_id for p in persons if p is not None}
    assert len(posts) == 1
