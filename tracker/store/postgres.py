"""PostgreSQL as the store opens it: READ COMMITTED, with a limit on everything that could be waited for."""

from sqlalchemy import Engine, create_engine

from tracker.plain_json import as_text
from tracker.store.sqlite import OVERFLOW, POOL

# Seconds. The driver takes no less than two to give up on a server that does not answer at all.
CONNECT_TIMEOUT, STATEMENT_TIMEOUT, IDLE_TIMEOUT = 2, 15, 30
# A cable that is pulled tells nobody. Whoever waits for the other end asks whether it is still there after so many
# seconds, and again so often; what it sent must be confirmed within the last. Left to itself the system would have our
# threads wait a quarter of an hour for a host that is gone, and a host that is gone hold its rows for half a minute.
ASK_AFTER, ASK_EVERY, ASK_TIMES, SILENT_FOR = 5, 2, 3, 10


def postgres_engine(url: str, busy_ms: int) -> Engine:
    """The engine of writing transactions. `busy_ms`: how long a lock or a free connection is waited for."""
    limits = {
        "lock_timeout": busy_ms,
        "statement_timeout": STATEMENT_TIMEOUT * 1000,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT * 1000,
        "synchronous_commit": "on",  # whatever the server's default: what LINE was told is kept stays kept
        "tcp_keepalives_idle": ASK_AFTER,  # (the server's side of the line; where it is no network these mean nothing)
        "tcp_keepalives_interval": ASK_EVERY,
        "tcp_keepalives_count": ASK_TIMES,
        "tcp_user_timeout": SILENT_FOR * 1000,
    }
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=busy_ms / 1000,
        hide_parameters=True,
        json_serializer=as_text,
        connect_args={
            "options": options,
            "connect_timeout": CONNECT_TIMEOUT,
            "keepalives_idle": ASK_AFTER,
            "keepalives_interval": ASK_EVERY,
            "keepalives_count": ASK_TIMES,
            "tcp_user_timeout": SILENT_FOR * 1000,
        },
    )


def reading(engine: Engine) -> Engine:
    """The same for reading sessions, which see one moment."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
