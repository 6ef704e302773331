"""`make run`: everything on this machine, the web process, the scheduler and the pretend LINE with its chat page."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from honcho.manager import Manager

WEB, CHAT = 8000, 8001
INVITED = (
    ("ผู้ประสาน ITA บึงเจริญ", "buengcharoen", "coordinator", None),
    ("หัวหน้ากองช่าง บึงเจริญ", "buengcharoen", "head", "กองช่าง"),
    ("หัวหน้ากองช่าง เทศบาลตัวอย่าง", "tuayang", "head", "กองช่าง"),
    ("ผู้ประสาน ITA เทศบาลตัวอย่าง", "tuayang", "coordinator", None),
    ("ปลัด เทศบาลตัวอย่าง", "tuayang", "executive", None),
)


def environment() -> dict[str, str]:
    """The settings of the demo: an embedded database in var/, LINE pretended on this machine. What a person has set
    for the database and files is kept; anything of the real LINE is not."""
    kept = {**os.environ}
    return {
        **kept,
        "DATABASE_URL": kept.get("DATABASE_URL", "sqlite:///var/prongsai.db"),
        "FILES_URL": kept.get("FILES_URL", "file:var/files"),
        "LINE_CHANNEL_SECRET": "sandbox-secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "sandbox-token",
        "LINE_API_BASE": f"http://127.0.0.1:{CHAT}",
        "PUBLIC_URL": f"http://localhost:{WEB}",
        "SECRET_KEY": "prongsai-demo-on-this-machine-only",
        "PORT": str(WEB),
        "SANDBOX": "1",
        "PYTHONUNBUFFERED": "1",
    }


def main() -> None:
    """Prepare the database, make codes to try, start all, stop all together."""
    for port in (WEB, CHAT):
        if _taken(port):
            sys.exit(f"prongsai: port {port} is in use on this machine; stop what uses it and try again")
    settings = environment()
    _command(settings, "tracker", "migrate")
    _command(settings, "tracker", "sample")
    settings["SANDBOX_CODES"] = json.dumps(_codes(settings), ensure_ascii=False)
    manager = Manager()
    python = sys.executable
    manager.add_process(
        "web", f"'{python}' -m gunicorn 'bot.app:create_app()' --config bot/gunicorn.py", env=settings
    )
    manager.add_process("scheduler", f"'{python}' -m scheduler", env=settings)
    manager.add_process("sandbox", f"'{python}' -m sandbox --port {CHAT}", env=settings)
    print(f"\n  แชทลองเล่น (chat page):  http://localhost:{CHAT}")
    print(f"  หน้าสาธารณะ (public pages): http://localhost:{WEB}")
    print("  Ctrl-C หยุดทั้งหมด (stops all of it)\n", flush=True)
    threading.Thread(target=_make_menus, args=(settings,), daemon=True).start()
    manager.loop()
    sys.exit(0 if manager.returncode in (0, 130, -2, None) else manager.returncode)


def _codes(settings: dict[str, str]) -> list[dict[str, str]]:
    """Invitation codes for the page's side panel, made on the first run and kept beside the database."""
    kept, database = Path("var/demo-codes.json"), settings["DATABASE_URL"]
    known: dict[str, list[dict[str, str]]] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if database in known:
        return known[database]
    made = []
    for label, office, role, department in INVITED:
        words = ["--office", office, "--role", role, "--uses", "100", "--days", "365"]
        words += ["--department", department] if department else []
        made.append({"label": label, "code": _command(settings, "tracker", "invite", *words).strip()})
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({**known, database: made}, ensure_ascii=False, indent=1), "utf-8")
    return made


def _make_menus(settings: dict[str, str]) -> None:
    """The menus under the chat, as soon as the pretend LINE is there to take them."""
    deadline = time.monotonic() + 60
    while not _taken(CHAT) and time.monotonic() < deadline:
        time.sleep(0.2)
    _command(settings, "bot", "richmenu")


def _command(settings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words], env=settings, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
