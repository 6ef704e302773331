"""The list numbers Word draws by itself: counted, so that an item of a list stays one."""

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKED = re.compile(r"\(?(?:[0-9๐-๙]{1,2}\s*[.)]|[-–•▪*])")


def value(element: Any) -> str:
    """The w:val of an element; empty where it has none."""
    return str(element.get(f"{W}val", ""))


class Numbering:
    """The lists of one paper, from its numbering and styles parts, and how far each has counted."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._abstract = {
            each.get(f"{W}abstractNumId"): each for each in numbering.iterfind(f"{W}abstractNum")
        }
        self._lists = {each.get(f"{W}numId"): each for each in numbering.iterfind(f"{W}num")}
        self._styles = {each.get(f"{W}styleId"): each for each in styles.iterfind(f"{W}style")}
        self._counts: dict[tuple[str, int], int] = {}

    def marker(self, paragraph: Any, text: str) -> str:
        """What stands before a paragraph: "2. " in an ordered list, "- " in another one or in one of several levels,
        nothing outside of lists or where the author typed a marker too."""
        name, level = self._list_of(paragraph)
        found = self._lists.get(name)
        if found is None:
            return ""
        definition, form = self._level(found, level)
        if form == "none":
            return ""
        count = self._count(found, name, level, definition)
        if _MARKED.match(text):
            return ""
        pattern = definition.find(f"{W}lvlText") if definition is not None else None
        several = pattern is not None and value(pattern).count("%") > 1
        return "- " if form == "bullet" or several else f"{count}. "

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph, its own or its style's; an empty name when it is in none."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return "", 0
        seen: set[str] = set()
        found = properties.find(f"{W}numPr")
        style = properties.find(f"{W}pStyle")
        while found is None and style is not None and value(style) not in seen:
            seen.add(value(style))
            owner = self._styles.get(value(style))
            found = None if owner is None else owner.find(f"{W}pPr/{W}numPr")
            style = None if owner is None else owner.find(f"{W}basedOn")
        if found is None:
            return "", 0
        name, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
        at = "0" if level is None else value(level)
        return "" if name is None else value(name), int(at) if at.isdigit() else 0

    def _level(self, found: Any, level: int) -> tuple[Any, str]:
        """The definition of a list's level and its number format."""
        abstract = found.find(f"{W}abstractNumId")
        owner = None if abstract is None else self._abstract.get(value(abstract))
        levels = () if owner is None else owner.iterfind(f"{W}lvl")
        definition = next((each for each in levels if each.get(f"{W}ilvl") == str(level)), None)
        form = None if definition is None else definition.find(f"{W}numFmt")
        return definition, "bullet" if form is None else value(form)

    def _count(self, found: Any, name: str, level: int, definition: Any) -> int:
        """The next number. Lists of one definition count on together unless one begins anew."""
        abstract = found.find(f"{W}abstractNumId")
        anew = found.find(f"{W}lvlOverride/{W}startOverride")
        key = name if anew is not None or abstract is None else f"a{value(abstract)}"
        start = None if definition is None else definition.find(f"{W}start")
        first = int(value(start)) if start is not None and value(start).isdigit() else 1
        count = self._counts.get((key, level), first - 1) + 1
        self._counts[key, level] = count
        for other in [each for each in self._counts if each[0] == key and each[1] > level]:
            del self._counts[other]
        return count
