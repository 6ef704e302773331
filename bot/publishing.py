"""What a coordinator decides for the whole office, repeated back first: publish, close a round, change settings."""

from datetime import date
from typing import Any

from bot.scene import Answer, Scene
from bot.voice import cards, publicity
from bot.voice import measures as voice
from tracker.actions.change_settings import change_due_date, switch_reminders
from tracker.actions.close_round import close_round
from tracker.actions.publish import publish, would_be_public
from tracker.errors import AlreadyRecorded, DraftExpired, DraftUnknown, RoundUnknown
from tracker.rules import fiscal
from tracker.rules.publicity import chosen
from tracker.store import conversation, progress

Change = dict[str, Any]

_POLITE = ("", "ค่ะ", "คะ", "ครับ", "คับ", "นะคะ", "นะครับ")
BACKED_OUT = frozenset(
    w + p for w in ("ยกเลิก", "ไม่เอาแล้ว", "ไม่เอา", "ไม่รายงานแล้ว", "ไม่บันทึก", "ไม่ยืนยัน") for p in _POLITE
)
CONFIRMED = frozenset(
    w + p for w in ("ยืนยัน", "ยืนยันบันทึก", "ยืนยันทั้งหมด", "ใช่", "ถูกต้อง", "ใช่เลย") for p in _POLITE
)


def propose(change: Change, scene: Scene) -> Answer:
    """Repeat a change back with the button that makes it."""
    assert scene.person is not None
    draft = conversation.keep_draft(
        scene.tx, scene.person.id, scene.office_id, "change", change, scene.now, scene.message_id
    )
    title, rows, *more = _words(change, scene)
    return Answer(
        [voice.confirm_change(title, rows, draft.id, more)],
        topic={"office_id": scene.office_id, "draft_id": draft.id, "change": "change"},
        writes=True,
    )


def propose_publish(fiscal_year: int | None, scene: Scene) -> Answer:
    """Repeat back which year is to become public."""
    office = scene.office()
    scene.authority.permit("publish", office.id, None, "กรุณาให้ผู้ประสาน ITA เป็นผู้เผยแพร่")
    return propose({"what": "publish", "fiscal_year": fiscal_year or scene.current_measure_year()}, scene)


def _words(
    change: Change, scene: Scene
) -> tuple[str, list[tuple[str, str]]] | tuple[str, list[tuple[str, str]], cards.Message]:
    """The title, the rows, and an action besides yes and no where there is something to look at first."""
    office, year = scene.office(), change.get("fiscal_year")
    match change["what"]:
        case "publish":
            _, held = would_be_public(scene.tx, office.id, change["fiscal_year"])
            fields = chosen(office.public_fields)
            rows = publicity.publish_rows(office.name, change["fiscal_year"], fields, held)
            title = "เผยแพร่หน้าสาธารณะ"
            return (title, rows, publicity.look(office.id, change["fiscal_year"])) if held else (title, rows)
        case "close_round":
            found = progress.round_by_key(scene.tx, office.id, change["fiscal_year"], change["round"])
            if found is None:
                known = ", ".join(
                    r.label for r in progress.rounds_of_year(scene.tx, office.id, change["fiscal_year"])
                )
                raise RoundUnknown(fiscal_year=year, known=known)
            return "ปิดรอบรายงาน", [
                ("รอบ", found.label),
                ("ปีงบประมาณ", str(year)),
                ("หลังปิด", "หยุดเตือน และรายงานที่มาทีหลังถือว่าล่าช้า"),
            ]
        case "due_date":
            due = fiscal.thai_date(date.fromisoformat(change["date"])).rsplit(" ", 1)[0]
            name = "รอบ 6 เดือน" if change["round"] == "6m" else "รอบ 12 เดือน"
            return "เปลี่ยนวันครบกำหนด", [("รอบ", name), ("ครบกำหนดทุกปี", due), ("เริ่มปีงบประมาณ", str(year))]
        case _:
            return "การแจ้งเตือนของหน่วยงาน", [
                ("หน่วยงาน", office.name),
                ("แจ้งเตือน", "เปิด" if change["on"] else "ปิด"),
            ]


def confirmed(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """Make the change that was confirmed; authority is checked again by the action."""
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is None or draft.kind != "change" or draft.office_id is None:
        raise DraftUnknown()
    if draft.used_at is not None:
        raise AlreadyRecorded(receipt=draft.result)
    scene.office_id = draft.office_id
    if draft.expires_at <= scene.now:
        again = propose(draft.content, scene)
        return Answer([cards.text(DraftExpired().sentence), *again.messages], again.topic, writes=True)
    words = _make(draft.content, scene)
    draft.used_at, draft.result = scene.now, draft.content["what"]
    scene.tx.add(draft)
    return Answer(
        [words], topic={"office_id": draft.office_id}, receipt=True, writes=True, office_id=draft.office_id
    )


def _make(change: Change, scene: Scene) -> cards.Message:
    tx, authority, now = scene.tx, scene.authority, scene.now
    office = scene.office()
    match change["what"]:
        case "publish":
            year = change["fiscal_year"]
            version = publish(tx, authority, office.id, year, now)
            _, held = would_be_public(tx, office.id, year)
            return publicity.published(year, version, scene.links.page(office.slug, year), held, office.id)
        case "close_round":
            found = close_round(tx, authority, office.id, change["fiscal_year"], change["round"], now)
            return cards.text(f"ปิด{found.label} ปี {change['fiscal_year']} แล้วค่ะ", [cards.says("ใครยังไม่ส่ง")])
        case "due_date":
            day = date.fromisoformat(change["date"])
            moved = change_due_date(
                tx, authority, office.id, change["round"], day, change["fiscal_year"], now
            )
            due = ", ".join(f"{r.label} {fiscal.thai_date(r.due)}" for r in moved)
            return cards.text(f"เปลี่ยนวันครบกำหนดแล้วค่ะ {due}", [cards.says("กำหนดส่งวันไหน")])
        case _:
            switch_reminders(tx, authority, office.id, change["on"], now)
            return cards.text(f"{'เปิด' if change['on'] else 'ปิด'}การแจ้งเตือนของ{office.name}แล้วค่ะ")


def dropped(arguments: list[str], _params: dict[str, str], scene: Scene) -> Answer:
    """A change that was repeated back is not wanted after all."""
    assert scene.person is not None
    draft = conversation.locked_draft(scene.tx, int(arguments[0]), scene.person.id)
    if draft is not None and draft.used_at is None:
        scene.tx.delete(draft)
    return backed_out(scene)


def backed_out(scene: Scene) -> Answer:
    """Nothing was written, and nothing waits any more."""
    said = cards.text("ยกเลิกแล้วค่ะ ยังไม่มีอะไรถูกบันทึก", [cards.says("งานของฉัน"), cards.says("ช่วยเหลือ")])
    return Answer([said], topic={"office_id": scene.office_id})


BUTTONS = {"change": confirmed, "drop": dropped}
