"""docs/cards.md: every picture with what brings it, grouped by subject."""

from collections.abc import Sequence
from itertools import groupby

from tests.gallery.scenes import Scene, Shown

ROLES = {"head": "หัวหน้า", "officer": "เจ้าหน้าที่", "coordinator": "ผู้ประสาน ITA", "executive": "ผู้บริหาร"}
HEAD = """# ทุกการ์ดของโปร่งใส

ทุกภาพมาจากคำตอบจริงของระบบกับหน่วยงานตัวอย่าง วาดด้วยห้องลองแชทที่ความกว้างหน้าจอโทรศัพท์
หน้านี้และภาพทั้งหมดสร้างด้วย `make pictures` ห้ามแก้ด้วยมือ ฉากอยู่ใน `tests/gallery/cards.toml`
"""


def album(shown: Sequence[Shown], folder: str = "pictures/cards") -> str:
    """The page, in Markdown; `folder` is where the pictures are, seen from it."""
    parts = [HEAD]
    for subject, group in groupby(shown, lambda each: each.scene.subject):
        parts.append(f"## {subject}\n")
        parts += [_entry(each, folder) for each in group]
    return "\n".join(parts)


def _entry(each: Shown, folder: str) -> str:
    scene = each.scene
    picture = f"![{scene.caption}]({folder}/{scene.name}.png)"
    return f"### {scene.caption}\n\n{speaker(scene)} {each.said}\n\n{picture}\n"


def speaker(scene: Scene) -> str:
    """Who speaks, as in หัวหน้ากองช่าง."""
    if not scene.speaker:
        return "ประชาชน"
    _, role, *department = scene.speaker
    return ROLES[role] + "".join(department)
