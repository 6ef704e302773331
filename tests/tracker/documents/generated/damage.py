"""Damage that changes nothing of what a paper says: a careful reader mends it, so the truth stays as it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from random import Random

from pythainlp import word_tokenize

from tests.tracker.documents.generated.blocks import ABOVE, LEFT, Blocks, Grid, rewritten

Damage = Callable[[Blocks, Random], Blocks]

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
LAO = str.maketrans({"ำ": "ຳ", "า": "າ", "เ": "ເ", "่": "່", "้": "້", "ะ": "ະ", "ิ": "ິ", "ี": "ີ", "ุ": "ຸ"})
MARKS = "่้๊๋์"


def _letters(
    rng: Random, share: float, pattern: str, change: Callable[[re.Match[str]], str]
) -> Callable[[str], str]:
    """A change of so many of the places a pattern fits."""

    def changed(text: str) -> str:
        return re.sub(pattern, lambda found: change(found) if rng.random() < share else found[0], text)

    return changed


def torn_sara_am(blocks: Blocks, rng: Random) -> Blocks:
    """จัดทำ as "จัดท า"."""
    return rewritten(blocks, _letters(rng, 0.7, "(?<=[ก-ฮ่-๋])ำ", lambda _: " า"))


def split_sara_am(blocks: Blocks, rng: Random) -> Blocks:
    """ำ as two characters, before or after the tone mark."""
    return rewritten(blocks, _letters(rng, 0.8, "([่-๋]?)ำ", lambda m: rng.choice((f"ํ{m[1]}า", f"{m[1]}ํา"))))


def doubled_e(blocks: Blocks, rng: Random) -> Blocks:
    """แ as two เ."""
    return rewritten(blocks, _letters(rng, 0.6, "แ", lambda _: "เเ"))


def private_marks(blocks: Blocks, rng: Random) -> Blocks:
    """Marks in the private codes that old Thai fonts use for lowered and shifted forms."""
    bases = (0xF705, 0xF70A, 0xF713)
    blocks = rewritten(
        blocks, _letters(rng, 0.6, f"[{MARKS}]", lambda m: chr(rng.choice(bases) + MARKS.index(m[0])))
    )
    return rewritten(
        blocks, _letters(rng, 0.4, "[ิีึืั]", lambda m: chr({"ั": 0xF710}.get(m[0], 0xF701 + "ิีึื".find(m[0]))))
    )


def doubled_marks(blocks: Blocks, rng: Random) -> Blocks:
    """A tone mark or vowel above written twice."""
    return rewritten(blocks, _letters(rng, 0.1, "[่้์ิีืัุู]", lambda m: m[0] * 2))


def zero_width(blocks: Blocks, rng: Random) -> Blocks:
    """Invisible characters inside words."""
    return rewritten(
        blocks,
        _letters(rng, 0.08, "(?<=[ก-ฮ])(?=[ก-ฮ])", lambda _: rng.choice("\u200b\u200c\u2060\ufeff\u00ad")),
    )


def odd_blanks(blocks: Blocks, rng: Random) -> Blocks:
    """Blanks that do not break, and several where there was one."""
    return rewritten(blocks, _letters(rng, 0.5, " ", lambda _: rng.choice(("\u00a0", "\u2009", "  "))))


def lao_letters(blocks: Blocks, rng: Random) -> Blocks:
    """Lao letters that look like Thai ones."""
    return rewritten(blocks, _letters(rng, 0.25, "[ำาเ่้ะิีุ]", lambda m: m[0].translate(LAO)))


def thai_digits(blocks: Blocks, _rng: Random) -> Blocks:
    """Every digit a Thai one."""
    return rewritten(blocks, lambda text: text.translate(THAI_DIGITS))


def some_thai_digits(blocks: Blocks, rng: Random) -> Blocks:
    """Thai digits in some texts, Arabic ones in others."""
    return rewritten(blocks, lambda text: text.translate(THAI_DIGITS) if rng.random() < 0.4 else text)


def page_numbers(blocks: Blocks, rng: Random) -> Blocks:
    """Numbers of pages between the blocks, now and then, mostly after tables."""
    form, page, found = rng.choice(("- {} -", "{}", "หน้า {}", "~ {} ~")), 2, list[str | Grid]()
    for block in blocks:
        found.append(block)
        if rng.random() < (0.5 if isinstance(block, Grid) else 0.06):
            found.append(form.format(page))
            page += 1
    return found


def over_the_page(blocks: Blocks, rng: Random) -> Blocks:
    """A table in two, with or without its heading again and a page number between."""
    found: Blocks = []
    for block in blocks:
        cuts = _cuts(block) if isinstance(block, Grid) and block.of != "other" and block.headed else []
        if not cuts or not isinstance(block, Grid):
            found.append(block)
            continue
        at = rng.choice(cuts)
        head = block.rows[:1] if rng.random() < 0.5 else ()
        found.append(replace(block, rows=block.rows[:at]))
        found += [rng.choice(("- 4 -", "5", "หน้า 6"))] if rng.random() < 0.5 else []
        found.append(replace(block, rows=head + block.rows[at:], headed=bool(head)))
    return found


def _cuts(block: Grid) -> list[int]:
    return [
        at for at in range(2, len(block.rows)) if ABOVE not in block.rows[at] and ABOVE not in block.rows[1]
    ]


def columns_reordered(blocks: Blocks, rng: Random) -> Blocks:
    """Columns in another order."""
    return [
        _reordered(block, rng) if isinstance(block, Grid) and block.movable else block for block in blocks
    ]


def _reordered(block: Grid, rng: Random) -> Grid:
    order = rng.sample(range(block.width), block.width)
    return replace(block, rows=tuple(tuple(row[at] for at in order) for row in block.rows))


def empty_columns(blocks: Blocks, rng: Random) -> Blocks:
    """A column with nothing in it."""

    def widened(block: Grid) -> Grid:
        at = rng.randint(0, block.width)
        if any(at < len(row) and row[at] == LEFT for row in block.rows):
            at = block.width
        return replace(block, rows=tuple((*row[:at], "", *row[at:]) for row in block.rows))

    return [widened(block) if isinstance(block, Grid) and block.of != "other" else block for block in blocks]


def empty_rows(blocks: Blocks, rng: Random) -> Blocks:
    """Rows with nothing in them."""

    def lengthened(block: Grid) -> Grid:
        cuts = _cuts(block)
        if not cuts:
            return block
        at = rng.choice(cuts)
        return replace(block, rows=(*block.rows[:at], ("",) * block.width, *block.rows[at:]))

    return [lengthened(block) if isinstance(block, Grid) else block for block in blocks]


def wrapped_headings(blocks: Blocks, _rng: Random) -> Blocks:
    """Headings broken into lines."""
    return [
        replace(block, rows=(tuple(wrapped(cell, 10) for cell in block.rows[0]), *block.rows[1:]))
        if isinstance(block, Grid) and block.headed
        else block
        for block in blocks
    ]


def narrow_columns(blocks: Blocks, rng: Random) -> Blocks:
    """Texts broken where a narrow column ends; lists only where every item is marked, else nobody could tell."""
    width = rng.randint(18, 28)

    def narrowed(cell: str, heading: str) -> str:
        lines = cell.split("\n")
        marked = all(re.match(r"\d{1,2}[.)]|- ", line) for line in lines)
        one = len(lines) == 1 and re.search(
            "มาตรการ|โครงการ|รับผิดชอบ|เวลา|ติดตาม|ตัวชี้วัด", heading.replace("\n", "")
        )
        return "\n".join(wrapped(line, width) for line in lines) if marked or one else cell

    def whole(block: Grid) -> Grid:
        head, *rows = block.rows
        done = (tuple(narrowed(cell, over) for cell, over in zip(row, head, strict=True)) for row in rows)
        return replace(block, rows=(head, *done))

    return [
        whole(block)
        if isinstance(block, Grid) and block.of in ("measures", "progress") and block.headed
        else block
        for block in blocks
    ]


def wrapped(text: str, width: int) -> str:
    """A text broken between words, no line longer than so many letters where that can be had."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and len(lines[-1] + word) > width and word.strip():
            lines.append("")
        lines[-1] += word
    return "\n".join(line.strip() for line in lines)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word_tokenize(text, engine="newmm", keep_whitespace=True))


