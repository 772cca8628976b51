"""What each row of a file of sign-ups means for a programme now, and what is wrong at which cell. Writes nothing.

A fixed number of queries, plus some for joint sign-ups.
"""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from people.models import Person
from programs import rules
from programs.enums import Mode, ParticipationState, Role, TopicKind
from programs.imports import columns as c
from programs.imports.sheet import CHANGED, SAME, Sheet, SignUpRow
from programs.models import Participation, Program, Topic
from programs.sign_up_rules import level_message


def examine(program: Program, stored: list[dict[str, Any]], *, add_topics: bool = False) -> Sheet:
    """What the kept rows mean for `program` now. With `add_topics` unknown topics count as known."""
    rows = [SignUpRow(row["number"], row["cells"]) for row in stored]
    known = _Known(program, rows)
    sheet = Sheet(rows, {TopicKind.LEARN: [], TopicKind.EXCHANGE: []})
    for row in rows:
        _who(row, known)
        _role(row)
        _topics(row, known, sheet, add_topics=add_topics)
        _frame(row)
    _duplicates(rows)
    _partners(rows, known)
    for row in rows:
        row.problems = {column: messages for column, messages in row.problems.items() if messages}
        if row.outcome in (SAME, CHANGED):
            row.changes = _changes(row)
    return sheet


class _Known:
    """What the database holds about the people and topics that the file names."""

    def __init__(self, program: Program, rows: list[SignUpRow]) -> None:
        emails = {_address(row, column) for row in rows for column in (c.EMAIL, c.PARTNER)} - {""}
        people = Person.objects.filter(email__in=emails).select_related("manager")
        self.people = {person.email.casefold(): person for person in people}
        self.program = program
        self.companies = set(program.organisations.values_list("pk", flat=True))
        self.participations = {
            row.person_id: row
            for row in program.participations.filter(person__in=[person.pk for person in people])
            .select_related("joint_with")
            .prefetch_related("topic_choices__topic", "exchange")
        }
        self.topics: dict[str, dict[str, Topic]] = {TopicKind.LEARN: {}, TopicKind.EXCHANGE: {}}
        for topic in program.topics.all():
            for name in filter(None, (topic.name_de, topic.name_en)):
                self.topics[topic.kind].setdefault(name.casefold(), topic)

    def signed_up(self, person: Person) -> Participation | None:
        found = self.participations.get(person.pk)
        return found if found and found.state == ParticipationState.SIGNED_UP else None


def _address(row: SignUpRow, column: str) -> str:
    return row.cells.get(column, "").strip().casefold()


def _who(row: SignUpRow, known: _Known) -> None:
    email = _address(row, c.EMAIL)
    if not email:
        row.wrong(c.EMAIL, _("The e-mail address is missing."))
        return
    person = known.people.get(email)
    if person is None:
        row.wrong(c.EMAIL, _("Nobody with this address is known. Import the employees first."))
        return
    row.person, row.existing = person, known.participations.get(person.pk)
    if not person.is_active:
        row.wrong(c.EMAIL, _("This person is no longer active."))
    elif person.organisation_id not in known.companies:
        row.wrong(c.EMAIL, _("This person's company does not take part in the programme."))
    elif row.existing and row.existing.state == ParticipationState.WITHDRAWN:
        row.wrong(c.EMAIL, _("This person has left the programme. Only they themselves can sign up again."))
    if row.cells.get(c.SURPLUS):
        row.wrong(c.SURPLUS, _("There are more cells than headings in this row."))


def _role(row: SignUpRow) -> None:
    text = row.cells.get(c.ROLE, "")
    role = c.ROLES.get(text.replace(" ", "").casefold())
    if role is None:
        row.wrong(c.ROLE, _("Here stands Mentee or Mentor."))
        return
    row.role = role
    if row.existing and row.existing.state == ParticipationState.SIGNED_UP and row.existing.role != role:
        row.wrong(c.ROLE, _("This person is signed up in the other role already."))
    elif row.person and not rules.can_be(role, row.person):
        row.wrong(c.ROLE, str(level_message(row.person, role)))


