"""HTML fragments and Markdown inside pasted text: blocks become lines, list items keep a marker, headings and bold
words lose theirs."""

import html
import re

_TAG = re.compile(
    r"<(/?)(p|div|br|li|ol|ul|tr|td|th|table|tbody|thead|h[1-6]|b|u|i|em|strong|span|font|a|sup|sub|small)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = {"b", "u", "i", "em", "strong", "span", "font", "a", "sup", "sub", "small"}
_MARKDOWN = re.compile(r"^\s*#{1,6}\s+|^\s*>\s+|\*\*(?=\S)|(?<=\S)\*\*|\\(?=[.()\[\]#*_|+-])")
_MARKED = re.compile(r"\s*(?:[0-9๐-๙]{1,2}\s*[.)]|[-–•▪*])")


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a cell. Only known tags are taken for markup, so that "คะแนน < 80" stays as it is."""
    lines = [""]
    lists: list[int | None] = []
    end = 0
    for tag in _TAG.finditer(text):
        lines[-1] += text[end : tag.start()]
        end = tag.end()
        closing, name = bool(tag[1]), tag[2].lower()
        if name in _INLINE:
            continue
        if name in ("ol", "ul"):
            lists = lists[:-1] if closing else [*lists, 0 if name == "ol" else None]
        following = text[end : end + 80]
        lines.append(_marker(lists, following) if name == "li" and not closing else "")
    lines[-1] += text[end:]
    lines = [_MARKDOWN.sub("", line) for line in lines]
    # A converter leaves two blanks where a dashed item began a line of its own.
    pieces = [piece for line in lines for piece in re.split(r"\s{2,}(?=[-–•]\s)", html.unescape(line))]
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _marker(lists: list[int | None], following: str) -> str:
    """The marker a list item is drawn with, unless its author typed one too."""
    count = lists[-1] if lists else None
    if count is not None:
        lists[-1] = count + 1
    if _MARKED.match(_TAG.sub("", following)):
        return ""
    return "- " if count is None else f"{count + 1}. "
