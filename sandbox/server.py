"""The sandbox as a server: LINE's endpoints, the control routes, the chat page."""

import logging
import threading
from types import TracebackType

from flask import Flask
from werkzeug.serving import make_server

from sandbox.api import create_api
from sandbox.page import create_page
from sandbox.people import Person
from sandbox.state import State
from sandbox.wire import BOT, Wire


class Sandbox:
    """A running pretend LINE. Use it in a `with`, or call `stop`."""

    def __init__(
        self,
        webhook_url: str,
        secret: str,
        port: int = 0,
        host: str = "127.0.0.1",
        poll: float = 0.02,
        bot: str = BOT,
    ) -> None:
        self.state = State(webhook_url=webhook_url)
        self.wire = Wire(self.state, webhook_url, secret, bot)
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        app = Flask("sandbox", static_folder=None)
        app.register_blueprint(create_api(self.state, self.wire.try_webhook, bot))
        app.register_blueprint(create_page(self.state, self.wire))
        self._server = make_server(host, port, app, threaded=True)
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(poll,), daemon=True)
        self._thread.start()

    def person(self, name: str, group: str | None = None) -> Person:
        """A person by name, or by LINE user id."""
        return Person(self.wire, name, group)

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def wait(self) -> None:
        """Serve until interrupted."""
        self._thread.join()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    webhook_url: str,
    secret: str,
    port: int = 0,
    host: str = "127.0.0.1",
    poll: float = 0.02,
    bot: str = BOT,
) -> Sandbox:
    """A running sandbox that posts to this webhook. `poll`: seconds it takes at most to notice that it is to stop;
    `bot`: the LINE id of the account it plays."""
    return Sandbox(webhook_url, secret, port, host, poll, bot)
