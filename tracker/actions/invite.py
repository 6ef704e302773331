"""Make an invitation: a code that lets a person take a post."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.actions.authority import audit
from tracker.model import Department, Invitation, Office
from tracker.store import people

# Crockford's base 32: no I, L, O or U, so that nothing is misread when it is copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13  # 65 bits


def tidy_code(text: str) -> str:
    """A code as it was typed, in the form it was made: upper case, no spaces or dashes, O as 0, I and L as 1."""
    plain = text.upper().translate(str.maketrans("OIL", "011", "- \t\u200b\u00a0–—_"))
    return plain if len(plain) == LENGTH and set(plain) <= set(ALPHABET) else ""


def invite(
    tx: Session,
    office: Office,
    department: Department | None,
    role: str,
    now: datetime,
    *,
    uses: int = 1,
    days: int = 2,
    created_by: int | None = None,
) -> str:
    """Make an invitation and return its code, as in 7KQ2-M4XD-9RT3B. The code itself is not stored."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    tx.add(
        Invitation(
            office_id=office.id,
            code_sha256=people.code_digest(code),
            role=role,
            department_id=department.id if department else None,
            uses_left=uses,
            expires_at=now + timedelta(days=days),
            created_at=now,
            created_by=created_by,
        )
    )
    audit(
        tx,
        now,
        "invite",
        role,
        office_id=office.id,
        person_id=created_by,
        uses=uses,
        days=days,
        department=department.name if department else None,
    )
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
