"""What any database can keep of a webhook's bytes: the quick look must let nothing through that the walk takes out."""

import json

import pytest

from bot.line import payload

ODD = ("\x00", "\ud800", "a\udfffb", "😀", "ก่อน\x00หลัง", "\\u0000", "\\\\ud83d", "\\", "ปี 66", "\u0e01\ud83d")


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_text_is_kept_without_what_no_database_keeps_however_it_is_written(
    text: str, ascii_only: bool
) -> None:
    said = {"events": [{text: [text, {"text": text}]}]}
    try:
        body = json.dumps(said, ensure_ascii=ascii_only).encode("utf-8")
    except UnicodeEncodeError:
        pytest.skip("half a pair can only be written as an escape")
    kept = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    assert payload.decoded(body) == {"events": [{kept: [kept, {"text": kept}]}]}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_too_deeply_is_refused_and_many_brackets_alone_are_not(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    depth = payload.DEPTH + 1
    with pytest.raises(ValueError, match="deeply"):
        payload.decoded((opening * depth + "1" + closing * depth).encode())
    wide = "[" + ",".join([opening + "1" + closing] * 200) + "]"
    assert len(payload.decoded(wide.encode())) == 200
