"""The same promises on PostgreSQL, where several machines may run the scheduler."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.scheduler import test_menus_by_role, test_reminders, test_two_schedulers, test_weekly
from tests.scheduler.office import SmallOffice
from tracker.model import Person

pytestmark = pytest.mark.postgres

PROMISES = (
    test_reminders.test_a_head_whose_department_has_not_reported_gets_one_digest_and_no_second,
    test_reminders.test_after_an_outage_only_the_newest_rung_goes_out_once,
    test_reminders.test_a_department_still_owes_what_it_took_back,
    test_reminders.test_two_rounds_and_two_departments_make_one_digest,
    test_reminders.test_who_unfollowed_gets_nothing_even_what_was_promised,
    test_reminders.test_a_digest_line_never_took_is_worded_anew_the_next_day,
    test_reminders.test_the_months_limit_parks_and_tells_the_coordinator_once,
    test_two_schedulers.test_two_schedulers_at_the_same_time_push_once,
    test_two_schedulers.test_a_crash_between_claim_and_send_is_finished_after_the_lease,
    test_weekly.test_an_executive_gets_the_picture_on_the_first_working_day_once,
    test_weekly.test_two_processes_promise_a_week_once,
    test_weekly.test_after_an_outage_only_the_newest_week_goes,
    test_menus_by_role.test_each_role_has_its_menu_until_it_was_told_or_the_menu_changes,
    test_menus_by_role.test_whose_tenure_has_ended_or_who_left_is_known,
)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_on_postgres(promise: Callable[[SmallOffice], None], postgres_office: SmallOffice) -> None:
    promise(postgres_office)  # which asserts for itself; here only that it was PostgreSQL it did it on
    with postgres_office.store.read() as tx:
        assert tx.get_bind().dialect.name == "postgresql"
        assert tx.exec(select(Person)).all(), "what the promise is about was written there"
