"""No log line holds what a person wrote, who they are in LINE, or a secret, whatever goes wrong."""

import json
import logging
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import logs
from tests.privacy.log_scan import Hit, hits
from tests.privacy.processes import ROOT, SECRETS, running
from tracker.actions.invite import invite
from tracker.store import Store, organisations

WHO = "U" + "3f" * 16
TYPED = "เลขบัตร 1-2345-67890-12-3 ของนายสมชาย"


@pytest.fixture(autouse=True)
def veiled() -> Any:
    before = logs.VEIL.key, logs.VEIL.secrets
    logs.VEIL.learn(["a-secret/of+this=house"])
    yield
    logs.VEIL.key, logs.VEIL.secrets = before


def logged(message: str, *args: object, error: BaseException | None = None) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, args, None)
    record.exc_info = (type(error), error, error.__traceback__) if error else None
    return logs.formatter().format(record)


@pytest.mark.parametrize(
    "line",
    [
        f"GET /v2/bot/profile/{WHO} failed",
        f"group C{WHO[1:]} and room R{WHO[1:]}",
        f"LINE cannot be asked for /v2/bot/user/{WHO}/richmenu/x",
        "Authorization: Bearer a-secret/of+this=house",
        "?key=a-secret%2Fof%2Bthis%3Dhouse",
        "Exception on /d/WzEsMjU2NywicHJvZ3Jlc3MiXQ.ahJk2Q.9zXf0mEw4J0Q1n3bVq8s7dPpLxA [GET]",
    ],
)
def test_ids_secrets_and_signed_links_are_veiled_whoever_logs_them(line: str) -> None:
    for written in (logged(line), logged("%s", line), logged("x %(line)s", {"line": line})):
        assert json.loads(written)["level"] == "error"
        for never in (WHO, WHO[1:], "a-secret", "9zXf0mEw4J0Q1n3bVq8s7dPpLxA"):
            assert never not in written


def test_one_person_has_one_pseudonym_which_another_house_cannot_make() -> None:
    here = logs.VEIL.pseudonym(WHO)
    assert here == logs.VEIL.pseudonym(WHO) != logs.VEIL.pseudonym("U" + "4f" * 16)
    logs.VEIL.learn(["another secret"])
    assert logs.VEIL.pseudonym(WHO) != here


def test_an_error_is_told_by_kind_and_path_and_never_in_its_own_words() -> None:
    def deeper() -> None:
        raise KeyError(TYPED)

    try:
        try:
            deeper()
        except KeyError as cause:
            raise ValueError(f"cannot use {TYPED} of {WHO}") from cause
    except ValueError as error:
        line = logged("it went wrong", error=error)
    told = json.loads(line)
    assert told["error"] == "ValueError < KeyError"
    assert any("test_logs.py" in place for place in told["path"])
    assert TYPED not in line and "สมชาย" not in line and WHO not in line


def test_a_line_whose_arguments_do_not_fit_is_told_without_them() -> None:
    told = json.loads(logged("%d events of %s", TYPED))
    assert told["event"] == "%d events of %s" and told["level"] == "error"


@pytest.mark.parametrize("given", [True, "the error", "(type, error, trace)", (None, None, None)])
def test_an_error_is_told_in_whatever_form_a_record_holds_it(given: Any) -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it went wrong", (), None, sinfo="Stack: x.py")
    try:
        raise KeyError(TYPED)
    except KeyError as error:
        forms = {"the error": error, "(type, error, trace)": (KeyError, error, error.__traceback__)}
        record.exc_info = forms.get(given, given) if isinstance(given, str) else given
        told = json.loads(logs.formatter().format(record))
    assert told.get("error") == (None if given == (None, None, None) else "KeyError")
    assert told["stack"] == "Stack: x.py" and TYPED not in str(told)


def test_what_nobody_caught_anywhere_in_a_process_is_told_the_same_way(tmp_path: Path) -> None:
    program = f"""
import logging, threading, warnings
from bot import logs
logs.configure(["a-secret-of-the-house"])
logs.own_the_process()
def fail(): raise RuntimeError({TYPED!r} + {WHO!r})
thread = threading.Thread(target=fail); thread.start(); thread.join()
class Lost:
    def __del__(self): fail()
del Lost
warnings.warn("a-secret-of-the-house " + {WHO!r})
logging.getLogger("urllib3").warning("Retrying %s", "/v2/bot/profile/" + {WHO!r})
logging.getLogger("x").error("%d", {TYPED!r})
Held = type("Held", (), {{"__del__": lambda self: fail()}}); held = Held(); del held
fail()
"""
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    log = tmp_path / "all.log"
    log.write_text(done.stdout + done.stderr, "utf-8")
    assert done.returncode == 1
    assert [json.loads(line)["level"] for line in log.read_text("utf-8").splitlines()].count("critical") >= 3
    assert hits([log], ["a-secret-of-the-house"], [WHO], [TYPED]) == []


