"""What is done before a web process forks its workers: nobody waits for it later, and it keeps none from starting."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import scene
from bot.app import create_app
from bot.thai import mentions
from tests.town import Town, town


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


def test_the_names_of_all_offices_are_read_and_put_in_their_form_before_the_first_message(
    place: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(place.web, place.facts, place.clock)
    app.extensions["warm"]()
    monkeypatch.setattr(scene, "_names_of_all", lambda _tx: pytest.fail("read again"))
    with app.extensions["store"].read() as tx:
        words = scene.words_of_nowhere(tx)
    monkeypatch.setattr(mentions, "_indexed", lambda _offices: pytest.fail("put in its form again"))
    assert len(words.offices) > 1 and mentions._names(words.offices).beginnings


def test_where_there_is_no_database_it_starts_all_the_same_and_makes_none(
    place: Town, tmp_path: Path
) -> None:
    file = tmp_path / "none.db"
    nowhere = place.facts.model_copy(update={"database_url": f"sqlite:///{file}"})
    create_app(place.web, nowhere, place.clock).extensions["warm"]()
    assert not file.exists()


def test_where_the_database_has_no_tables_yet_it_starts_all_the_same_and_says_so(
    place: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.db").touch()
    empty = place.facts.model_copy(update={"database_url": f"sqlite:///{tmp_path}/empty.db"})
    create_app(place.web, empty, place.clock).extensions["warm"]()
    assert "names of offices are read with the first message" in capsys.readouterr().err
