"""An installation with two LINE accounts of one provider: the main one, and one of the office of Nadun."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from werkzeug.serving import make_server

import sandbox.server
from bot.app import create_app
from bot.line.client import LineClient
from bot.settings import WebSettings
from sandbox.server import Sandbox
from scheduler.worker import Worker
from tests.town import BANGKOK, Town, _not_yet, sampled_database

MAIN, OTHER = "U" + "a" * 32, "U" + "b" * 32
SECRETS = {MAIN: "secret of the main one", OTHER: "secret of Nadun"}
TOKENS = {MAIN: "sandbox-main", OTHER: "sandbox-nadun"}
FILE = "".join(
    f'[[channel]]\ndestination = "{each}"\nsecret = "{SECRETS[each]}"\ntoken = "{TOKENS[each]}"\n{office}\n'
    for each, office in ((MAIN, ""), (OTHER, 'office = "nadun"'))
)
App = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TwoAccounts(Town):
    """A town whose people may write to either account; `line` is the main one's LINE, `other` the other's."""

    def __init__(self, folder: Path, lines: dict[str, Sandbox], url: str) -> None:
        super().__init__(folder, lines[MAIN], url, f"sqlite:///{folder}/town.db")
        self.other = lines[OTHER]
        self.other.state.clock = self._seconds
        (folder / "channels.toml").write_text(FILE, "utf-8")
        self.web = WebSettings(
            line_channels=str(folder / "channels.toml"),
            line_api_base=lines[MAIN].url,
            public_url=url,
            secret_key=SecretStr("town-key"),
            _env_file=None,
        )
        self.client = LineClient(self.web)

    def revoke(self, account: str) -> None:
        """The settings' token of an account is good for nothing any more."""
        file = self.folder / "channels.toml"
        file.write_text(file.read_text("utf-8").replace(TOKENS[account], "revoked"), "utf-8")
        self.web = WebSettings(**self.web.model_dump(), _env_file=None)
        self.client = LineClient(self.web)

    def worker(self) -> Worker:
        """The scheduler's work on the town's clock."""
        return Worker(self.store, self.files, self.client, BANGKOK, self.clock, self.clock)


@contextmanager
def two_accounts(folder: Path) -> Iterator[TwoAccounts]:
    """Build it; LINE is one address for both, which knows an account by its token."""
    shutil.copy(sampled_database(), folder / "town.db")
    web = make_server("127.0.0.1", 0, _not_yet, threaded=True)
    url = f"http://127.0.0.1:{web.server_port}"
    with ExitStack() as stack:
        lines = {
            each: stack.enter_context(
                sandbox.server.start(f"{url}/callback", SECRETS[each], poll=0.005, bot=each)
            )
            for each in (MAIN, OTHER)
        }
        lines[MAIN]._server.app = _by_token(lines)
        made = TwoAccounts(folder, lines, url)
        app = create_app(made.web, made.facts, made.clock)
        web.app = app
        thread = threading.Thread(target=web.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            web.shutdown()
            web.server_close()
            thread.join(5)
            made.store.close()
            app.extensions["store"].close()


def _by_token(lines: dict[str, Sandbox]) -> App:
    apps: dict[str, App] = {f"Bearer {TOKENS[each]}": line._server.app for each, line in lines.items()}

    def chosen(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # A token nobody gave out is refused by whichever is asked.
        return apps.get(environ["HTTP_AUTHORIZATION"], apps[f"Bearer {TOKENS[MAIN]}"])(
            environ, start_response
        )

    return chosen
