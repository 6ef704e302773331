"""Who is who, from the desk: invitations that are open or wait to be approved, posts and who holds them.

People are shown as their post and the day they took it, never by a name.
"""

from sqlmodel import Session

from bot.pages.desk.sections import Asked, Choice, Deed, Row, Section, moment
from bot.voice.posts import held
from tracker.actions.authority import ROLE_NAMES, role_name
from tracker.model import Office
from tracker.store import organisations, people
from tracker.store.invitations import InvitationFacts, open_in
from tracker.store.people import PostFacts, Seat

WAITS = {"coordinator": "รอผู้ประสาน ITA อนุมัติ", "executive": "รอผู้บริหารอนุมัติ"}
STATES = {"current": "ดำรงตำแหน่ง", "acting": "รักษาการ", "not_begun": "ยังไม่ถึงวันเริ่ม"}
UNUSABLE = "รหัสนี้จะใช้ลงทะเบียนไม่ได้อีก ผู้ที่ลงทะเบียนไปแล้วไม่เปลี่ยนแปลง"


def invitations(tx: Session, asked: Asked) -> Section:
    """Invitations that can still be used or approved, and the form that makes one."""
    rows = [
        _invitation(office, each, asked)
        for office in asked.offices
        for each in open_in(tx, office.id, asked.now)
    ]
    return Section(
        "invitations",
        "รหัสเชิญ",
        "Invitations",
        ("หน่วยงาน", "เชิญเป็น", "ใช้ได้", "ผู้ออก"),
        tuple(rows),
        "ไม่มีรหัสเชิญที่ยังใช้ได้",
        "ตัวรหัสไม่แสดงซ้ำ ระบบไม่ได้เก็บไว้" if rows else "",
        len(rows),
        _form(tx, asked),
    )


def posts(tx: Session, asked: Asked) -> Section:
    """Every post that was ever given, with who holds it now or will."""
    rows = [
        row
        for office in asked.offices
        for post in people.posts(tx, office.id, asked.now)
        for row in _rows(office, post, asked)
    ]
    return Section(
        "posts",
        "ผู้ดำรงตำแหน่ง",
        "Posts",
        ("หน่วยงาน", "ตำแหน่ง", "ดำรงตำแหน่ง"),
        tuple(rows),
        "ยังไม่มีผู้ลงทะเบียน",
        "ระบบไม่เก็บชื่อบุคคล" if rows else "",
        len(rows),
    )


PEOPLE = (invitations, posts)


def _invitation(office: Office, each: InvitationFacts, asked: Asked) -> Row:
    viewer, subject = asked.viewer, f"{each.office_id}:{each.invitation_id}"
    deeds = []
    # Whoever made it cannot approve it, and only who holds that very role can.
    mine = viewer.person_id is not None and viewer.person_id == each.created_by
    if each.waits and not mine and viewer.may(f"approve_{each.role}", office.id):
        deeds.append(Deed("approve_invitation", subject, "อนุมัติ", strong=True))
    if viewer.may("revoke_invitation", office.id):
        deeds.append(Deed("revoke_invitation", subject, "ยกเลิกรหัส", UNUSABLE))
    return Row(
        (
            office.name,
            role_name(each.role, each.department),
            f"อีก {each.uses_left} คน ถึง {moment(each.expires_at, asked.zone)}",
            ROLE_NAMES["coordinator"] if each.created_by else "ผู้ดูแลระบบ",
        ),
        tuple(deeds),
        state=WAITS[each.role] if each.waits else "ใช้ได้",
    )


def _rows(office: Office, post: PostFacts, asked: Asked) -> list[Row]:
    name = role_name(post.role, post.department)
    if not post.seats:
        return [Row((office.name, name, "ยังไม่มีผู้ดำรงตำแหน่งคนต่อไป"), state="ว่าง")]
    return [_seat(office, name, seat, asked) for seat in post.seats]


def _seat(office: Office, name: str, seat: Seat, asked: Asked) -> Row:
    asks = Deed("end_post", f"{office.id}:{seat.tenure_id}", "ย้ายหรือพ้นตำแหน่ง", asks=True)
    return Row(
        (office.name, name, held([seat], asked.zone)),
        (asks,) if asked.viewer.may("end_post", office.id) else (),
        state=STATES[seat.state],
    )


def _form(tx: Session, asked: Asked) -> Choice | None:
    """Every post of the office in view somebody can be invited to; a choice is "office:role:department"."""
    office = asked.office
    if office is None or not asked.viewer.may("invite", office.id):
        return None
    departments = organisations.departments(tx, office.id)
    groups = [
        (
            ROLE_NAMES[role],
            tuple((f"{office.id}:{role}:{each.id}", role_name(role, each.name)) for each in departments),
        )
        for role in ("head", "officer")
    ]
    whole = tuple((f"{office.id}:{role}:0", role_name(role, None)) for role in ("coordinator", "executive"))
    lead = "1 รหัสใช้ได้ 1 คน ภายใน 48 ชั่วโมง"
    if asked.viewer.authority is not None:
        lead += " รหัสผู้ประสาน ITA และผู้บริหารใช้ได้เมื่อผู้ดำรงตำแหน่งเดียวกันอีกท่านหนึ่งอนุมัติ"
    return Choice("/desk/invite", "เชิญเป็น", "ออกรหัสเชิญ", (*groups, ("ทั้งหน่วยงาน", whole)), lead)
