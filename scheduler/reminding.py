"""One pass of the reminders, the same for the real thing and for a look ahead: what is owed now, and the digests that
carry it. Words come from outside, as a function."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from sqlmodel import Session

from scheduler import in_question
from scheduler.digest import (
    Digest,
    Pass,
    Phrase,
    ToTell,
    any_to_take_back,
    digests,
    likely,
    parts,
    promise_digests,
    take_back,
)
from scheduler.reminders import due
from scheduler.timetable import notices
from tracker.rules import ladder, workdays
from tracker.rules.quota import Quota
from tracker.store import Store, organisations
from tracker.store import notices as promised
from tracker.store import service as service_rows
from tracker.store.overseeing import week_figures, with_figures
from tracker.store.parts import in_parts
from tracker.store.reminders import Reminder, Situation, Watched, owed_alone, situation


def remind(store: Store, zone: ZoneInfo, phrase: Phrase, now: datetime, present: datetime) -> Pass:
    """Promise the notices that are due at `now` and the digests that carry them, some offices after the other.
    `present` is the real moment: who holds a post is taken as it is then."""
    today, month = now.astimezone(zone).date(), f"{now.astimezone(zone):%Y-%m}"
    with store.read() as tx:
        again = any_to_take_back(tx, today, service_rows.quota(tx, month))
    if again:
        with store.begin() as tx:
            take_back(tx, today, now, service_rows.quota(tx, month))
    with store.read() as tx:
        quota = service_rows.quota(tx, month)
        wanted = parts(_to_tell(tx, zone, now, present, quota))
    done = Pass()
    for offices in wanted:
        with store.read() as tx:
            left = service_rows.quota(
                tx, month
            )  # anew for each part: it counts what the parts before promised
            slugs = organisations.slugs(tx, offices)
            theirs = notices(situation(tx, today, today, present, slugs, left, asked_at=now), now, zone)
            # Before the write begins, for whole years are read and on SQLite nobody else could write meanwhile. That
            # makes the figures a moment older than the promise, which is right: what is promised is the week, and the
            # card says of which day its figures are. That the week is still owed, and to whom, is judged anew below.
            going = likely(tx, theirs, now, zone, left)
            found = week_figures(tx, chain.from_iterable(each.matters for each in going), today)
        with store.begin() as tx:
            # Read again: a department may have reported, or another process promised, while we looked.
            left = service_rows.quota(tx, month)
            slugs = organisations.slugs(tx, offices)
            known = situation(tx, today, today, present, slugs, left, asked_at=now)
            owed = with_figures(notices(known, now, zone), found)
            done += promise_digests(tx, owed, offices, now, zone, phrase, left)
    return done


def _to_tell(tx: Session, zone: ZoneInfo, now: datetime, present: datetime, quota: Quota | None) -> ToTell:
    """Who is to be told something, office by office: those in question are looked at, some at a time."""
    today = now.astimezone(zone).date()
    found = ToTell({office_id: set() for office_id in promised.offices_with_promises(tx)}, set())
    whole = in_question.heard_of(tx, now, zone, present, quota)
    for part in in_parts(whole):
        known = situation(tx, today, today, present, organisations.slugs(tx, part), quota, asked_at=now)
        found.take(tx, notices(known, now, zone))
    # In season these are all there are, at every pass: no more is read of them than what they owe.
    for part in in_parts(in_question.owing(tx, now, zone, present) - whole):
        known = owed_alone(tx, today, today, present, organisations.slugs(tx, part))
        found.take(tx, notices(known, now, zone))
    return found


def foresee(
    store: Store, zone: ZoneInfo, first: date, last: date, present: datetime, slug: str | None = None
) -> Iterator[tuple[datetime, Digest]]:
    """Every digest that would go from `first` to `last` (A.D.) if nobody reported or answered meanwhile and pushes
    were plenty: when and what.

    The same rules and the same digest as the real pass, advanced from opening to opening in memory; writes nothing.
    """
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    with store.read() as tx:
        known = situation(tx, first, last, present, slug and [slug], asked_at=workdays.opening(first, zone))
        told = promised.told_from(tx, first)
        sent = promised.sent_keys(tx)
    for day in days:
        if not workdays.is_workday(day):
            continue
        now = workdays.opening(day, zone)
        matters = [matter for matter in notices(known, now, zone) if matter.key not in sent]
        made = digests(matters, now, zone, told.get(day, frozenset()))
        for each in made:
            sent |= {matter.key for matter in each.matters}
            yield now, each
        known = _after(known, made, day)


def _after(known: Situation, made: Sequence[Digest], day: date) -> Situation:
    """The situation once a day's digests have arrived: departments were reminded, coordinators know what failed."""
    matters = [matter for digest in made for matter in digest.matters]
    reminded = {
        (each.office.id, each.owed.subject)
        for each in matters
        if isinstance(each, Reminder) and each.rule == due.RULE and ladder.is_earnest(each.rung)
    }
    if reminded:
        owed = [
            replace(each, reminded_on=day)
            if each.reminded_on is None and (each.office.id, each.subject) in reminded
            else each
            for each in known.owed
        ]
        known = replace(known, owed=tuple(owed))
    told = {
        (each.office.id, each.person.person_id): each.facts["counts"]
        for each in matters
        if each.rule == "service"
    }
    if told:
        known = replace(known, watched=tuple(_knowing(each, told) for each in known.watched))
    return known


def _knowing(watched: Watched, told: Mapping[tuple[int, int], Mapping[str, int]]) -> Watched:
    """An office whose coordinators (by office and person id) were told these counts."""
    theirs = {
        person: counts for (office_id, person), counts in told.items() if office_id == watched.office.id
    }
    heard = replace(watched.service, told={**watched.service.told, **theirs}, backup_late=False)
    return replace(watched, service=heard)
