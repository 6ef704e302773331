"""What becomes public and what is held back, in the chat's words."""

from collections.abc import Collection, Sequence

from bot.voice import cards
from bot.voice.cards import AMBER, GREY, Message
from tracker.rules.private_text import KINDS
from tracker.rules.publicity import FIELDS, HeldText

SHOWN = 4  # texts on one card; the next come when these are settled


def what_for(held: HeldText) -> str:
    """Why a text is held back, as in พบเบอร์โทรศัพท์, อีเมล."""
    return "พบ" + ", ".join(KINDS[kind] for kind in held.kinds)


def counted(held: Sequence[HeldText]) -> str:
    """How many texts are held back, and where the first of them stand."""
    places = list(dict.fromkeys(place for each in held for place in each.places))
    more = f" และอีก {len(places) - 3} แห่ง" if len(places) > 3 else ""
    return f"{len(held)} ข้อความ: {', '.join(places[:3])}{more}"


def publish_rows(
    office: str, fiscal_year: int, fields: Collection[str], held: Sequence[HeldText]
) -> list[tuple[str, str]]:
    """What a coordinator is to know before a year becomes public."""
    shown = [each.label for each in FIELDS if each.key in fields]
    hidden = [each.label for each in FIELDS if each.key not in fields]
    rows = [
        ("หน่วยงาน", office),
        ("ปีงบประมาณ", str(fiscal_year)),
        ("ทุกคนจะเห็น", "คะแนน มาตรการ ความคืบหน้า ณ ตอนนี้ และ" + ", ".join(shown)),
        ("ไม่เผยแพร่", f"{', '.join(hidden) or 'ไม่มี'} (เลือกได้ที่หน้าจัดการ)"),
    ]
    return [*rows, ("กันไว้ก่อน", counted(held))] if held else rows


def look(office_id: int, fiscal_year: int) -> Message:
    """The button that shows what is held back."""
    return cards.presses("ดูข้อความที่กันไว้", f"held:{office_id}:{fiscal_year}", limit=40)


def published(
    fiscal_year: int, version: int, address: str, held: Sequence[HeldText], office_id: int
) -> Message:
    """It is public now; what was held back is told, with a way to look at it."""
    said = f"เผยแพร่ปี {fiscal_year} แล้วค่ะ (ฉบับที่ {version})\n{address}"
    if not held:
        return cards.text(said)
    waiting = f"\n\nกันไว้ก่อน {counted(held)} เพราะมีเลขหรือที่อยู่ติดต่อของบุคคล กรุณาดูก่อนว่าเผยแพร่ได้หรือไม่"
    return cards.text(said + waiting, [cards.presses("ดูข้อความที่กันไว้", f"held:{office_id}:{fiscal_year}")])


def held_texts(office: str, office_id: int, fiscal_year: int, held: Sequence[HeldText]) -> Message:
    """The texts held back, each with the button that lets it be public as it is."""
    body = []
    for number, each in enumerate(held[:SHOWN], start=1):
        body += [cards.rule()] if number > 1 else []
        data = f"release:{office_id}:{fiscal_year}:{each.fingerprint[:16]}"
        body += [
            cards.line(f"{number}. {', '.join(each.places[:3])}", size="xs", color=GREY),
            cards.line(cards.clip(each.text, 300), margin="sm"),
            cards.line(what_for(each), size="xs", color=AMBER, margin="sm"),
            cards.button(cards.presses(f"ยืนยันเผยแพร่ข้อ {number}", data, "เผยแพร่ข้อความนี้ได้ (ยืนยัน)", 40)),
        ]
    rest = f"ยังมีอีก {len(held) - SHOWN} ข้อความ จะแสดงเมื่อดูชุดนี้แล้ว · " if len(held) > SHOWN else ""
    body.append(
        cards.line(rest + "ข้อความที่ไม่ยืนยันจะไม่อยู่ในหน้าสาธารณะ หรือแก้รายงานโดยตัดเลขออก", size="xs", color=GREY)
    )
    alt = f"ข้อความที่กันไว้ ปี {fiscal_year}: {counted(held)}"
    return cards.card(
        "ข้อความที่กันไว้ก่อนเผยแพร่", f"{office} · ปีงบประมาณ {fiscal_year}", body, alt=alt, color=AMBER
    )


def nothing_held(fiscal_year: int) -> Message:
    """Every text may be public."""
    words = f"ปี {fiscal_year} ไม่มีข้อความที่กันไว้แล้วค่ะ เผยแพร่อีกครั้งเพื่อให้หน้าสาธารณะเป็นฉบับล่าสุด"
    return cards.text(words, [cards.says("เผยแพร่อีกครั้ง", f"เผยแพร่หน้าสาธารณะปี {fiscal_year}")])


def released(held: HeldText) -> Message:
    """One text was let go."""
    return cards.text(f"บันทึกแล้วค่ะ ข้อความที่{held.places[0]} จะอยู่ในหน้าสาธารณะเมื่อเผยแพร่ครั้งถัดไป")