def _topics(row: SignUpRow, known: _Known, sheet: Sheet, *, add_topics: bool) -> None:
    def known_name(kind: str, column: str, name: str) -> None:
        if name.casefold() in known.topics[kind]:
            return
        if name.casefold() not in {other.casefold() for other in sheet.unknown_topics[kind]}:
            sheet.unknown_topics[kind].append(name)
        if not add_topics:
            row.wrong(column, _("The programme has no topic “%(name)s”.") % {"name": name})

    wished = c.parts(row.cells.get(c.TOPICS, ""))
    if not wished:
        row.wrong(c.TOPICS, _("At least one topic is needed, for example “Social media=2”."))
    for text in wished:
        name, level = c.topic_and_level(text)
        if level is None:
            row.wrong(c.TOPICS, _("“%(text)s” lacks a level from 0 to 4, as in “Social media=2”.") % {"text": text})
            continue
        known_name(TopicKind.LEARN, c.TOPICS, name)
        if _key(known, TopicKind.LEARN, name) in row.topics:
            row.wrong(c.TOPICS, _("“%(name)s” is there twice.") % {"name": name})
        row.topics[_key(known, TopicKind.LEARN, name)] = level
    for name in c.parts(row.cells.get(c.EXCHANGE, "")):
        known_name(TopicKind.EXCHANGE, c.EXCHANGE, name)
        row.exchange.append(_key(known, TopicKind.EXCHANGE, name))


def _key(known: _Known, kind: str, name: str) -> str:
    """One spelling for a topic that may be named in two languages: the key of its row, or the name in small letters."""
    topic = known.topics[kind].get(name.casefold())
    return str(topic.pk) if topic else name.casefold()


def _frame(row: SignUpRow) -> None:
    mode = row.cells.get(c.MODE, "")
    if mode and mode.casefold() not in c.MODES:
        row.wrong(c.MODE, _("Here stands in person, online or both."))
    row.mode = c.MODES.get(mode.casefold(), Mode.BOTH)
    texts = c.parts(row.cells.get(c.SLOTS, "").replace(",", ";"))
    if not texts:
        row.wrong(c.SLOTS, _("At least one half day is needed, for example “Monday morning”."))
    for text in texts:
        slot = c.slot_of(text)
        if slot is None:
            row.wrong(c.SLOTS, _("“%(text)s” is no half day of the working week.") % {"text": text})
        elif slot not in row.slots:
            row.slots.append(slot)
    row.slots.sort()
    most = row.cells.get(c.MOST, "") or "1"
    if most not in {"1", "2", "3"}:
        row.wrong(c.MOST, _("Between one and three tandems are possible."))
    row.max_tandems = int(most) if most in {"1", "2", "3"} else 1
    if len(row.motivation) > 2000:
        row.wrong(c.MOTIVATION, _("A motivation holds 2,000 characters at most."))


def _duplicates(rows: list[SignUpRow]) -> None:
    by_email = defaultdict(list)
    for row in rows:
        if email := _address(row, c.EMAIL):
            by_email[email].append(row)
    for same in by_email.values():
        for row in same if len(same) > 1 else []:
            others = ", ".join(str(other.number) for other in same if other is not row)
            row.wrong(c.EMAIL, _("The same person stands in row %(rows)s too.") % {"rows": others})


def _partners(rows: list[SignUpRow], known: _Known) -> None:
    by_person = {row.person.pk: row for row in rows if row.person}
    named_by = defaultdict(list)
    for row in rows:
        if email := _address(row, c.PARTNER):
            named_by[email].append(row)
    for email, namers in named_by.items():
        for row in namers:
            _partner(row, email, namers, by_person, known)
    for row in rows:
        if row.partner and row.partner.pk in by_person:
            other = by_person[row.partner.pk]
            if other.partner is None:
                other.partner = row.person
    for row in rows:
        if row.partner is None and row.person and not _address(row, c.PARTNER):
            _keep_partner(row, by_person)
    _follow_partners(rows, by_person)


