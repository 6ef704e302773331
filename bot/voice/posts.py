"""Cards about who holds which post: the list, one post, a change repeated back, codes, handing over.

People are shown as their post and the day they took it, never by a name they gave themselves in LINE.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.voice import cards
from bot.voice.cards import AMBER, GREEN, GREY, Message
from tracker.actions.authority import role_name
from tracker.actions.end_post import Ended
from tracker.actions.handover import Handover, OpenMeasure
from tracker.actions.invite import Issued
from tracker.rules import fiscal
from tracker.rules import status as status_rules
from tracker.store.invitations import InvitationFacts
from tracker.store.people import Seat

ENDINGS = {"transferred": "ย้าย", "retired": "เกษียณ", "ended": "พ้นตำแหน่ง"}
SHOWN = 12
"""Posts on one card, and open measures on a handover card: more than that nobody reads at once."""

# A post on the list: role, department, who holds it, and the data its button carries.
Row = tuple[str, str | None, Sequence[Seat], str]


def listing(
    office: str,
    rows: Sequence[Row],
    waiting: Sequence[InvitationFacts],
    offset: int,
    more: str,
    zone: ZoneInfo,
) -> Message:
    """All posts of an office with who holds them since when; press one to change it."""
    shown = rows[offset : offset + SHOWN]
    body = [
        cards.pressable(
            cards.pair(role_name(role, department), held(seats, zone), color=GREEN if seats else AMBER),
            cards.presses(role_name(role, department), data),
        )
        for role, department, seats, data in shown
    ]
    if waiting:
        body += [cards.rule(), cards.line("รหัสเชิญที่ยังใช้ได้", bold=True)]
    for each in waiting[:6]:
        name = role_name(each.role, each.department)
        state = "รออนุมัติ" if each.waits else f"ถึง {_moment(each.expires_at.astimezone(zone))}"
        body.append(
            cards.pressable(
                cards.pair(name, f"{state} · กดเพื่อยกเลิก", bold=False),
                cards.presses("ยกเลิกรหัสเชิญ", f"revoke:{each.office_id}:{each.invitation_id}"),
            )
        )
    quick = [cards.presses("ดูต่อ", f"{more}:{offset + SHOWN}")] if offset + SHOWN < len(rows) else []
    words = ", ".join(f"{role_name(role, name)} {held(seats, zone)}" for role, name, seats, _ in shown)
    return cards.card(
        "ผู้ดำรงตำแหน่ง", f"{office} · กดตำแหน่งเพื่อเชิญ ย้าย หรือตั้งรักษาการ", body, alt=f"ผู้ดำรงตำแหน่ง {office}: {words}",
        quick=[*quick, cards.says("ใครยังไม่ส่ง"), cards.says("ช่วยเหลือ")],
    )  # fmt: skip


def held(seats: Sequence[Seat], zone: ZoneInfo) -> str:
    """Who holds a post, in words: since when, acting until when; ว่าง for nobody."""
    return " · ".join(_seat(seat, zone) for seat in seats[:4]) or "ว่าง"


def _seat(seat: Seat, zone: ZoneInfo) -> str:
    since = fiscal.thai_date(seat.since.astimezone(zone).date())
    if seat.state == "acting":
        words = "รักษาการ"
    elif seat.state == "not_begun":
        words = f"เริ่ม {since}"
    else:
        words = f"ตั้งแต่ {since}"
    if seat.until is not None:
        words += f" ถึงก่อน {fiscal.thai_date(seat.until.astimezone(zone).date())}"
    return words if seat.following else f"{words} (ปิดรับข้อความ)"


def one(
    office_id: int,
    role: str,
    department: str | None,
    department_id: int,
    seats: Sequence[Seat],
    zone: ZoneInfo,
) -> Message:
    """One post with what can be done about it."""
    name, place = role_name(role, department), f"{office_id}:{role}:{department_id}"
    body = [cards.line(held(seats, zone))]
    buttons = [cards.button(cards.presses("เชิญเข้าตำแหน่งนี้", f"post_invite:{place}", limit=40), "primary")]
    if role in ("head", "officer"):
        buttons.append(cards.button(cards.presses("ให้ผู้อื่นรักษาการ", f"post_act:{place}", limit=40)))
    for place_in_line, seat in enumerate(seats[:3], start=1):
        words = f"พ้นตำแหน่ง คนที่ {place_in_line}" if len(seats) > 1 else "ย้ายหรือพ้นตำแหน่ง"
        data = f"{office_id}:{seat.tenure_id}"
        buttons.append(cards.button(cards.presses(words, f"post_end:{data}", limit=40)))
    return cards.card(name, "เลือกสิ่งที่ต้องการทำ", body, alt=f"{name}: {held(seats, zone)}", buttons=buttons)


def how_it_ends(name: str, office_id: int, tenure_id: int) -> Message:
    """Ask how somebody leaves a post."""
    data = f"{office_id}:{tenure_id}"
    quick = [cards.presses(words, f"post_end:{data}:{key}") for key, words in ENDINGS.items()]
    quick.insert(1, cards.presses("ย้ายไปกองอื่นที่นี่", f"post_move:{data}"))
    return cards.text(f"{_then(name)}พ้นจากตำแหน่งเพราะอะไรคะ ยังไม่มีอะไรถูกบันทึกจนกว่าจะกดยืนยัน", quick)


def choose(question: str, choices: Sequence[tuple[str, str]]) -> Message:
    """Ask for one of a few things, each a label and the data of its button."""
    if not choices:
        return cards.text(
            "ยังไม่มีผู้ลงทะเบียนท่านอื่นให้เลือกค่ะ กรุณาเชิญให้ลงทะเบียนก่อน",
            [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")],
        )
    return cards.text(question, [cards.presses(label, data, label) for label, data in choices])


def confirm(title: str, rows: Sequence[tuple[str, str]], draft_id: int) -> Message:
    """A change of posts repeated back."""
    buttons = [
        cards.button(cards.presses("ยืนยัน", f"seat:{draft_id}", "ยืนยัน", 40), "primary"),
        cards.button(cards.presses("ยกเลิก", f"drop:{draft_id}", "ยกเลิก", 40)),
    ]
    alt = f"กรุณายืนยัน: {title} " + ", ".join(f"{name} {value}" for name, value in rows)
    body = [cards.pair(name, value) for name, value in rows]
    return cards.card(title, "ยังไม่ได้บันทึก จนกว่าจะกดยืนยัน", body, alt=alt, buttons=buttons, color=AMBER)


def code(issued: Issued, office: str, zone: ZoneInfo) -> list[Message]:
    """A code that was made, and under it a text that can be forwarded as it is."""
    name = role_name(issued.role, issued.department)
    until = _moment(issued.expires_at.astimezone(zone))
    lead = f"ออกรหัสเชิญ{_then(name)}แล้วค่ะ ใช้ได้ 1 คน ถึง {until} กรุณาส่งต่อข้อความด้านล่างในแชทส่วนตัวเท่านั้น"
    if issued.waits:
        other = f"จนกว่า{_then(role_name(issued.role, None))}อีกท่านหนึ่งจะอนุมัติ (ส่งคำขอแล้ว {issued.approvers} ท่าน)"
        lead = f"ออกรหัสเชิญ{_then(name)}แล้วค่ะ แต่ยังใช้ไม่ได้{other}"
    forward = f"ขอเชิญลงทะเบียนเป็น{name} {office}\nเพิ่มเพื่อน LINE “โปร่งใส” แล้วส่งรหัสนี้ในแชทส่วนตัวภายใน {until}\n{issued.code}"
    return [cards.text(lead), cards.text(forward, [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")])]


def ask_approval(issued: Issued, office: str, zone: ZoneInfo) -> Message:
    """Somebody else in the role is asked to agree to one more."""
    name = role_name(issued.role, issued.department)
    body = [
        cards.pair("หน่วยงาน", office),
        cards.pair("ตำแหน่ง", name),
        cards.pair("ใช้รหัสได้ถึง", _moment(issued.expires_at.astimezone(zone))),
        cards.line(
            "ผู้ประสาน ITA ออกรหัสเชิญนี้ รหัสจะใช้ได้เมื่อท่านยืนยัน ไม่รู้จักเรื่องนี้ กดไม่อนุมัติหรือไม่ต้องทำอะไร",
            size="xs",
            color=GREY,
        ),
    ]
    data = f"approve:{issued.office_id}:{issued.invitation_id}"
    buttons = [cards.button(cards.presses("ยืนยันอนุมัติ", data, limit=40), "primary")]
    return cards.card(
        f"ขออนุมัติเชิญ{name}", "รหัสเชิญรอท่านอนุมัติ", body, alt=f"ขออนุมัติเชิญ{name} {office} กรุณายืนยัน",
        buttons=buttons, color=AMBER,
    )  # fmt: skip


def approved(name: str) -> Message:
    """An invitation was agreed to."""
    return cards.text(f"อนุมัติแล้วค่ะ รหัสเชิญ{_then(name)}ใช้ได้ทันที")


def revoked(name: str) -> Message:
    """An invitation is good for nothing any more."""
    return cards.text(f"ยกเลิกรหัสเชิญ{_then(name)}แล้วค่ะ", [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")])


def pasted(name: str) -> Message:
    """Whoever answers for codes learns that one was seen by a whole group."""
    return cards.text(
        f"มีผู้ส่งรหัสเชิญ{_then(name)}ในกลุ่ม ระบบยกเลิกรหัสนั้นแล้วค่ะ กรุณาออกรหัสใหม่และส่งในแชทส่วนตัว",
        [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")],
    )


def ended(name: str, ending: str, at: date, today: date) -> Message:
    """A receipt: a post ended, or is to end."""
    when = "แล้ว" if at <= today else f"ตั้งแต่ {fiscal.thai_date(at)}"
    return cards.text(
        f"บันทึกแล้วค่ะ {_then(name)}{ENDINGS[ending]}{when} ประวัติรายงานยังอยู่ในนามตำแหน่ง",
        [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")],
    )


def acting(who: str, name: str, until: date) -> Message:
    """A receipt: somebody acts in another post."""
    words = f"บันทึกแล้วค่ะ {_then(who)}รักษาการ{_then(name)}ถึง {fiscal.thai_date(until)}"
    return cards.text(words, [cards.says("ใครอยู่ตำแหน่งใด", "ใครอยู่ในตำแหน่งอะไรบ้าง")])


def farewell(left: Ended, zone: ZoneInfo) -> Message:
    """The last card to somebody who leaves a post."""
    post = left.left_open
    name = role_name(post.role, post.department, "acting" if left.state == "acting" else "current")
    open_words = f"{len(post.open)} รายการ ส่งต่อให้ผู้ดำรงตำแหน่งคนต่อไปแล้ว"
    body = [
        cards.pair("ตำแหน่ง", name),
        cards.pair("หน่วยงาน", post.office),
        cards.pair("พ้นตั้งแต่", fiscal.thai_date(left.at.astimezone(zone).date())),
        cards.pair("งานที่ยังเปิดอยู่", open_words, bold=False),
        cards.line(
            "ขอบคุณสำหรับงานที่ผ่านมาค่ะ จากวันนั้นระบบจะไม่ส่งการแจ้งเตือนของตำแหน่งนี้ให้ท่านอีก", size="xs", color=GREY
        ),
    ]
    alt = f"ท่านพ้นจากตำแหน่ง{name} {post.office} งานที่ยังเปิดอยู่ {open_words}"
    return cards.card(
        "พ้นจากตำแหน่ง", f"{name} · {ENDINGS[left.ending]}", body, alt=alt, quick=[cards.says("คะแนนล่าสุด")]
    )


def handover(post: Handover, state: str = "current") -> Message:
    """What is open in a post, for who holds it from now on."""
    name = role_name(post.role, post.department, state)
    body = [cards.line(_before(post))]
    body += [cards.rule(), cards.line(f"งานที่ยังเปิดอยู่ {len(post.open)} รายการ เสร็จแล้ว {post.done}", bold=True)]
    for each in post.open[:SHOWN]:
        row = cards.titled_bar(
            f"{each.number}. {cards.clip(each.title, 110)}", each.percent, _open_words(each, post)
        )
        shown = f"รายละเอียดมาตรการ {each.number} ปี {post.fiscal_year}"
        body.append(cards.pressable(row, cards.says(f"มาตรการ {each.number}", shown)))
    if len(post.open) > SHOWN:
        body.append(cards.line(f"และอีก {len(post.open) - SHOWN} รายการ พิมพ์ “งานของฉัน” เพื่อดูทั้งหมด", color=GREY))
    alt = f"รับมอบงาน{name} {post.office} ปี {post.fiscal_year}: งานที่ยังเปิดอยู่ {len(post.open)} รายการ"
    return cards.card(
        f"รับมอบงาน{name}", f"{post.office} · ปีงบประมาณ {post.fiscal_year}", body, alt=alt, color=GREEN,
        source="รายงานที่บันทึกในระบบ", quick=[cards.says("งานของฉัน"), cards.says("กำหนดส่งวันไหน")],
    )  # fmt: skip


def _before(post: Handover) -> str:
    if post.left_on is None:
        return "ยังไม่เคยมีผู้ดำรงตำแหน่งนี้ในระบบ"
    why = f" ({ENDINGS[post.left_as]})" if post.left_as else ""
    name = _then(role_name(post.role, post.department))
    return f"ผู้ดำรงตำแหน่ง{name}คนก่อน พ้นตั้งแต่ {fiscal.thai_date(post.left_on)}{why}"


def _open_words(each: OpenMeasure, post: Handover) -> str:
    words = [status_rules.in_words(each.status, each.percent)]
    if post.department is None:
        words.insert(0, each.department)
    words.append(f"ครบกำหนด {fiscal.thai_date(each.due)}" if each.due else "ไม่มีรอบที่ค้าง")
    words.append(f"รายงานล่าสุด {fiscal.thai_date(each.reported_on)}" if each.reported_on else "ยังไม่เคยรายงาน")
    return " · ".join(words)


def _then(name: str) -> str:
    """A post's name with Thai words after it: Thai is written without a space, after Latin letters there is one."""
    return f"{name} " if name[-1:].isascii() else name


def _moment(at: date) -> str:
    return f"{fiscal.thai_date(at)} {at:%H:%M} น."
