"""Somebody of a sample office who chats, and looks at what is kept of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from sandbox.people import Person as Friend
from sandbox.people import words
from tests.town import Town
from tracker.model import Person


def enrolled(
    place: Town, name: str = "หัวหน้ากองช่าง", role: str = "head", department: str | None = "กองช่าง"
) -> Friend:
    """A person of Bueng Charoen, enrolled by a code."""
    friend = place.line.person(name)
    friend.says(place.code("buengcharoen", role, department))
    answered(friend)
    friend.press("ยืนยัน")
    assert "ลงทะเบียนเรียบร้อย" in answered(friend)
    return friend


def answered(friend: Friend) -> str:
    """All the words of what arrived since the last look."""
    arrived = friend.wait()
    assert arrived, "nothing was answered"
    return words([each.message for each in arrived])


def says(friend: Friend, said: str) -> str:
    """What is answered to a text."""
    assert friend.says(said) == 200
    return answered(friend)


def presses(friend: Friend, label: str) -> str:
    """What is answered to a button."""
    assert friend.press(label) == 200
    return answered(friend)


def row_of(place: Town, friend: Friend) -> Person | None:
    """The row of a LINE user."""
    with place.store.read() as tx:
        return tx.exec(select(Person).where(Person.line_user_id == friend.user_id)).first()


def do(place: Town, statement: str, **values: Any) -> None:
    """Change the database behind everybody's back, as an older program or time would have left it."""
    with place.store.begin() as tx:
        tx.execute(text(statement), values)


def rows(place: Town, query: str, **values: Any) -> Sequence[Any]:
    """Rows of the database."""
    with place.store.read() as tx:
        return [tuple(row) for row in tx.execute(text(query), values).all()]