def _partner(
    row: SignUpRow, email: str, namers: list[SignUpRow], by_person: dict[int, SignUpRow], known: _Known
) -> None:
    partner = known.people.get(email)
    if partner is None:
        row.wrong(c.PARTNER, _("Nobody with this address is known."))
        return
    if len(namers) > 1:
        others = ", ".join(str(other.number) for other in namers if other is not row)
        row.wrong(c.PARTNER, _("This partner is named in row %(rows)s too.") % {"rows": others})
    if row.person and partner.pk == row.person.pk:
        row.wrong(c.PARTNER, _("The partner is someone else than the person."))
        return
    other, there = by_person.get(partner.pk), known.signed_up(partner)
    their_role = other.role if other else there.role if there else ""
    if other is None and there is None:
        row.wrong(c.PARTNER, _("This partner is not signed up, neither here nor in the programme."))
    elif their_role and their_role == row.role:
        row.wrong(c.PARTNER, _("This partner is signed up in the same role."))
    elif row.person and row.role and their_role:
        _fit(row, row.person, partner, known)
    theirs = _address(other, c.PARTNER) if other else ""
    names_another = bool(theirs) and theirs != _address(row, c.EMAIL)
    if other is None and there and there.joint_with_id and row.person:
        names_another = there.joint_with_id != row.person.pk
    if names_another:
        row.wrong(c.PARTNER, _("This partner has named someone else."))
    row.partner = partner


def _fit(row: SignUpRow, person: Person, partner: Person, known: _Known) -> None:
    mentee, mentor = (person, partner) if row.role == Role.MENTEE else (partner, person)
    if not rules.fit_as_pair(mentee, mentor):
        row.wrong(
            c.PARTNER,
            _("In a tandem the mentee holds the more senior position, and neither is in the other's reporting line."),
        )
    elif not known.program.spans_organisations and mentee.organisation_id != mentor.organisation_id:
        row.wrong(c.PARTNER, _("In this programme tandems stay within one company."))


def _keep_partner(row: SignUpRow, by_person: dict[int, SignUpRow]) -> None:
    """A pair that the browser or an earlier file made stays where this file does not speak of it."""
    existing = row.existing
    is_signed_up = existing is not None and existing.state == ParticipationState.SIGNED_UP
    if existing and is_signed_up and existing.joint_with_id not in by_person:
        row.partner = existing.joint_with


def _follow_partners(rows: list[SignUpRow], by_person: dict[int, SignUpRow]) -> None:
    """Who signs up with someone whose row is wrong cannot be imported without them."""
    wrong = {row.number for row in rows if row.problems}
    for row in rows:
        other = by_person.get(row.partner.pk) if row.partner else None
        if other and other.number in wrong and row.number not in wrong:
            row.wrong(c.PARTNER, _("The partner's row %(row)s has to be right first.") % {"row": other.number})


def _changes(row: SignUpRow) -> list[str]:
    """The columns in which the row differs from what is stored."""
    existing = row.existing
    if existing is None:
        return []
    now = {
        c.TOPICS: [(str(choice.topic_id), choice.level) for choice in existing.topic_choices.all()],
        c.EXCHANGE: {str(topic.pk) for topic in existing.exchange.all()},
        c.MODE: existing.mode,
        c.SLOTS: sorted(existing.slots),
        c.MOST: existing.max_tandems,
        c.MOTIVATION: existing.motivation,
        c.PARTNER: existing.joint_with_id,
    }
    then = {
        c.TOPICS: list(row.topics.items()),
        c.EXCHANGE: set(row.exchange),
        c.MODE: row.mode,
        c.SLOTS: row.slots,
        c.MOST: row.max_tandems,
        c.MOTIVATION: row.motivation,
        c.PARTNER: row.partner.pk if row.partner else None,
    }
    return [column for column in c.COLUMNS if column in now and now[column] != then[column]]