PLANTED = (
    ("secret", "Bearer the-secret"),
    ("user id", f"to {WHO}"),
    ("text", f"said {TYPED}"),
    ("text", json.dumps({"said": TYPED})),
    ("text", ascii(TYPED)),
    ("line id", "C" + "0a" * 16),
)


@pytest.mark.parametrize(("kind", "line"), PLANTED)
def test_the_scan_finds_what_is_there_in_whatever_writing(kind: str, line: str, tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(f"fine\n{line}\nfine\n", "utf-8")
    assert hits([tmp_path], ["the-secret"], [WHO], [TYPED]) == [Hit(tmp_path / "a.log", 2, kind)]


def test_no_log_of_running_processes_holds_anything_of_a_person(sampled: Store, tmp_path: Path) -> None:
    """Real conversations, then real trouble: LINE away, a table gone, garbage over HTTP."""
    with running(tmp_path, sampled.url) as place:
        head = place.line.person("หัวหน้ากองช่าง")
        said = _conversation(sampled, place.line, head)
        said += _trouble(sampled, place.line, head)
    log = "".join(path.read_text("utf-8") for path in place.logs.iterdir())
    ids = [head.user_id, place.line.person("ผู้ถาม").user_id]
    assert hits([place.logs], SECRETS, ids, said) == []
    lines = [
        json.loads(line) for line in log.splitlines()
    ]  # every line of both processes, gunicorn's own too
    assert any("failed" in str(line["event"]) and line["level"] == "error" for line in lines)
    assert {"gunicorn.error", "bot.line.client", "scheduler.life"} <= {line["logger"] for line in lines}


def _conversation(store: Store, line: Any, head: Any) -> list[str]:
    with store.begin() as tx:
        office = organisations.office_by_slug(tx, "buengcharoen")
        code = invite(tx, office, organisations.department_by_name(tx, office, "กองช่าง"), "head", _now())
    said = [code, "มาตรการ 2 ทำแล้ว 60% ติดป้ายที่ศาลาบ้านป้าสมศรีแล้ว", TYPED, "=HYPERLINK(สวัสดีป้า)"]
    for words_typed in said[:2]:
        head.says(words_typed)
        assert head.wait()
        head.press("ยืนยัน")
        assert head.wait()
    for words_typed in said[2:]:
        head.says(words_typed)
        assert head.wait()
    head.sends_photo()
    assert head.wait()
    stranger = line.person("ผู้ถาม")
    stranger.says("คะแนนของเทศบาลตำบลนาดูน โทร 0812345678")
    assert stranger.wait()
    return [code, "ติดป้ายที่ศาลาบ้านป้าสมศรีแล้ว", TYPED, "HYPERLINK", "0812345678", "77.16 "]


def _trouble(store: Store, line: Any, head: Any) -> list[str]:
    line.state.faults.update({"429": 1, "500": 2})
    line.wire.raw(b'{"events": [{"type": "message", "said": "secretly typed"}]}')
    line.wire.raw(b"\xff\xfe" + TYPED.encode())
    line.wire.raw(("typed plainly " + TYPED).encode(), "forged")
    for broken in (
        "ALTER TABLE memory RENAME COLUMN topic TO other",
        "ALTER TABLE message RENAME TO elsewhere",
    ):
        with store.begin() as tx:
            tx.execute(text(broken))
        head.says("ถามต่อเมื่อตารางเสีย เบอร์ 0899999999")
        time.sleep(2.5)  # the scheduler's beats fail meanwhile
    with store.begin() as tx:
        tx.execute(text("ALTER TABLE elsewhere RENAME TO message"))
        tx.execute(text("ALTER TABLE memory RENAME COLUMN other TO topic"))
    return ["secretly typed", "typed plainly", "0899999999"]


def _now() -> datetime:
    return datetime.now(UTC)
