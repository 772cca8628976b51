"""Eight weeks of one person who has set everything: quiet hours, days, rhythm and ceiling.

The outbox as it is, with its clock going from one moment at which something can happen to the next.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notices import delivery
from notices.enums import NoticeState
from notices.models import Notice, Preferences
from notices.tests.factories import KIND, NoticeFactory, a_kind, registered
from notices.tests.test_timing import habits, is_allowed
from notices.timing import next_allowed, next_digest, week_end, week_start
from people.tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
URGENT = "urgent_word"
BEGIN = datetime(2026, 10, 1, 0, 0, tzinfo=UTC)  # the clocks change in the fourth week
MINUTES = 8 * 7 * 24 * 60
SPANS = st.sampled_from([2, 8, 30, 60, 100, 200, 400])  # hours for which a notice makes sense
facts = st.tuples(st.integers(0, MINUTES), SPANS, st.sampled_from([KIND, KIND, KIND, URGENT]))


def lived_through(person) -> dict:
    """When each notice was settled, by its key; steps from one moment to the next until nothing is left to do."""
    settled, open_states = {}, [NoticeState.PLANNED, NoticeState.HELD]
    for _step in range(1000):
        now = Notice.objects.filter(state=NoticeState.PLANNED).values_list("due_at", flat=True).order_by("due_at")[:1]
        if not now:
            break
        delivery.deliver_due(now=now[0])
        delivery.reap(now=now[0])
        over = Notice.objects.exclude(state__in=open_states).exclude(pk__in=settled)
        settled |= dict.fromkeys(over.values_list("pk", flat=True), now[0])
    return settled


@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(one=habits, due=st.lists(facts, min_size=8, max_size=18))
def test_nothing_is_lost_nothing_comes_too_late_and_nobody_is_woken(one, due, db):
    Notice.objects.all().delete()
    mail.outbox.clear()
    person = PersonFactory(time_zone=one.zone.key)
    wanted = {name: value for name, value in one.__dict__.items() if name not in ("zone", "working_days")}
    Preferences.objects.create(person=person, working_days=sorted(one.working_days), **wanted)
    with registered(a_kind(never_held_back=False)), registered(a_kind(code=URGENT)):
        for minutes, hours, kind in due:
            at = BEGIN + timedelta(minutes=minutes)
            NoticeFactory(recipient=person, kind=kind, due_at=at, expires_at=at + timedelta(hours=hours), created_at=at)
        born = dict(Notice.objects.values_list("pk", "due_at"))
        settled = lived_through(person)
    rows = {row.pk: row for row in Notice.objects.exclude(kind="digest")}
    digests = {row.pk: row for row in Notice.objects.filter(kind="digest")}

    assert Counter(row.state for row in rows.values()) == {NoticeState.SENT: len(due)}
    told = [row for row in rows.values() if row.digest_id is None] + list(digests.values())
    assert len(mail.outbox) == len(told)
    assert {row.digest_id for row in rows.values()} - {None} == set(digests)
    by_week = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (settled[row.pk], row.pk)):
        when = settled[row.pk]
        assert when < row.expires_at
        if row.kind == URGENT:
            assert when == born[row.pk]
        elif row.digest_id is None:
            # only what could not wait until then comes in quiet hours
            assert is_allowed(when, one) or next_allowed(one, when) >= row.expires_at
            by_week[week_start(one, when)].append(row)
    for row in digests.values():
        assert is_allowed(settled[row.pk], one)
    for mails in by_week.values():
        for row in mails[one.most_per_week :] if one.most_per_week is not None else []:
            # over the ceiling comes what the next digest would be too late for, and nothing else
            end = week_end(one, settled[row.pk]) - timedelta(microseconds=1)
            assert next_digest(one, end) >= row.expires_at
