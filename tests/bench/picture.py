"""The figures as bars: each measure as a part of what it may be, so that all that reach it are of one length."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

ALLOWED = 420
"""Points of a bar that takes all that is allowed; longer ones end at twice that."""
LINE, LEFT, RIGHT = 26, 380, 130
DATABASES = (("sqlite", "SQLite"), ("postgres", "PostgreSQL"))
GROWN = (
    ("warm_ratio", "p95 of events, many offices over five", 1.3),
    ("cold_ratio", "the same, nothing known yet", 1.3),
    ("sweep_due_cpu_s", "pass with digests due, s", 10),
    ("sweep_quiet_cpu_s", "pass with nothing due, s", 10),
    ("season_due_cpu_s", "pass in the season, digests due, s", 10),
    ("season_quiet_cpu_s", "pass in the season, nothing due, s", 10),
    ("sweep_peak_mb", "memory of a pass, MB", 200),
    ("season_peak_mb", "memory of a pass in the season, MB", 200),
)
"""Figures of growth by name, what they are, and what they may be."""


class Bar(NamedTuple):
    """A measure: what it is, what it was, what it may be at most, of the same unit."""

    name: str
    value: float
    most: float


def bars(figures: Mapping[str, Any]) -> list[Bar]:
    """What was measured and has a bar. Of throughput the echo's over ours, for more is better there."""
    event = figures["webhook"]["ratio"]
    steady, start, growth = figures["open loop"]["ours"], figures["start"], figures["growth"]
    sent = figures["delivery"]
    return [
        Bar("an event's processor time, of the echo's", event["cpu_ms"], 1.6),
        Bar("the echo's events a second, of ours", 1 / event["per_second"], 1 / 0.6),
        Bar("200 events a second: half within, ms", steady["p50_ms"], 8),
        Bar("200 events a second: 99 of 100 within, ms", steady["p99_ms"], 30),
        Bar("web process ready, s", start["web_ready_s"], 3),
        Bar("web worker, MB", start["worker_rss_mb"], 150),
        Bar("scheduler, MB", start["scheduler_rss_mb"], 150),
        *(Bar(f"time of 400 pushes, {of}, s", 400 / sent[f"{kind}_per_s"], 1) for kind, of in DATABASES),
        *(
            Bar(f"{words}, {of}", growth[f"{kind} {name}"], most)
            for name, words, most in GROWN
            for kind, of in DATABASES
            if f"{kind} {name}" in growth
        ),
    ]


def drawn(measured: Sequence[Bar], told: str) -> str:
    """An SVG picture; `told` is said below: where and when it was measured."""
    height = LINE * (len(measured) + 3)
    rows = "".join(_row(bar, LINE * (place + 1)) for place, bar in enumerate(measured))
    edge = LEFT + ALLOWED
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge + ALLOWED + RIGHT} {height}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>What was measured, of what is allowed</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>{rows}'
        f'<path d="M{edge} {LINE // 2}V{height - 2 * LINE}" stroke="#222" stroke-dasharray="4 3"/>'
        f'<text x="{edge}" y="{height - 1.3 * LINE:.0f}" text-anchor="middle">allowed</text>'
        f'<text x="8" y="{height - 8}" fill="#444">{escape(told)}</text></svg>\n'
    )


def _row(bar: Bar, top: int) -> str:
    length = round(ALLOWED * min(bar.value / bar.most, 2))
    colour = "#2e7d57" if bar.value <= bar.most else "#b3402e"
    return (
        f'<text x="{LEFT - 8}" y="{top + 5}" text-anchor="end">{escape(bar.name)}</text>'
        f'<rect x="{LEFT}" y="{top - 8}" width="{length}" height="16" fill="{colour}"/>'
        f'<text x="{LEFT + length + 6}" y="{top + 5}">{bar.value:.3g} of {bar.most:.3g}</text>'
    )
