"""What of a year's facts a public copy holds: what was chosen, without texts nobody has looked at."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from page_samples import BUENGCHAROEN, MEASURE

from tracker.facts import YearFacts, to_json
from tracker.rules.publicity import DEFAULT, FIELDS, KEYS, RULES, WAITING, chosen, fingerprint, public_copy

PHONE = " โทร 081-234-5678"
# Keys, codes and names of departments and offices: nobody types these into a report.
NOT_TYPED = {
    "slug", "name_of_office", "kind", "district", "province", "website", "eit_url", "departments", "department",
    "status", "key", "code", "label", "rounds", "reported", "round_key", "round_label", "severity", "sha256",
    "letter", "level", "receipt", "media_type", "cadence", "oit_item",
}  # fmt: skip


def with_phones(value: Any, office: bool = False) -> Any:
    """The same facts with a phone number in everything somebody may have typed."""
    if is_dataclass(value) and not isinstance(value, type):
        of_office = type(value).__name__ == "OfficeFacts"
        changed = {
            each.name: with_phones(getattr(value, each.name))
            for each in fields(value)
            if each.name not in NOT_TYPED and not of_office
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(with_phones(each) for each in value)
    if isinstance(value, dict):
        return {key: with_phones(each) for key, each in value.items()}
    return value + PHONE if isinstance(value, str) else value


TYPED = with_phones(
    replace(
        BUENGCHAROEN,
        measures=tuple(
            replace(each, follow_up="ทุกเดือน", place="หน้า 3", reported_on_paper=("ทำแล้ว",), question="e9")
            for each in BUENGCHAROEN.measures
        ),
        history=tuple(replace(each, remark="หมายเหตุ", sources={1: "ไฟล์ ก"}) for each in BUENGCHAROEN.history),
    )
)


def test_no_text_that_holds_a_number_of_a_person_is_in_a_public_copy() -> None:
    assert json.dumps(to_json(TYPED)).count("081-234-5678") > 40
    copy, held = public_copy(TYPED, KEYS, ())
    assert "081-234-5678" not in json.dumps(to_json(copy))
    assert copy.checked == RULES
    assert {kind for each in held for kind in each.kinds} == {"phone"}
    assert len(held) == len({each.text for each in held}) > 20


def test_a_text_that_was_looked_at_is_public_and_a_changed_one_is_not() -> None:
    held = public_copy(TYPED, KEYS, ())[1]
    looked_at = {each.fingerprint for each in held}
    copy, nothing = public_copy(TYPED, KEYS, looked_at)
    assert nothing == () and copy == replace(copy, measures=TYPED.measures)
    changed = replace(TYPED, measures=(replace(TYPED.measures[0], title=TYPED.measures[0].title + "!"),))
    assert [each.text for each in public_copy(changed, KEYS, looked_at)[1]] == [changed.measures[0].title]


def test_where_a_held_text_stands_is_told_once_each_place() -> None:
    note = "ติดต่อ" + PHONE
    first = MEASURE.standings[0]
    measure = replace(MEASURE, standings=(replace(first, note=note), *MEASURE.standings[1:]))
    update = replace(BUENGCHAROEN.updates[0], note=note)
    (held,) = public_copy(replace(BUENGCHAROEN, measures=(measure,), updates=(update,)), DEFAULT, ())[1]
    assert (held.places, held.kinds) == (("มาตรการที่ 1 หมายเหตุของสำนักปลัด",), ("phone",))
    assert held.fingerprint == fingerprint(note)


def test_nothing_private_means_nothing_changed_but_the_evidence() -> None:
    copy, held = public_copy(BUENGCHAROEN, DEFAULT, ())
    assert held == ()
    assert replace(copy, updates=BUENGCHAROEN.updates, checked=0) == BUENGCHAROEN
    proofs = [each for update in copy.updates for each in update.evidence]
    assert [(each.name, each.sha256, each.url) for each in proofs] == [("ภาพถ่าย", None, None)] * 2


@pytest.mark.parametrize(
    "field, gone",
    [
        ("notes", ("รอคำสั่งแต่งตั้ง", "แต่งตั้งคณะทำงานแล้ว")),
        ("steps", ("แต่งตั้งผู้รับผิดชอบตอบข้อซักถามของประชาชน", "รายงานการประชุม")),
        ("findings", ("คะแนนลดลง 2.87",)),
        ("website", ("https://buengcharoen.example.go.th/",)),
        ("eit", ("https://itas.nacc.go.th/go/eit/abc123",)),
        ("photos", ("ab" * 32,)),
        ("file_names", ("คำสั่ง นายสมชาย.pdf",)),
    ],
)
def test_what_an_office_does_not_choose_is_not_in_the_copy_at_all(field: str, gone: tuple[str, ...]) -> None:
    photographed = replace(BUENGCHAROEN.updates[0].evidence[1], kind="file")
    update = replace(BUENGCHAROEN.updates[0], evidence=(BUENGCHAROEN.updates[0].evidence[0], photographed))
    living = replace(BUENGCHAROEN, updates=(update, *BUENGCHAROEN.updates[1:]))

    def text(keys: frozenset[str]) -> str:
        return json.dumps(to_json(public_copy(living, keys, ())[0]), ensure_ascii=False)

    assert [each for each in gone if each not in text(KEYS)] == []
    assert [each for each in gone if each in text(KEYS - {field})] == []


def test_departments_can_be_told_as_one_with_the_measures_own_state() -> None:
    copy, _ = public_copy(BUENGCHAROEN, DEFAULT - {"departments"}, ())
    (standing,) = copy.measures[0].standings
    assert (standing.status, standing.percent, standing.reported) == ("blocked", 45, ())
    assert standing.department == "สำนักปลัด, กองคลัง, กองช่าง, กองการศึกษา ศาสนาและวัฒนธรรม"
    assert {each.department for each in copy.updates} == {standing.department}


def test_every_field_is_explained_and_photos_names_and_links_are_off_until_somebody_chooses() -> None:
    assert {each.key for each in FIELDS if not each.default} == {"photos", "file_names", "links"}
    assert all(each.label and each.meaning for each in FIELDS)
    assert chosen({}) == DEFAULT
    assert chosen({"photos": True, "notes": False, "gone": True}) == DEFAULT - {"notes"} | {"photos"}


def test_a_copy_from_before_there_were_rules_is_looked_at_when_it_is_shown(
    client: FlaskClient, publish: Callable[[YearFacts], int]
) -> None:
    first = replace(MEASURE.standings[0], note="ผู้ร้อง 1-1017-00230-70-8")
    publish(replace(BUENGCHAROEN, measures=(replace(MEASURE, standings=(first,)),)))
    for path in ("/o/buengcharoen/2567", "/o/buengcharoen/2567.json", "/o/buengcharoen/2567.csv"):
        shown = client.get(path).text
        assert "00230" not in shown and WAITING in shown
