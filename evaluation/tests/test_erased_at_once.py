"""An answer or an invitation at the very moment in which a colleague is erased, over two connections.

SQLite lets one write at a time; what is asked here can only go wrong on PostgreSQL.
"""

from collections.abc import Callable
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction

from evaluation.enums import Occasion
from evaluation.models import Invitation, Response
from evaluation.surveys import invite, submit
from evaluation.tests.factories import InvitationFactory, WaveFactory, noon, take_part
from people.actions import erase_person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
PATIENCE = 60  # seconds; a lock that is not given up ends in an error, not in a test that hangs


class Elsewhere(Thread):
    """`do` over a connection of its own; `problem` is what it raised."""

    def __init__(self, do: Callable[[], object]) -> None:
        super().__init__()
        self.do, self.problem = do, None
        self.start()

    def run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
            self.do()
        except Exception as problem:
            self.problem = problem
        finally:
            connection.close()

    def finish(self) -> None:
        self.join(2 * PATIENCE)
        assert not self.is_alive()
        assert self.problem is None

    def wait_for_its_lock(self) -> None:
        """Until it waits for somebody's lock, or is through without one."""
        asks = (
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE NOT granted AND datname = current_database()"
        )
        with connection.cursor() as cursor:
            while self.is_alive():
                cursor.execute(asks)
                if cursor.fetchone()[0]:
                    return
                sleep(0.01)


def test_a_colleague_s_answer_and_an_erasure_do_not_wait_for_each_other():
    """The answer holds the wave and writes every invitation anew; the erasure holds the person and wants the wave."""
    wave = WaveFactory()
    leaving, staying = InvitationFactory(wave=wave), InvitationFactory(wave=wave)
    now = noon(wave.opens_on)
    with transaction.atomic():
        type(wave).objects.select_for_update(of=("self",)).get(pk=wave.pk)
        erasure = Elsewhere(lambda: erase_person(person=leaving.person, actor=None, now=now))
        erasure.wait_for_its_lock()
        submit(invitation=staying, answers={"useful": 4}, now=now)
    erasure.finish()
    assert list(Invitation.objects.all()) == [staying]
    assert Response.objects.count() == 1


def test_nobody_stays_invited_who_is_erased_while_invitations_are_written():
    wave = WaveFactory(occasion=Occasion.START)
    mentee, mentor = take_part(wave.program, 1, 1)
    now = noon(wave.opens_on)
    with transaction.atomic():
        assert invite(wave, now) == 2
        erasure = Elsewhere(lambda: erase_person(person=mentor.person, actor=None, now=now))
        erasure.wait_for_its_lock()
    erasure.finish()
    assert list(Invitation.objects.values_list("person", flat=True)) == [mentee.person_id]
