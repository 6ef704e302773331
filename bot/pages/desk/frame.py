"""What the pages of the desk have in common: whose things are looked at, and the way from one page to the next."""

from urllib.parse import urlencode

from flask import Response, make_response, render_template, request
from sqlmodel import Session

from bot.pages.desk.room import Room
from bot.pages.desk.sections import Asked
from bot.pages.desk.session import form_token
from tracker.actions.open_desk import Viewer
from tracker.errors import UnknownOffice
from tracker.model import Office
from tracker.store import organisations

# The pages one can go to, in the order of a day's work, each with what is done there.
PAGES = (
    ("/desk", "วันนี้", "เรื่องที่รอท่าน และรอบที่เปิด"),
    ("/desk/rounds", "รอบและรายงาน", "ใครส่งแล้ว ใครค้าง อ่านและตรวจรายงาน"),
    ("/desk/papers", "นำเข้าเอกสาร", "ส่งไฟล์คะแนนหรือมาตรการ ตรวจแล้วบันทึก"),
    ("/desk/ahead", "จะส่งอะไรบ้าง", "ข้อความเตือนใน 12 เดือนข้างหน้า"),
    ("/desk/people", "คนและรหัสเชิญ", "ใครดำรงตำแหน่งใด เชิญคนใหม่ ใครที่การเตือนไปไม่ถึง"),
    ("/desk/public", "สิ่งที่เผยแพร่", "ประชาชนเห็นอะไร และข้อความที่กันไว้"),
    ("/desk/settings", "ตั้งค่า", "กำหนดส่ง วันหยุด การเตือน แบบรายงาน"),
    ("/desk/service", "ระบบ", "ทำงานปกติหรือไม่ โควตาข้อความ สำรองข้อมูล"),
    ("/desk/search", "ค้น", "ตำแหน่งใดทำอะไรเมื่อใด และมาตรการ"),
)


def looked_at(tx: Session, room: Room, viewer: Viewer) -> tuple[Asked, list[Office]]:
    """Whose things are looked at: the office the address names, as far as it is one of the viewer's; and all of
    theirs."""
    offices = organisations.offices_of(tx, viewer.scope)
    wanted = request.args.get("office", "")
    chosen = next((each for each in offices if each.slug == wanted), None)
    scope = viewer.scope if chosen is None else frozenset((chosen.id,))
    office = chosen or (offices[0] if len(offices) == 1 else None)
    among = tuple(offices) if chosen is None else (chosen,)
    return Asked(viewer, scope, room.clock(), room.zone, among, office), offices


def of_office(tx: Session, room: Room, viewer: Viewer, slug: str) -> tuple[Asked, Office]:
    """The same for a page about one office, named in its address. Raises UnknownOffice for one that is not the
    viewer's, as for one that is none."""
    office = organisations.office_by_slug(tx, slug)
    if viewer.scope is not None and office.id not in viewer.scope:
        raise UnknownOffice(office=slug)
    return Asked(viewer, frozenset((office.id,)), room.clock(), room.zone, (office,), office), office


def shown(
    room: Room, template: str, viewer: Viewer, asked: Asked, offices: list[Office], **more: object
) -> Response:
    """A page of the desk, with the way to the others. `carried`: what an address carries so that the office in view
    stays in view; nothing for who has but one."""
    several = viewer.scope is None or len(viewer.scope) > 1
    in_view = {"office": asked.office.slug} if asked.office is not None and several else {}
    page = render_template(
        template,
        form_token=form_token(room.settings, room.token),
        operator=viewer.authority is None,
        chosen=asked.office,
        carried="?" + urlencode(in_view) if in_view else "",
        offices=offices,
        pages=PAGES,
        **more,
    )
    return make_response(page)
