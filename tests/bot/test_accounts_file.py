"""The file of LINE accounts: read whole or refused in one line that says what is wrong and tells no secret."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import logs
from bot.settings import LineSettings, WebSettings
from tests.bot.accounts import FILE, MAIN, OTHER, SECRETS, TOKENS
from tracker.errors import SettingInvalid


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "channels.toml"
    path.write_text(FILE, "utf-8")
    return path


def settings(file: Path, **more: object) -> WebSettings:
    given = {"secret_key": SecretStr("k"), "line_api_base": "http://127.0.0.1:9", "_env_file": None} | more
    return WebSettings(line_channels=str(file), **given)  # type: ignore[arg-type]


def test_the_first_account_is_the_main_one(file: Path) -> None:
    found = settings(file)
    assert found.line_channel_secret.get_secret_value() == SECRETS[MAIN]
    assert [each.destination for each in found.accounts] == [MAIN, OTHER]
    other = found.of_account(found.accounts[1])
    assert other.line_channel_access_token is not None
    assert other.line_channel_access_token.get_secret_value() == TOKENS[OTHER]
    assert other.accounts == ()


def test_without_the_file_the_environment_names_the_only_account() -> None:
    alone = LineSettings(line_channel_access_token=SecretStr("t"), _env_file=None)
    assert alone.accounts == ()


def test_every_secret_of_the_file_is_kept_out_of_logs(file: Path) -> None:
    assert {*SECRETS.values(), *TOKENS.values()} <= set(logs.secrets_of(settings(file)))


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "must hold [[channel]] tables"),
        ("[channel]\n", "must hold [[channel]] tables"),
        ("channel = 5\n", "must hold [[channel]] tables"),
        ("[[channel\n", "is no TOML"),
        (FILE.replace(OTHER, MAIN), "two accounts have the same destination"),
        (FILE.replace(SECRETS[OTHER], SECRETS[MAIN]), "two accounts have the same secret"),
        (FILE.replace(OTHER, "@nadun"), "number 2: destination"),
        (FILE.replace(f'token = "{TOKENS[MAIN]}"', ""), "number 1: needs a token, or the channel's id"),
        (FILE.replace(f'secret = "{SECRETS[MAIN]}"', 'secret = ""'), "number 1: secret"),
        (FILE.replace("token", "tokn"), "number 1: "),
        (FILE + "\n[other]\n", "and nothing else"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_what_is_wrong(file: Path, written: str, problem: str) -> None:
    file.write_text(written, "utf-8")
    with pytest.raises(SettingInvalid) as refused:
        settings(file)
    said = str(refused.value)
    assert "LINE_CHANNELS" in said and problem in said, said
    assert not any(each in said for each in (*SECRETS.values(), *TOKENS.values()))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="cannot be read: No such file"):
        settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("name", ["line_channel_secret", "line_channel_access_token", "line_channel_id"])
def test_an_account_of_the_environment_beside_the_file_is_refused(file: Path, name: str) -> None:
    with pytest.raises(SettingInvalid, match=f"so is {name.upper()}"):
        settings(file, **{name: "another"})
    assert settings(file, **{name: ""}).accounts, "an empty line of .env is none"
