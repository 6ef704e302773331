"""For the operator's machines: does the process live, can it serve, how is it doing."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, current_app, g, has_request_context, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from tracker.errors import StorageUnavailable
from tracker.store import Store, metrics

# What this very process counted; Prometheus adds the processes up and expects them to begin at nought.
_REGISTRY = CollectorRegistry()
_WEBHOOKS = Counter(
    "prongsai_webhook_total",
    "Answers to LINE's webhooks by HTTP status, and events that could not be read",
    ("outcome", "process"),
    registry=_REGISTRY,
)
_SECONDS = Histogram(
    "prongsai_webhook_seconds",
    "From a webhook's arrival to its answer",
    ("process",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
    registry=_REGISTRY,
)

# A metric's part of this process is looked up by its labels once: twice an event would take as long as the counting.
_outcome_here = lru_cache(maxsize=64)(_WEBHOOKS.labels)
_seconds_here = lru_cache(maxsize=64)(_SECONDS.labels)

OUTCOMES = ("200", "400", "413", "500", "503", "unreadable", "unknown")

# By heartbeat and key: the metric's name and meaning. Absent until the timed process has told it.
TOLD = {
    "backup": {
        "bytes": ("backup_bytes", "Size of the last hourly backup"),
        "seconds": ("backup_seconds", "How long the last hourly backup took"),
    },
    "drill": {"fine": ("rehearsal_fine", "1 when the backup put back to try had lost nothing")},
    "quota": {
        "used": ("quota_used", "Pushes used this month, as LINE counts"),
        "allowed": ("quota_allowed", "Pushes this month's plan allows"),
        "forecast": ("quota_forecast", "Pushes still expected until the month ends"),
        "reserve": ("quota_reserve", "Pushes kept back for what is overdue"),
    },
}


def count_from_nought() -> None:
    """Show this process's counts before there is anything to count: of a first failure that appears as a 1 out of
    nothing, Prometheus's `increase` sees nothing."""
    for outcome in OUTCOMES:
        _outcome_here(outcome, str(os.getpid()))
    _seconds_here(str(os.getpid()))


def count_webhook(outcome: str) -> None:
    """One more webhook with this outcome: an HTTP status, or `unreadable` for an event that was none."""
    _outcome_here(outcome, str(os.getpid())).inc()
    if outcome.isdigit() and has_request_context():
        g.counted = True


def create_health(store: Store, clock: Callable[[], datetime]) -> Blueprint:
    """The routes /healthz, /readyz and /metrics, and the timing of webhooks."""
    health = Blueprint("health", __name__)
    health.before_app_request(_begin)
    health.after_app_request(_measure)

    @health.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @health.get("/readyz")
    def readyz() -> tuple[Response, int]:
        reason = metrics.why_not_ready(store)
        if reason is None:
            return jsonify(ready=True), 200
        current_app.logger.warning("not ready: %s", reason)
        return jsonify(ready=False, reason=reason), 503

    @health.get("/metrics")
    def prometheus() -> Response:
        text = generate_latest(_REGISTRY) + _figures_text(store, clock())
        return Response(text, content_type=CONTENT_TYPE_LATEST)

    return health


def _begin() -> None:
    g.began = time.perf_counter()


def _measure(response: Response) -> Response:
    if request.path == "/callback" and "began" in g:
        _seconds_here(str(os.getpid())).observe(time.perf_counter() - g.began)
        if response.status_code >= 500 and "counted" not in g:
            count_webhook(str(response.status_code))  # nobody else could: what was to answer has raised
    return response


def _figures_text(store: Store, now: datetime) -> bytes:
    """The database's figures; without a database the one that says so, because silence looks like health."""
    registry = CollectorRegistry()
    up = Gauge("prongsai_database_up", "1 when the database answers", registry=registry)
    try:
        with store.read() as tx:
            found = metrics.figures(tx, now)
    except StorageUnavailable:
        return generate_latest(registry)
    up.set(1)
    _by_label(registry, "outbox_messages", "Messages in the outbox by state", "state", found.messages)
    _by_label(registry, "evidence", "Photos and files by state; received ones wait", "state", found.evidence)
    _by_label(
        registry, "papers", "Papers sent to be taken in by state; received ones wait", "state", found.papers
    )
    _by_label(registry, "events_last_day", "Webhook events of 24 hours by state", "state", found.events)
    _by_label(
        registry, "heartbeat_age_seconds", "Since a process last said it is alive", "name", found.heartbeats
    )
    failed = "Webhook events whose handling raised and that wait for a person at the desk page"
    Gauge("prongsai_failed_events", failed, registry=registry).set(found.failed_events)
    waiting = "How long the oldest event that was only taken in waits to be handled"
    Gauge("prongsai_event_waiting_seconds", waiting, registry=registry).set(found.waiting)
    _told(registry, found.details)
    wal = "Size of SQLite's write-ahead log; it is emptied when it can be, nought with other journals"
    Gauge("prongsai_wal_bytes", wal, registry=registry).set(store.wal_bytes)
    overdue = "How long the message that waits longest is past its moment"
    Gauge("prongsai_outbox_overdue_seconds", overdue, registry=registry).set(found.overdue)
    return generate_latest(registry)


def _told(registry: CollectorRegistry, details: dict[str, dict[str, Any]]) -> None:
    """Figures the timed process leaves with its heartbeats: of the last backup, of LINE's monthly pushes."""
    for beat, known in TOLD.items():
        for key, (name, meaning) in known.items():
            value = details.get(beat, {}).get(key)
            if isinstance(value, int | float) and not isinstance(value, bool):
                Gauge(f"prongsai_{name}", meaning, registry=registry).set(value)


def _by_label(
    registry: CollectorRegistry,
    name: str,
    meaning: str,
    label: str,
    values: dict[str, int] | dict[str, float],
) -> None:
    gauge = Gauge(f"prongsai_{name}", meaning, (label,), registry=registry)
    for value, number in values.items():
        gauge.labels(value).set(number)