def merged_down(blocks: Blocks, _rng: Random) -> Blocks:
    """Equal neighbours in a column of departments, periods or follow-up as one cell."""

    def merged(block: Grid) -> Grid:
        rows = [list(row) for row in block.rows]
        for column in range(block.width):
            if not re.search("รับผิดชอบ|เวลา|ติดตาม", block.rows[0][column].replace("\n", "")):
                continue
            for above, below, row in zip(block.rows[1:], block.rows[2:], rows[2:], strict=False):
                if above[column] == below[column] and above[column] not in ("", "-"):
                    row[column] = ABOVE
        return replace(block, rows=tuple(map(tuple, rows)))

    return [
        merged(block) if isinstance(block, Grid) and block.of == "measures" and block.headed else block
        for block in blocks
    ]


IN_TABLES: dict[str, Damage] = {
    "merged down": merged_down,
    "columns reordered": columns_reordered,
    "empty columns": empty_columns,
    "empty rows": empty_rows,
    "over the page": over_the_page,
    "page numbers": page_numbers,
    "wrapped headings": wrapped_headings,
    "narrow columns": narrow_columns,
}
"""In the order in which they may follow one another."""

IN_TEXT: dict[str, Damage] = {
    "torn sara am": torn_sara_am,
    "split sara am": split_sara_am,
    "doubled e": doubled_e,
    "private marks": private_marks,
    "doubled marks": doubled_marks,
    "zero width": zero_width,
    "odd blanks": odd_blanks,
    "lao letters": lao_letters,
    "thai digits": thai_digits,
    "some thai digits": some_thai_digits,
}
NO_GLYPHS = ("private marks", "lao letters", "zero width", "odd blanks")
"""Damage by characters that the font of a PDF has no picture of."""
