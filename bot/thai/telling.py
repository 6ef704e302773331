"""A report of progress as it was told: which state, and which words are the note."""

import re
from dataclasses import dataclass
from typing import Any

from bot.thai.mentions import Mention
from bot.thai.normalise import fold_letters
from bot.thai.numbers import number
from bot.thai.trace import Trace

_FILLERS = (
    "ที่ ได้ ไป แล้ว อยู่ เป็น ประมาณ ราว ครับ คับ ค้าบ คะ ค่า นะ จ้า จ้ะ ทำ การ ดำเนินการ ดำเนินงาน คืบหน้า ความคืบหน้า "
    "ก้าวหน้า ความก้าวหน้า รายงาน ขอ แจ้ง อัปเดต อัพเดต อัปเดท อัพเดท update บันทึก ผล สถานะ ของ ว่า จาก ให้ แก้ แก้ไข เปลี่ยน "
    "ตอนนี้ ขณะนี้ ปัจจุบัน วันที่ เมื่อ มาตรการ ถึง ปรับ ดิฉัน ผม หนู ส่ง จะ คือ และ ก็ กับ หน่อย ด้วย เพิ่ม ลง ใน รอบ ปี เหลือ อีก "
    "เรียน รบกวน ช่วย ฝาก เรื่อง ท่าน พี่ น้อง โครงการ progress status สวัสดี ของเรา เรา"
).split()
# Longest first and never taken back: the words are alike, and a long message must not try them in every order.
_FILLER = re.compile(
    "(?:" + "|".join(sorted(map(fold_letters, _FILLERS), key=len, reverse=True)) + "|[-:=,/.\0 ])*+"
)
_LEFT = re.compile(fold_letters("(?:(?<!ลด)(?<!ลง)เหลือ|ขาด)(?:อีก)?$"))
_LABEL = re.compile(fold_letters("(?:หมายเหตุ|โน้ต|note|รายละเอียด(?:คือ)?)(?:ว่า)?[:= -]*"))
_BARE = re.compile(
    fold_letters(
        r"(?:ทำ|ดำเนินการ|คืบหน้า|ก้าวหน้า|ไป|ได้|แล้ว|เป็น|ถึง)"
        r"(?:ไป|ได้|แล้ว|ถึง|อยู่|ที่|ประมาณ|[\0 ])*+(?<![\d.])(\d{1,3})(?![\d.%])"
        r"(?! ?(?:คน|ครั้ง|ข้อ(?!ง)|วัน|แห่ง|เรื่อง|ฉบับ|ชุด|จุด|โครงการ|บาท|ตัว|กอง|หมู่|คะแนน|เดือน|ปี|ราย|แผ่น|ป้าย|หน่วย))"
    )
)
_TOLD = frozenset(("percent", "status"))
_NAMED = frozenset(("measure_no", "item_no", "item", "measure_text"))
_ANCHORS = _TOLD | _NAMED | {"round", "day", "department", "office", "year"}


@dataclass(frozen=True)
class Telling:
    """The state told of: `percent` of 100 as it was said, also out of range; `status`; the `note` as it was typed.
    `end` is where in the key the note begins."""

    percent: int | float | None
    status: str | None
    note: str
    end: int


def telling(key: Trace, mentions: tuple[Mention, ...], rest: str) -> Telling:
    """What a report says. A percent brings its status, unless the work is blocked, postponed or cancelled."""
    anchors = [mention for mention in mentions if mention.kind in _ANCHORS]
    bare = None if any(a.kind == "percent" for a in anchors) else _BARE.search(rest)
    if bare is not None:
        anchors.append(Mention("percent", number(bare[1]), bare.start(1), bare.end(1)))
        anchors.sort(key=lambda anchor: anchor.start)
    cluster, free = _cluster(key.text, anchors)
    percent = _percent(key.text, cluster)
    status = _first(cluster, "status")
    if percent is not None and status not in ("blocked", "postponed", "cancelled"):
        status = _status_of(percent)
    end = cluster[-1].end if cluster else 0
    about_work = any(anchor.kind in _TOLD | _NAMED for anchor in cluster)
    return Telling(percent, status, _note(key, cluster, free, end) if about_work else "", end)


def _percent(key: str, cluster: list[Mention]) -> Any:
    """The percent told; of what is left ("เหลืออีก 40%") the rest of 100."""
    found = next((mention for mention in cluster if mention.kind == "percent"), None)
    if found is None:
        return None
    return 100 - found.value if _LEFT.search(key[: found.start]) and 0 <= found.value <= 100 else found.value


def _status_of(percent: int | float) -> str | None:
    if not 0 <= percent <= 100:
        return None
    return "not_started" if percent == 0 else "done" if percent == 100 else "in_progress"


def _first(cluster: list[Mention], kind: str) -> Any:
    return next((mention.value for mention in cluster if mention.kind == kind), None)


def _cluster(key: str, anchors: list[Mention]) -> tuple[list[Mention], int | None]:
    """The mentions that make up the report itself, and where the first free words among or before them begin."""
    cluster: list[Mention] = []
    seen: set[str] = set()
    free: int | None = None
    end = 0
    for anchor in anchors:
        empty = _is_filler(key[end : anchor.start])
        told = bool(seen & _TOLD)
        if told and (not empty and (seen & _NAMED or anchor.kind not in _NAMED)):
            break
        if told and anchor.kind in _NAMED and seen & _NAMED:
            break  # another measure, or a ข้อ that the note speaks of
        if anchor.kind == "status" and told and ("status" in seen or not _is_filler(key[anchor.end :])):
            break
        if not empty and free is None:
            free = end
        cluster.append(anchor)
        seen.add(anchor.kind)
        end = anchor.end
    return cluster, free


def _is_filler(words: str) -> bool:
    return bool(_FILLER.fullmatch(words))


def _note(key: Trace, cluster: list[Mention], free: int | None, end: int) -> str:
    label = _LABEL.search(key.text, end) or _LABEL.search(key.text)
    if label is not None and label.end() < len(key.text):
        return _tidy(key.root[key.after(label.end()) :])
    after = key.text[end:]
    if not _is_filler(after):
        begin = end if free is None or _head_is_lead(key.text, cluster, free) else free
        return _tidy(key.root[key.after(begin) :])
    if free is None:
        return ""
    stop = next((mention.start for mention in cluster if mention.start > free), len(key.text))
    return _tidy(key.root[key.after(free) : key.origin(stop)])


def _head_is_lead(key: str, cluster: list[Mention], free: int) -> bool:
    """Words before the first mention are an opening, not the note, when there are words after the last."""
    return free == 0 and bool(cluster) and cluster[0].start > 0


_JOINTS = " \t\r\n-–—:;,=.|"
_LEADING = re.compile(r"^(?:(?:แล้ว|ครับ|ค่ะ|คะ|นะคะ|นะครับ|นะ)(?=\s))+\s*")


_COURTESY = re.compile(r"^(?:(?:ขอโทษ|ขออภัย|ขอบคุณ|ขอบพระคุณ|ฝาก|รบกวน|ด้วย|มาก|ๆ|นะ|ค่ะ|คะ|ครับ|คับ|จ้า|ค่า)\s*)+$")


def _tidy(typed: str) -> str:
    """The words as typed, without control characters and without what only joined them to the rest. What is said out
    of politeness alone is no note."""
    if _COURTESY.match(typed.strip(_JOINTS)):
        return ""
    kept = "".join(c for c in typed if c.isprintable() or c in "\n\t \u200b\u200c\u200d")
    return _LEADING.sub("", kept.lstrip(_JOINTS)).lstrip(_JOINTS).rstrip()
