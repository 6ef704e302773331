"""Settings of the web process and of everything that speaks to LINE."""

import ipaddress
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import accounts
from bot.accounts import Account
from tracker.errors import SettingInvalid
from tracker.settings import first_problem

EXAMPLES = {
    "LINE_CHANNEL_SECRET": "0123456789abcdef0123456789abcdef",
    "LINE_CHANNEL_ACCESS_TOKEN": "the long-lived token of the LINE console",
    "LINE_CHANNEL_ID": "1656000000",
    accounts.SETTING: accounts.EXAMPLE,
    "LINE_API_BASE": "http://127.0.0.1:8001",
    "PUBLIC_URL": "https://ita.example.go.th",
    "SECRET_KEY": "$(python -c 'import secrets; print(secrets.token_urlsafe(32))')",
    "LIFF_ID": "1656000000-AbcdEfgh",
    "PORT": "8000",
}


class LineSettings(BaseSettings):
    """What is needed to send to LINE; the scheduler needs no more than this."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    line_channel_access_token: SecretStr | None = None
    line_channel_id: str | None = None
    line_channel_secret: SecretStr | None = None
    line_channels: str = ""
    line_api_base: str = ""
    public_url: str = "http://localhost:8000"
    _accounts: tuple[Account, ...] = PrivateAttr(())

    @model_validator(mode="before")
    @classmethod
    def _the_main_account(cls, given: Any) -> Any:
        return accounts.with_accounts(given) if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _every_account(self) -> "LineSettings":
        path = self.line_channels.strip()
        self._accounts = accounts.read(Path(path)) if path else ()
        return self

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts of LINE_CHANNELS, the main one first; none where the environment names the only one."""
        return self._accounts

    def of_account(self, account: Account) -> "LineSettings":
        """Settings with which that account alone speaks to LINE."""
        alone = {
            "line_channels": "",
            "line_channel_secret": account.secret,
            "line_channel_access_token": account.token,
            "line_channel_id": account.id or None,
        }
        found = self.model_copy(update=alone)
        found._accounts = ()
        return found

    @field_validator("line_api_base", "public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _a_way_to_authorise(self) -> "LineSettings":
        if not self.line_channel_access_token and not (self.line_channel_id and self.line_channel_secret):
            raise SettingInvalid(
                name="LINE_CHANNEL_ACCESS_TOKEN",
                problem="is not set (nor LINE_CHANNEL_ID with LINE_CHANNEL_SECRET)",
                example=EXAMPLES["LINE_CHANNEL_ACCESS_TOKEN"],
            )
        return self


class WebSettings(LineSettings):
    """What the web process needs besides: the secret that proves a webhook is LINE's, and one to sign links."""

    line_channel_secret: SecretStr
    secret_key: SecretStr | None = None
    liff_id: str = ""
    port: int = 8000

    @field_validator("line_channel_secret")
    @classmethod
    def _not_empty(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().strip():
            raise ValueError("is empty")
        return value

    @field_validator("liff_id")
    @classmethod
    def _a_liff_id(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d{10}-[A-Za-z0-9]{8}", value):
            raise ValueError("is no LIFF ID (ten digits, a hyphen, eight letters or digits)")
        return value

    @model_validator(mode="after")
    def _a_key_outside_the_demo(self) -> "WebSettings":
        """A demo on this machine may do without; anything LINE can reach may not."""
        if self.secret_key is None or not self.secret_key.get_secret_value():
            if not self.is_demo:
                raise SettingInvalid(name="SECRET_KEY", problem="is not set", example=EXAMPLES["SECRET_KEY"])
            self.secret_key = SecretStr("prongsai-demo-on-this-machine-only")
        return self

    @property
    def is_demo(self) -> bool:
        """Whether LINE is the sandbox on this very machine."""
        host = urlsplit(self.line_api_base).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False


@lru_cache
def web_settings() -> WebSettings:
    """The settings of the web process; raises SettingInvalid naming the first that is wrong."""
    try:
        return WebSettings()
    except ValidationError as error:
        raise first_problem(error, EXAMPLES) from None


def link_settings() -> WebSettings:
    """Settings good enough to make links with, for commands that speak to nobody: what is set, else the demo's."""
    try:
        return web_settings()
    except SettingInvalid:
        return WebSettings(
            line_channels="",
            line_channel_secret=SecretStr("demo"),
            line_channel_access_token=SecretStr("sandbox"),
            line_api_base="http://127.0.0.1",
        )


@lru_cache
def line_settings() -> LineSettings:
    """The settings of a process that only sends; raises SettingInvalid naming the first that is wrong."""
    try:
        return LineSettings()
    except ValidationError as error:
        raise first_problem(error, EXAMPLES) from None
