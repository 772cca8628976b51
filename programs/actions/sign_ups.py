"""Sign-ups out of a file: keep it for looking at, then apply it all or nothing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people import audit
from people.errors import ActionError, NotAllowed, StaleState
from people.models import Person
from programs import rules
from programs import sign_up_rules as checks
from programs.actions.participation import sign_up
from programs.enums import (
    ConsentSource,
    ParticipationState,
    TopicKind,
)
from programs.imports import sheet
from programs.imports.examining import examine
from programs.models import (
    ConsentText,
    Participation,
    Program,
    SignUpImport,
    Topic,
)


@transaction.atomic
def check_sign_ups(*, program: Program, file_name: str, content: bytes, actor: Person) -> SignUpImport:
    """Keep the rows of an uploaded file for looking at; replaces what was uploaded before and not applied.

    Raises NotAllowed unless `actor` manages the programme, UnreadableFile where it is no table of sign-ups.
    """
    if not rules.manages(program, actor):
        raise NotAllowed
    rows, summary = sheet.read_rows(file_name, content)
    SignUpImport.objects.filter(program=program, applied_at=None).delete()
    return SignUpImport.objects.create(
        program=program, file_name=file_name[:255], rows=rows, summary=summary, created_by=actor
    )


@transaction.atomic
def apply_sign_ups(
    *,
    sign_up_import: SignUpImport,
    actor: Person,
    now: datetime,
    only_sound: bool = False,
    add_topics: bool = False,
    reason: str = "",
) -> SignUpImport:
    """Sign up everyone in the file, all or nothing; with `only_sound` leave out the rows that are wrong.

    Whoever calls this states that these people have agreed to the programme's current text: it is noted with the
    source IMPORT. `add_topics` adds topics that the programme does not have. The rows are deleted
    afterwards; `reason` goes into the log.
    Raises NotAllowed, StaleState if it was applied meanwhile, ActionError where a row is wrong.
    """
    program = sign_up_import.program
    if not rules.manages(program, actor):
        raise NotAllowed
    text = program.current_consent_text()
    if text is None:
        raise ActionError(_("The programme needs a consent text first."))
    if program.state not in rules.STATES_FOR_IMPORT:
        raise ActionError(_("The programme takes no more sign-ups."))
    if not SignUpImport.objects.filter(pk=sign_up_import.pk, applied_at=None).update(applied_at=now):
        raise StaleState
    sign_up_import.applied_at = now
    found = examine(program, sign_up_import.rows, add_topics=add_topics)
    wrong = found.count(sheet.WRONG)
    if wrong and not only_sound:
        raise ActionError(
            ngettext(
                "%(count)s row is wrong. Mend the file and upload it again, or import the other rows on purpose.",
                "%(count)s rows are wrong. Mend the file and upload it again, or import the other rows on purpose.",
                wrong,
            )
            % {"count": wrong}
        )
    topics = _topics_of_import(sign_up_import, found if add_topics else None)
    counts = found.counts
    for row in found.rows:
        if row.outcome in (sheet.NEW, sheet.CHANGED):
            _sign_up_row(row, program=program, topics=topics, consent_text=text, actor=actor, now=now)
    sign_up_import.rows = []
    sign_up_import.summary = {**sign_up_import.summary, **counts}
    sign_up_import.save(update_fields=["rows", "summary", "applied_at"])
    details = audit.with_reason(counts, reason)
    audit.record("program.sign_ups_imported", actor=actor, subject=program, program_id=program.pk, details=details)
    return sign_up_import


def _topics_of_import(sign_up_import: SignUpImport, found: sheet.Sheet | None) -> dict[tuple[str, str], Topic]:
    """Topics by kind and key of the sheet; unknown ones of `found` are added, named in the file's language."""
    program, language = sign_up_import.program, sign_up_import.summary.get("language", "de")
    topics = {(topic.kind, str(topic.pk)): topic for topic in program.topics.all()}
    position = len(topics)
    for kind, names in (found.unknown_topics if found else {}).items():
        for name in names:
            position += 1
            topics[kind, name.casefold()] = Topic.objects.create(
                program=program, kind=kind, position=position, **{f"name_{language}": name[:120]}
            )
    return topics


def _sign_up_row(
    row: sheet.SignUpRow,
    *,
    program: Program,
    topics: Mapping[tuple[str, str], Topic],
    consent_text: ConsentText,
    actor: Person,
    now: datetime,
) -> None:
    assert row.person is not None  # noqa: S101  a row without a person is wrong
    try:
        participation = sign_up(
            program=program,
            person=row.person,
            role=row.role,
            topics={topics[TopicKind.LEARN, key]: level for key, level in row.topics.items()},
            exchange=[topics[TopicKind.EXCHANGE, key] for key in row.exchange],
            slots=row.slots,
            mode=row.mode,
            max_tandems=row.max_tandems,
            motivation=row.motivation,
            joint_with=row.partner,
            consent_text=consent_text,
            source=ConsentSource.IMPORT,
            now=now,
            actor=actor,
        )
    except checks.UnsoundSignUp as error:
        raise ActionError(_("Row %(row)s: %(message)s") % {"row": row.number, "message": error}) from error
    if participation.joint_with_id:
        # HR says that the two belong together: a partner who signed up before is asked no more
        Participation.objects.filter(
            program=program, person=participation.joint_with_id, state=ParticipationState.SIGNED_UP, joint_with=None
        ).update(joint_with=row.person)
