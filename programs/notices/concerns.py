"""That there is something to read for one of the two: never what, and in no outbox that HR sees."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from notices.kinds import Kind, finder
from notices.models import Notice
from programs.enums import ConcernState
from programs.models import Concern
from programs.notices.sign_ups import PROGRAM

AT_ONCE = gettext_lazy("At once")
TWO_WEEKS = gettext_lazy("Two weeks")
CONTACT_REASON = gettext_lazy("You are the neutral contact of a programme.")
WRITER_REASON = gettext_lazy("You have written to the neutral contact of your programme.")


concern_of = finder("concern", lambda: Concern.objects.select_related("program"))


def _may_read(notice: Notice, concern: Concern, now: datetime) -> bool:
    return Concern.objects.visible_to(notice.recipient).filter(pk=concern.pk).exists()


def _is_left_alone(notice: Notice, concern: Concern, now: datetime) -> bool:
    return Concern.objects.left_alone().filter(pk=concern.pk).exists()


def _is_new(notice: Notice, concern: Concern, now: datetime) -> bool:
    return concern.state != ConcernState.CLOSED and _may_read(notice, concern, now)


def _values(notice: Notice, concern: Concern) -> dict[str, str]:
    return {"program": concern.program.name}


def _path(notice: Notice, concern: Concern) -> str:
    return reverse("concern", args=[concern.pk])


def _kind(code, label, reason, occasion, recipients, subject, body, is_wanted=_may_read):  # type: ignore[no-untyped-def]
    return Kind(
        code=code,
        label=label,
        reason=reason,
        occasion=occasion,
        recipients=recipients,
        when=AT_ONCE,
        until=TWO_WEEKS,
        subject=subject,
        body=body,
        placeholders=(PROGRAM,),
        find=concern_of,
        is_wanted=is_wanted,
        values=_values,
        action_label=gettext_lazy("Read and answer"),
        path=_path,
        can_be_muted=False,
        per_program=False,
        is_private=True,
        never_held_back=True,
    )


KINDS = (
    _kind(
        "concern_new",
        gettext_lazy("Someone turns to the neutral contact"),
        CONTACT_REASON,
        gettext_lazy("A participant writes to the neutral contact, or hands an earlier concern over."),
        gettext_lazy("The neutral contact it was written to"),
        gettext_lazy("Someone has written to you in confidence"),
        (
            gettext_lazy("Someone in the programme {program} has turned to you as the neutral contact."),
            gettext_lazy("Only you and the person who wrote can read it, after signing in."),
        ),
        _is_new,
    ),
    _kind(
        "concern_written_on",
        gettext_lazy("A concern goes on"),
        CONTACT_REASON,
        gettext_lazy("A participant writes on in a concern."),
        gettext_lazy("The neutral contact it was written to"),
        gettext_lazy("Someone has written on in confidence"),
        (gettext_lazy("There is something new in a concern in the programme {program}."),),
    ),
    _kind(
        "concern_answered",
        gettext_lazy("An answer from the neutral contact"),
        WRITER_REASON,
        gettext_lazy("The neutral contact has answered."),
        gettext_lazy("Whoever wrote to the contact"),
        gettext_lazy("There is an answer for you"),
        (gettext_lazy("You have an answer in the programme {program}. Only you can read it, after signing in."),),
    ),
    _kind(
        "concern_left_alone",
        gettext_lazy("Your neutral contact has changed"),
        WRITER_REASON,
        gettext_lazy("Whom an open concern was written to is no longer the neutral contact."),
        gettext_lazy("Whoever wrote to the contact"),
        gettext_lazy("Something has changed for you"),
        (
            gettext_lazy("Whom you wrote to in the programme {program} is no longer the neutral contact."),
            gettext_lazy("Nobody reads what you wrote unless you hand it over, or you can take it back."),
        ),
        _is_left_alone,
    ),
)
