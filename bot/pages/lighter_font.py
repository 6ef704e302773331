"""A font with the letters our pages are written in, and no others: half as heavy for a phone in a village.

Glyphs keep their numbers, so the rules by which Thai marks find their places (GSUB, GPOS) stay as they are; those of
other scripts become empty, and the font no longer says it has them, so that a browser takes them from another.
"""

import struct

_HEADER, _ENTRY = 12, 16
# Latin as far as Western Europe, Thai, the dashes, quotes and arrows of our sentences, and the joined letters that f
# becomes with its neighbours, which have numbers of their own though nobody types them.
_KEPT = (
    (0x20, 0x17F),
    (0xE00, 0xE7F),
    (0x2000, 0x206F),
    (0x20AC, 0x20AC),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0xFB00, 0xFB06),
)
_COMPOSITE_MORE, _COMPOSITE_WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x20, 0x1, 0x8, 0x40, 0x80

Tables = dict[bytes, bytes]


def lighter(font: bytes) -> bytes:
    """A TrueType font without the glyphs and the names of glyphs our pages never use."""
    tables = _tables(font)
    letters = _letters(tables[b"cmap"])
    kept = {code: glyph for code, glyph in letters.items() if _is_ours(code)}
    # What no letter leads to is a form of another glyph, as of a mark that moves aside: it stays.
    foreign = set(letters.values()) - set(kept.values()) - {0}
    glyphs = _glyphs(tables)
    foreign -= _parts([body for number, body in enumerate(glyphs) if number not in foreign], glyphs)
    bodies = [b"" if number in foreign else body for number, body in enumerate(glyphs)]
    tables[b"glyf"], tables[b"loca"], long_offsets = _laid_out(bodies)
    head = tables[b"head"]
    tables[b"head"] = head[:8] + bytes(4) + head[12:50] + struct.pack(">h", long_offsets) + head[52:]
    tables[b"cmap"] = _cmap(kept)
    tables[b"post"] = struct.pack(">L", 0x00030000) + tables[b"post"][4:32]
    tables.pop(b"DSIG", None)  # signs what is no more
    return _font(font[:4], tables)


def _is_ours(code: int) -> bool:
    return any(first <= code <= last for first, last in _KEPT)


def _tables(font: bytes) -> Tables:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, _HEADER + _ENTRY * each) for each in range(count))
    return {tag: font[start : start + length] for tag, _, start, length in entries}


def _letters(cmap: bytes) -> dict[int, int]:
    """Code point → glyph, from the Unicode table every such font has (platform 3, encoding 1, format 4)."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    listed = (struct.unpack_from(">HHL", cmap, 4 + 8 * each) for each in range(count))
    start = next(at for platform, encoding, at in listed if (platform, encoding) == (3, 1))
    (twice,) = struct.unpack_from(">H", cmap, start + 6)
    count = twice // 2
    ends, firsts, deltas, ranges = (
        struct.unpack_from(f">{count}H", cmap, start + 14 + place * twice + (2 if place else 0))
        for place in range(4)
    )
    found = {}
    for each, (first, end, delta, offset) in enumerate(zip(firsts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = start + 16 + 3 * twice + 2 * each + offset + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", cmap, at)
            if glyph or not offset:
                found[code] = (glyph + delta) % 0x10000
    return found


def _glyphs(tables: Tables) -> list[bytes]:
    is_long = struct.unpack_from(">h", tables[b"head"], 50)[0]
    (count,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    starts = struct.unpack_from(f">{count + 1}{'L' if is_long else 'H'}", tables[b"loca"])
    step = 1 if is_long else 2
    return [tables[b"glyf"][starts[each] * step : starts[each + 1] * step] for each in range(count)]


def _parts(bodies: list[bytes], glyphs: list[bytes]) -> set[int]:
    """The glyphs that others are put together from, and those that these are."""
    found: set[int] = set()
    waiting = list(bodies)
    while waiting:
        for part in _parts_of(waiting.pop()):
            if part not in found:
                found.add(part)
                waiting.append(glyphs[part])
    return found


def _parts_of(body: bytes) -> list[int]:
    if not body or struct.unpack_from(">h", body)[0] >= 0:
        return []
    found, at, flags = [], 10, _COMPOSITE_MORE
    while flags & _COMPOSITE_MORE:
        flags, part = struct.unpack_from(">HH", body, at)
        found.append(part)
        at += 4 + (4 if flags & _COMPOSITE_WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return found


def _laid_out(bodies: list[bytes]) -> tuple[bytes, bytes, int]:
    """Glyphs one after the other, where each begins, and whether that is written long."""
    whole, starts = bytearray(), [0]
    for body in bodies:
        whole += body + bytes(-len(body) % 4)
        starts.append(len(whole))
    return bytes(whole), struct.pack(f">{len(starts)}L", *starts), 1


def _cmap(letters: dict[int, int]) -> bytes:
    """A Unicode table of format 4: a segment for each row of letters whose glyphs follow each other."""
    segments: list[list[int]] = []
    for code, glyph in sorted(letters.items()):
        if segments and code == segments[-1][1] + 1 and glyph - code == segments[-1][2]:
            segments[-1][1] = code
        else:
            segments.append([code, code, glyph - code])
    segments.append([0xFFFF, 0xFFFF, 1])
    count = len(segments)
    power = 1 << (count.bit_length() - 1)
    firsts, ends, deltas = ([each[place] % 0x10000 for each in segments] for place in range(3))
    search = (count * 2, power * 2, power.bit_length() - 1, (count - power) * 2)
    body = struct.pack(">4H", *search) + struct.pack(f">{count}H", *ends) + bytes(2)
    body += struct.pack(f">{count}H", *firsts) + struct.pack(f">{count}H", *deltas) + bytes(2 * count)
    table = struct.pack(">3H", 4, 6 + len(body), 0) + body
    return struct.pack(">HHHHLHHL", 0, 2, 0, 3, 20, 3, 1, 20) + table


def _font(kind: bytes, tables: Tables) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = kind + struct.pack(">4H", count, power * 16, power.bit_length() - 1, (count - power) * 16)
    directory, bodies, at = b"", b"", _HEADER + _ENTRY * count
    head_at = 0
    for tag, body in sorted(tables.items()):
        if tag == b"head":
            head_at = at
        directory += struct.pack(">4sLLL", tag, _sum(body), at, len(body))
        padded = body + bytes(-len(body) % 4)
        bodies += padded
        at += len(padded)
    whole = bytearray(header + directory + bodies)
    struct.pack_into(">L", whole, head_at + 8, (0xB1B0AFBA - _sum(bytes(whole))) % 2**32)
    return bytes(whole)


def _sum(body: bytes) -> int:
    padded = body + bytes(-len(body) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}L", padded)) % 2**32
