"""Who may open what: one row for each address of the site. `test_access.py` asks every row as every persona.

    page("tandem", "mentee mentor", args=lambda w: [w.tandem.pk])    these two get 200, others 404, anonymous signs in
    post("part", "mentee mentor", args=…, data=…)                    the same for a change, sent by POST
    admin_model("programs_program", view="hr", change="hr", obj=lambda w: w.program)

`who` is a list of personas, or EVERYONE (signed in), or PUBLIC. The same address may have several rows with a `label`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from evaluation.models import FeedbackChange, GoalValue, Questionnaire
from evaluation.surveys.editing import new_version
from journals.models import Draft, Insight, InsightProposal
from mentoring.tests.world import PERSONAS, World
from notices.enums import NoticeState
from notices.mail import stop_token
from notices.tests.factories import NoticeFactory
from people.imports import check_file
from people.models import Absence, PeopleImport, SiteRegion
from programs import briefings
from programs.enums import EventState, Measure
from programs.models import Blueprint, Event, ManagerConsent, Program, Resource, SignUpImport
from programs.tests.factories import EventFactory, GoalFactory
from tandems.actions import replace_feed

PUBLIC = " ".join(PERSONAS)
EVERYONE = " ".join(PERSONAS[1:])
NOBODY = ""
STAFF = "hr other_hr superuser"

Make = Callable[[World], Any]
Answers = frozenset[int | str]
DENIED: Answers = frozenset({404})
# the admin site sends others to its sign-in page, refuses, or says that there is no such object
ADMIN_DENIED: Answers = frozenset({"login", "index", 403, 404})


@dataclass(frozen=True)
class Row:
    """Personas in `who` must get one of `granted`, the others one of `denied`, anonymous ones the sign-in page."""

    name: str
    who: str
    args: Make = lambda world: []
    method: str = "get"
    data: Make = lambda world: {}
    query: str = ""
    granted: Answers = frozenset({200})
    denied: Answers = DENIED
    anonymous: Answers = frozenset({"login"})
    label: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method.upper(), self.name, self.label)))

    def expected(self, persona: str) -> Answers:
        if persona in self.who.split():
            return self.granted
        return self.anonymous if persona == "anonymous" else self.denied


def page(name: str, who: str, **more: Any) -> Row:
    return Row(name, who, **more)


def post(name: str, who: str, **more: Any) -> Row:
    return Row(name, who, **{"method": "post", "granted": frozenset({200, 302}), **more})


def goes_on(name: str, who: str, **more: Any) -> Row:
    """A page that sends those who may open it somewhere else."""
    return Row(name, who, **{"granted": frozenset({302}), **more})


def admin_page(name: str, who: str, **more: Any) -> Row:
    return Row(f"admin:{name}", who, **{"denied": ADMIN_DENIED, **more})


def admin_post(name: str, who: str, **more: Any) -> Row:
    return post(f"admin:{name}", who, **{"denied": ADMIN_DENIED, **more})


def admin_model(
    model: str,
    *,
    listed: str = NOBODY,
    obj: Make | None = None,
    view: str = NOBODY,
    add: str = NOBODY,
    delete: str = NOBODY,
    label: str = "",
) -> list[Row]:
    """The five pages Django's admin has for a model.

    `listed` may open the list (what it holds is the querysets' tests' matter), `view` the page of `obj` and its
    history, `add` and `delete` theirs.
    """

    def key(world: World) -> list[Any]:
        return [obj(world).pk] if obj else [1]

    return [
        admin_page(f"{model}_changelist", listed, label=label),
        admin_page(f"{model}_add", add, label=label),
        admin_page(f"{model}_change", view, args=key, label=label),
        admin_page(f"{model}_history", view, args=key, label=label),
        admin_page(f"{model}_delete", delete, args=key, label=label),
    ]


def briefed(world: World) -> Program:
    if not world.program.briefings.exists():
        briefings.write_first(world.program)
    return world.program


def kept_blueprint() -> Blueprint:
    return Blueprint.objects.create(name_de="Unsere Vorlage")


def asked(world: World) -> int:
    """The mentor's line manager has been asked for the hours."""
    manager = world.people["line_manager"]
    consent, _is_new = ManagerConsent.objects.get_or_create(
        participation=world.tandem.mentor, manager=manager, defaults={"hours": 12}
    )
    return consent.pk


def content_type(obj: Model) -> int:
    return ContentType.objects.get_for_model(obj).pk


TOP = [
    page("home", EVERYONE),
    # no worker runs here: the parts' own tests are in test_health.py
    page("oversight_list", EVERYONE),
    page("oversight", "auditor", args=lambda w: [w.program.slug]),
    page("oversight_log", "auditor", args=lambda w: [w.program.slug]),
    page("healthz", PUBLIC, granted=frozenset({200, 503})),
]

ACCOUNTS = [
    page("account_login", PUBLIC.replace(EVERYONE, ""), denied=frozenset({302}), anonymous=frozenset({200})),
    page("account_request_login_code", "anonymous", denied=frozenset({302})),
    goes_on("account_confirm_login_code", PUBLIC),
    page("account_signup", PUBLIC, granted=frozenset({200, 302}), label="is closed"),
    page("account_logout", EVERYONE),
    page("account_inactive", PUBLIC),
    page("account_reauthenticate", EVERYONE),
    page("account_email", EVERYONE),
    page("address", EVERYONE),
    post("address", EVERYONE, data=lambda w: {"answer": "yes"}, label="where nothing waits"),
    page("address_link", NOBODY, args=lambda w: ["forged"], anonymous=frozenset({404})),
    post("address_link", NOBODY, args=lambda w: ["forged"], anonymous=frozenset({404}), label="forged"),
    page("account_email_verification_sent", PUBLIC),
    page("account_confirm_email", PUBLIC, args=lambda w: ["unknown"]),
    page("account_change_password", EVERYONE),
    goes_on("account_set_password", EVERYONE),
    page("account_reset_password", PUBLIC),
    page("account_reset_password_done", PUBLIC),
    page("account_reset_password_from_key", PUBLIC, args=lambda w: ["1", "unknown"]),
    page("account_reset_password_from_key_done", PUBLIC),
]

COMPANY = EVERYONE.replace("stranger ", "")  # colleagues of the two, as opposed to another company's people
PROGRAMS = [
    page("program_list", EVERYONE),
    page("program", COMPANY, args=lambda w: [w.program.slug]),
    page("program", "other_hr", args=lambda w: [w.other_program.slug], label="of another company"),
    page("outcome", "mentee mentor other_tandem", args=lambda w: [w.program.slug]),
    page("sign_up", COMPANY, args=lambda w: [w.open_program.slug, "role"]),
    page("sign_up", NOBODY, args=lambda w: [w.open_program.slug, "nonsense"], label="at a step that does not exist"),
    page("withdraw", "mentee mentor other_tandem", args=lambda w: [w.program.slug]),
    post("withdraw", "mentee mentor other_tandem", args=lambda w: [w.program.slug]),
]


def stop_link(world: World) -> list[Any]:
    """What a mail to the mentee offers to whoever opens it."""
    return [stop_token(world.people["mentee"], "meeting_tomorrow")]


def calendar_token(world: World) -> list[Any]:
    """The address that the mentee gave to a calendar."""
    return [replace_feed(person=world.people["mentee"], now=timezone.now())]


def sent_notice(world: World) -> list[Any]:
    """What the mentee was sent about a meeting."""
    about = {"meeting": str(world.dated.pk), "sequence": world.dated.sequence}
    values = {"kind": "meeting_tomorrow", "recipient": world.people["mentee"], "context": about}
    return [NoticeFactory(state=NoticeState.SENT, sent_at=timezone.now(), **values).pk]


NOTICES = [
    page("notices", EVERYONE),
    page("notice", "mentee", args=sent_notice),
    page("notice_preferences", EVERYONE),
    page("unsubscribe", NOBODY, args=lambda w: ["forged"], anonymous=frozenset({404}), label="forged"),
    page("unsubscribe", PUBLIC, args=stop_link, anonymous=frozenset({200})),
    post("unsubscribe", PUBLIC, args=stop_link, anonymous=frozenset({200})),
    *admin_model("notices_notice", listed=STAFF, obj=lambda w: NoticeFactory(program_id=w.program.pk), view="hr"),
]


def absence(world: World) -> Absence:
    today = timezone.localdate()
    return Absence.objects.create(person=world.people["mentee"], first_day=today, last_day=today)


PEOPLE = [
    page("profile", EVERYONE),
    post("sign_out_elsewhere", EVERYONE),
    page("kept_words", EVERYONE),
    page("availability", EVERYONE),
    post("availability", EVERYONE),
    post("absence_add", EVERYONE),
    post("absence_remove", "mentee", args=lambda w: [absence(w).pk]),
    page("privacy", EVERYONE),
    page("mentor_pool", EVERYONE),
    post("mentor_pool", EVERYONE, data=lambda w: {"answer": "no"}),
    post("mentor_pool_leave", EVERYONE),
    page("privacy_export", EVERYONE),
    page("privacy_erase", EVERYONE),
    post("privacy_erase", EVERYONE, label="without confirmation"),
    post("set_language", PUBLIC, anonymous=frozenset({302})),
]


EMPLOYEES = b"Personalnummer;Vorname;Nachname;E-Mail;Unternehmen;Ebene\n1;Ada;Beispiel;ada@example.org;Neu AG;4\n"


def people_import(world: World) -> PeopleImport:
    return PeopleImport.objects.first() or check_file(file_name="employees.csv", content=EMPLOYEES, actor=None)


PEOPLE_ADMIN = [
    *admin_model(
        "people_organisation", listed=STAFF, obj=lambda w: w.program.organisations.first(), view=STAFF, add=STAFF
    ),
    *admin_model("people_department", listed=STAFF, obj=lambda w: w.people["mentee"].department, view=STAFF, add=STAFF),
    *admin_model("people_person", listed=STAFF, obj=lambda w: w.people["mentee"], view=STAFF, add=STAFF),
    admin_page("people_person_deactivate", STAFF, args=lambda w: [w.people["mentee"].pk]),
    admin_post("people_person_deactivate", STAFF, args=lambda w: [w.people["mentee"].pk]),
    admin_page(
        "people_person_deactivate", "superuser", args=lambda w: [w.people["superuser"].pk], label="of a superuser"
    ),
    admin_page("people_person_reactivate", STAFF, args=lambda w: [w.people["mentee"].pk]),
    *admin_model("people_auditevent", listed=STAFF),
    admin_page("people_auditevent_export", STAFF),
    *admin_model(
        "people_siteregion",
        listed=STAFF,
        obj=lambda w: SiteRegion.objects.get_or_create(site="Heilbronn")[0],
        view=STAFF,
        add=STAFF,
    ),
    admin_page("people_peopleimport_changelist", STAFF),
    admin_page("people_peopleimport_add", STAFF),
    admin_page("people_peopleimport_change", STAFF, args=lambda w: [people_import(w).pk]),
    admin_page("people_peopleimport_report", STAFF, args=lambda w: [people_import(w).pk]),
    *(
        admin_post(f"people_peopleimport_{step}", STAFF, args=lambda w: [people_import(w).pk])
        for step in ("discard", "recheck", "apply")
    ),
]


def program_key(world: World) -> list[Any]:
    return [world.program.pk]


def sign_up_import(world: World) -> list[Any]:
    stored, _created = SignUpImport.objects.get_or_create(program=world.program, applied_at=None)
    return [world.program.pk, stored.pk]


PROGRAMS_ADMIN = [
    *admin_model("programs_program", listed=STAFF, obj=lambda w: w.program, view="hr", add=STAFF),
    *admin_model("programs_poolmember", listed="hr other_hr"),
    *admin_model("programs_participation", listed="hr other_hr", obj=lambda w: w.tandem.mentee, view="hr"),
    admin_page("programs_program_state", "hr", args=lambda w: [w.program.pk, "closed"]),
    admin_post("programs_program_state", "hr", args=lambda w: [w.program.pk, "closed"]),
    page("briefing", "mentee other_tandem hr", args=lambda w: [briefed(w).slug, "mentee"]),
    page("briefing", "mentor hr", args=lambda w: [briefed(w).slug, "mentor"], label="of mentors"),
    page("briefing", "line_manager hr", args=lambda w: [briefed(w).slug, "line_manager"], label="of line managers"),
    page("briefing", "leadership hr", args=lambda w: [briefed(w).slug, "leadership"], label="of leadership"),
    admin_page("programme_cockpit", "hr", args=program_key),
    post(
        "wait",
        "line_manager leadership auditor delegate contact hr other_hr superuser",
        args=lambda w: [w.program.slug],
        label="list",
    ),
    admin_page("programme_invite", "hr", args=program_key),
    admin_post("programme_invite", "hr", args=program_key),
    admin_page("programme_preview", "hr", args=program_key),
    admin_page("programme_preview_page", "hr", args=lambda w: [w.program.pk, "mentee", "room", "de"]),
    admin_page("programme_agreement", "hr", args=program_key),
    admin_post("programme_agreement", "hr", args=program_key),
    admin_page("programme_waiting", "hr", args=program_key),
    admin_post("programme_waiting", "hr", args=lambda w: [w.program.pk], granted=frozenset({404}), denied=ADMIN_DENIED),
    admin_page("new_programme", STAFF),
    admin_page("new_programme_frame", STAFF, args=lambda w: ["ours", "digital"]),
    admin_page("new_programme_frame", "hr", args=lambda w: ["again", w.program.pk], label="run again"),
    admin_page("new_programme_step", "hr", args=lambda w: [w.program.pk, "people"]),
    admin_post("new_programme_step", "hr", args=lambda w: [w.program.pk, "texts"], granted=frozenset({302, 400})),
    admin_page("blueprint_keep", "hr", args=program_key),
    admin_post("blueprint_keep", "hr", args=program_key, granted=frozenset({302, 400})),
    goes_on("admin:blueprint_upload", STAFF, denied=ADMIN_DENIED),
    admin_page("blueprint_remove", STAFF, args=lambda w: [kept_blueprint().pk]),
    admin_page("blueprint_export", STAFF, args=lambda w: ["ours", "digital"]),
    admin_page("blueprint_export", "hr", args=lambda w: ["again", w.program.pk], label="of a programme"),
    admin_page("programs_program_notices", "hr", args=program_key),
    admin_page("programs_program_notice", "hr", args=lambda w: [w.program.pk, "signed_up"]),
    admin_post("programs_program_notice", "hr", args=lambda w: [w.program.pk, "signed_up"]),
    admin_page("programs_program_sign_ups", "hr", args=program_key),
    admin_post("programs_program_sign_ups", "hr", args=program_key),
    admin_page("programs_program_sign_ups_preview", "hr", args=sign_up_import),
    admin_post("programs_program_sign_ups_preview", "hr", args=sign_up_import),
]


def told_event(world: World, **more: Any) -> Event:
    """An event for all three, in a week."""
    values = {
        "for_managers": True,
        "state": EventState.INVITED,
        "starts_at": timezone.now() + timedelta(days=7),
        **more,
    }
    found = Event.objects.filter(program=world.program, state=values["state"]).first()
    return found or EventFactory(program=world.program, **values)


def held_event(world: World) -> list[Any]:
    return [told_event(world, state=EventState.HELD, starts_at=timezone.now() - timedelta(days=1)).pk]


def proposed_event(world: World) -> list[Any]:
    values = {"kind": "peer", "for_mentees": False, "state": EventState.PROPOSED}
    return [EventFactory(program=world.program, proposed_by=world.people["mentor"], **values).pk]


def resource_page(world: World) -> Resource:
    return Resource.objects.get_or_create(program=world.program, title_de="Seite", text_de="Text")[0]


JOINED = "mentee mentor other_tandem"
GUESTS = "mentee mentor other_tandem line_manager"
EVENTS = [
    page("community", f"{JOINED} hr", args=lambda w: [w.program.slug]),
    page("community_contact", JOINED, args=lambda w: [w.program.slug]),
    post("community_contact_stop", f"{JOINED} hr", args=lambda w: [w.program.slug]),
    page("peer_session_new", "mentor", args=lambda w: [w.program.slug]),
    post("peer_session_drop", "mentor", args=proposed_event),
    page("resource", f"{JOINED} hr", args=lambda w: [resource_page(w).pk]),
    page("event", f"{GUESTS} hr", args=lambda w: [told_event(w).pk]),
    page("event", "hr", args=lambda w: [EventFactory(program=w.program).pk], label="in preparation"),
    page("event_ics", f"{GUESTS} hr", args=lambda w: [told_event(w).pk]),
    post("event_answer", GUESTS, args=lambda w: [told_event(w).pk], data=lambda w: {"comes": "yes"}),
    *admin_model(
        "programs_event",
        listed="hr other_hr",
        obj=lambda w: EventFactory(program=w.program),
        view="hr",
        add="hr other_hr",
        delete="hr",
    ),
    *(
        admin_page(f"programs_event_{step}", "hr", args=lambda w: [told_event(w).pk])
        for step in ("invite", "cancel", "decline")
    ),
    *admin_model(
        "programs_resource",
        listed="hr other_hr",
        obj=resource_page,
        view="hr",
        add="hr other_hr",
        delete="hr",
    ),
    admin_post("programs_event_cancel", "hr", args=lambda w: [told_event(w).pk]),
    *(admin_page(f"programs_event_{step}", "hr", args=held_event) for step in ("attendance", "notes")),
    admin_post("programs_event_attendance", "hr", args=held_event),
]

THE_TWO = "mentee mentor"
WHEN = {"date": "2030-05-06", "time": "10:00", "minutes": "60"}
HELD = {"date": "2026-02-20", "time": "10:00", "minutes": "60"}
TANDEMS = [
    page("offer", "mentor", args=lambda w: [w.offer.pk]),
    post("offer_accept", "mentor", args=lambda w: [w.offer.pk]),
    post("offer_decline", "mentor", args=lambda w: [w.offer.pk]),
    page("tandem_list", EVERYONE, granted=frozenset({200, 302})),
    page("tandem", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("part", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("part", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("closing", THE_TWO, args=lambda w: [w.tandem.pk], granted=frozenset({200, 302})),
    post("closing", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"choice": "end"}),
    # no proposal waits in this world: everyone gets the same answer
    post("closing_agree", NOBODY, args=lambda w: [w.tandem.pk]),
    post("closing_aside", NOBODY, args=lambda w: [w.tandem.pk]),
    post("thanks", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"text": ""}),
    # the tandem is not complete yet; its own tests open it
    page("certificate", NOBODY, args=lambda w: [w.tandem.pk, "de"]),
    page("concern_list", EVERYONE),
    page("concern_new", "mentee mentor other_tandem", args=lambda w: [w.program.slug]),
    post("concern_new", "mentee mentor other_tandem", args=lambda w: [w.program.slug], data=lambda w: {"text": ""}),
    page("concern", "mentee contact", args=lambda w: [w.concern.pk]),
    post("concern", "mentee contact", args=lambda w: [w.concern.pk], data=lambda w: {"text": "x"}),
    post("concern_state", "mentee contact", args=lambda w: [w.concern.pk], data=lambda w: {"state": "closed"}),
    post("concern_state", "contact", args=lambda w: [w.concern.pk], data=lambda w: {"state": "looking"}, label="look"),
    post(
        "concern_hand_over",
        "mentee",
        args=lambda w: [w.concern.pk],
        data=lambda w: {"contact": w.people["contact"].pk},
    ),
    post("concern_take_back", "mentee", args=lambda w: [w.concern.pk]),
    page("team", EVERYONE),
    post("team_answer", "line_manager", args=lambda w: [asked(w)], data=lambda w: {"answer": "yes"}),
    post("team_show", "mentor", args=lambda w: [asked(w)], data=lambda w: {"shows": "yes"}),
    page("pause", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("pause", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"until": ""}),
    post("resume", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("picture", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("picture_edit", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("picture_edit", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("picture_share", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("picture_take_back", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("agreement", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("agreement_version", THE_TWO, args=lambda w: [w.tandem.pk, 1]),
    page("agreement_edit", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("agreement_edit", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"latest": 2, "aims": "Anders"}),
    post("agreement_confirm", "mentor", args=lambda w: [w.tandem.pk, 2], label="of the other alone"),
    post("agreement_set_aside", THE_TWO, args=lambda w: [w.tandem.pk, 2]),
    page("meeting", THE_TWO, args=lambda w: [w.held.pk]),
    page("meeting_ics", THE_TWO, args=lambda w: [w.dated.pk]),
    page("calendar_settings", EVERYONE),
    post("calendar_replace", EVERYONE, granted=frozenset({200})),
    post("calendar_stop", EVERYONE),
    page("calendar_feed", NOBODY, args=lambda w: ["forged"], anonymous=frozenset({404}), label="forged"),
    page("calendar_feed", PUBLIC, args=calendar_token, anonymous=frozenset({200})),
    page("meeting_date", THE_TWO, args=lambda w: [w.dated.pk]),
    post("meeting_date", THE_TWO, args=lambda w: [w.dated.pk], data=lambda w: WHEN),
    page("meeting_hold", THE_TWO, args=lambda w: [w.dated.pk]),
    post("meeting_hold", THE_TWO, args=lambda w: [w.dated.pk], data=lambda w: HELD),
    page("meeting_cancel", THE_TWO, args=lambda w: [w.dated.pk]),
    post("meeting_cancel", THE_TWO, args=lambda w: [w.dated.pk]),
    page("meeting_effort", THE_TWO, args=lambda w: [w.held.pk]),
    post("meeting_effort", THE_TWO, args=lambda w: [w.held.pk], data=lambda w: {"preparation_minutes": "20"}),
    page("guides", EVERYONE),
    page("guide", EVERYONE, args=lambda w: ["ai-tools"]),
    page("guide", NOBODY, args=lambda w: ["nothing"], label="that does not exist"),
    post("meeting_guide", THE_TWO, args=lambda w: [w.dated.pk], data=lambda w: {"guide": "ai-tools"}),
    page("meeting_agenda", THE_TWO, args=lambda w: [w.dated.pk]),
    page("meeting_slots", THE_TWO, args=lambda w: [w.dated.pk]),
    post("meeting_slots", THE_TWO, args=lambda w: [w.dated.pk], data=lambda w: {"minutes": "60"}),
    post("slot_pick", "mentor", args=lambda w: [w.dated.pk], data=lambda w: {"slot": w.slot.pk}),
    post("slot_pick", THE_TWO, args=lambda w: [w.dated.pk], data=lambda w: {"slot": "0"}, label="that is gone"),
    post("slots_withdraw", "mentee", args=lambda w: [w.dated.pk]),
    post("reason_forget", "mentee", args=lambda w: [w.dated.pk, w.reason.pk]),
    page("delegate", EVERYONE),
    post("delegate", EVERYONE, data=lambda w: {"who": "x"}),
    post("delegate_withdraw", EVERYONE),
    page("assistance", EVERYONE),
    page("assistance_date", "delegate", args=lambda w: [w.dated.pk]),
    post("assistance_date", "delegate", args=lambda w: [w.dated.pk], data=lambda w: WHEN),
    # the one who named the delegate has proposed these times: it is the other who chooses
    page("assistance_times", NOBODY, args=lambda w: [w.dated.pk]),
    post("assistance_times", NOBODY, args=lambda w: [w.dated.pk], data=lambda w: {"slot": w.slot.pk}),
    page("assistance_cancel", "delegate", args=lambda w: [w.dated.pk]),
    post("assistance_cancel", "delegate", args=lambda w: [w.dated.pk]),
    page("meeting_add", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("meeting_add", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: WHEN),
]


def draft(world: World) -> Draft:
    """What the mentee has typed and not saved."""
    stored = Draft.objects.first()
    return stored or Draft.objects.create(tandem=world.tandem, author=world.people["mentee"], text="x")


def proposal(world: World) -> InsightProposal:
    """What the mentor would like to release."""
    stored = InsightProposal.objects.first()
    return stored or InsightProposal.objects.create(
        tandem=world.tandem, proposed_by=world.people["mentor"], text="x", proposer_key="x"
    )


def insight(world: World) -> Insight:
    return Insight.objects.first() or Insight.objects.create(program=world.program, text="x", key_1="x", key_2="y")


def sentence(world: World) -> dict[str, Any]:
    return {"key": uuid4(), "text": "x"}


JOURNALS = [
    page("journal", EVERYONE),
    page("insight_new", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("insight_new", THE_TWO, args=lambda w: [w.tandem.pk], data=sentence),
    page("insight_agree", "mentee", args=lambda w: [proposal(w).pk]),
    post("insight_agree", "mentee", args=lambda w: [proposal(w).pk]),
    post("insight_key", "mentor", args=lambda w: [proposal(w).pk]),
    post("insight_drop", THE_TWO, args=lambda w: [proposal(w).pk]),
    page("insight_wall", "mentee mentor other_tandem leadership hr", args=lambda w: [w.program.slug]),
    page("insight_withdraw", EVERYONE),
    post("insight_withdraw", EVERYONE, data=lambda w: {"key": "x"}),
    *admin_model("journals_insight", listed="hr other_hr", view="hr", delete="hr", obj=insight),
    page("journal_search", EVERYONE),
    post("journal_search", EVERYONE, data=lambda w: {"words": "wissen"}),
    page("journal_markdown", EVERYONE),
    page("journal_pdf", EVERYONE),
    page("entry_new", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("entry_new", THE_TWO, args=lambda w: [w.tandem.pk]),
    page("entry", "mentee", args=lambda w: [w.private_entry.pk], label="private"),
    page("entry", THE_TWO, args=lambda w: [w.tandem_entry.pk], label="of the two"),
    page("entry_edit", "mentee", args=lambda w: [w.private_entry.pk], label="private"),
    page("entry_edit", "mentor", args=lambda w: [w.tandem_entry.pk], label="of the two"),
    post("entry_edit", "mentor", args=lambda w: [w.tandem_entry.pk], label="of the two"),
    post(
        "entry_draft",
        THE_TWO,
        args=lambda w: [uuid4()],
        data=lambda w: {"tandem": w.tandem.pk, "version": 0, "text": "x"},
        anonymous=frozenset({401}),
    ),
    page("draft_discard", "mentee", args=lambda w: [draft(w).key]),
    post("draft_discard", "mentee", args=lambda w: [draft(w).key]),
    page("entry_open", "mentee", args=lambda w: [w.private_entry.pk]),
    post("entry_open", "mentee", args=lambda w: [w.private_entry.pk]),
    page("entry_take_back", "mentor", args=lambda w: [w.tandem_entry.pk]),
    post("entry_take_back", "mentor", args=lambda w: [w.tandem_entry.pk]),
    page("entry_delete", "mentor", args=lambda w: [w.tandem_entry.pk]),
    post("entry_delete", "mentor", args=lambda w: [w.tandem_entry.pk]),
]

STEPS = [
    page("steps", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("steps", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"text": "x", "owner": w.people["mentee"].pk}),
    page("step", THE_TWO, args=lambda w: [w.step.pk]),
    post("step", THE_TWO, args=lambda w: [w.step.pk]),
    post("step_settle", THE_TWO, args=lambda w: [w.step.pk], data=lambda w: {"state": "done"}),
    post("step_delete", "mentee", args=lambda w: [w.step.pk]),
    page("lists", THE_TWO, args=lambda w: [w.tandem.pk]),
    post("lists", THE_TWO, args=lambda w: [w.tandem.pk], data=lambda w: {"text": "x", "kind": "try"}),
    page("list_item", THE_TWO, args=lambda w: [w.item.pk]),
    post("list_item", THE_TWO, args=lambda w: [w.item.pk]),
    post("list_item_settle", THE_TWO, args=lambda w: [w.item.pk], data=lambda w: {"done": "yes"}),
    post("list_item_delete", "mentor", args=lambda w: [w.item.pk]),
]


def ours(world: World) -> list[Any]:
    return [Questionnaire.objects.ours().filter(occasion="end").first().pk]


def of_ours(world: World) -> list[Any]:
    return [world.program.pk, *ours(world)]


def own_questionnaire(world: World) -> list[Any]:
    return [new_version(program=world.program, occasion="end", actor=world.people["hr"]).pk]


def feedback_change(world: World) -> FeedbackChange:
    texts = {"heard_en": "Meetings are short.", "changed_en": "They are longer."}
    return FeedbackChange.objects.get_or_create(program=world.program, **texts)[0]


def goal_value(world: World) -> GoalValue:
    """Of a goal that HR reports."""
    goal = GoalFactory(program=world.program, measure=Measure.REPORTED)
    return GoalValue.objects.create(goal=goal, value=3)


EVALUATION = [
    page("survey", "mentee", args=lambda w: [w.invitation.pk]),
    post("survey", "mentee", args=lambda w: [w.invitation.pk], label="without an answer"),
    post("survey_decline", "mentee", args=lambda w: [w.invitation.pk]),
    page("evaluation_list", EVERYONE),
    page("evaluation", "leadership hr", args=lambda w: [w.program.slug]),
    page("evaluation", "other_hr", args=lambda w: [w.other_program.slug], label="of another company"),
    page("evaluation_csv", "leadership hr", args=lambda w: [w.program.slug]),
    page("evaluation_xlsx", "leadership hr", args=lambda w: [w.program.slug]),
    page("evaluation_pdf", "leadership hr", args=lambda w: [w.program.slug]),
    page("evidence", "leadership hr auditor", args=lambda w: [w.program.slug]),
    page("evidence_pdf", "leadership hr auditor", args=lambda w: [w.program.slug]),
    page("evidence_xlsx", "leadership hr auditor", args=lambda w: [w.program.slug]),
    *admin_model("evaluation_wave", listed="hr other_hr", view="hr", obj=lambda w: w.invitation.wave),
    *admin_model(
        "evaluation_questionnaire",
        listed="hr other_hr",
        view="hr other_hr",
        obj=lambda w: w.invitation.wave.questionnaire,
    ),
    *admin_model(
        "evaluation_feedbackchange",
        listed="hr other_hr",
        view="hr",
        add="hr other_hr",
        delete="hr",
        obj=feedback_change,
    ),
    *admin_model(
        "evaluation_goalvalue",
        listed="hr other_hr",
        view="hr",
        add="hr other_hr",
        delete="hr",
        obj=goal_value,
    ),
    admin_page("evaluation_questionnaire_program", "hr", args=lambda w: [w.program.pk]),
    admin_post("evaluation_questionnaire_own", "hr", args=lambda w: [w.program.pk, "end"]),
    admin_page("evaluation_questionnaire_approve", "hr", args=of_ours),
    admin_post("evaluation_questionnaire_approve", "hr", args=of_ours),
    # nothing is approved: the parts' own tests are in test_editing.py
    admin_post("evaluation_questionnaire_withdraw", NOBODY, args=of_ours),
    admin_page("evaluation_questionnaire_preview", "hr other_hr", args=ours, label="of ours"),
    admin_page(
        "evaluation_questionnaire_phone", "hr other_hr", args=lambda w: [*ours(w), "de", "mentee"], label="of ours"
    ),
    admin_page("evaluation_questionnaire_preview", "hr", args=own_questionnaire, label="of a programme"),
    admin_page(
        "evaluation_questionnaire_phone",
        "hr",
        args=lambda w: [*own_questionnaire(w), "en", "mentor"],
        label="of a programme",
    ),
    admin_post("evaluation_questionnaire_step", "hr", args=lambda w: [*own_questionnaire(w), "release"]),
    admin_post("evaluation_questionnaire_step", NOBODY, args=lambda w: [*ours(w), "discard"], label="of ours"),
]

MATCHING_ADMIN = [
    *admin_model("tandems_matchingrun", listed="hr other_hr", view="hr", obj=lambda w: w.run),
    admin_page("tandems_matchingrun_program", "hr", args=lambda w: [w.program.pk]),
    admin_post("tandems_matchingrun_start", "hr", args=lambda w: [w.program.pk]),
    admin_page("tandems_matchingrun_progress", "hr", args=lambda w: [w.run.pk]),
    admin_post("tandems_matchingrun_release", "hr", args=lambda w: [w.run.pk], data=lambda w: {"all": "1"}),
    admin_post("tandems_matchingrun_swap", "hr", args=lambda w: [w.run.pk]),
    admin_post("tandems_matchingrun_proposal", "hr", args=lambda w: [w.proposal.pk, "set-aside"]),
    admin_post("tandems_matchingrun_decide", "hr", args=lambda w: [w.proposal.mentee_id, w.proposal.mentor_id, "pin"]),
    # there is no decision to take back: the parts' own tests are in test_matching_pages.py
    admin_post("tandems_matchingrun_take_back", NOBODY, args=lambda w: [1]),
]

ADMIN = [
    admin_page("index", STAFF),
    goes_on(
        "admin:login", STAFF, label="is the site's own sign-in", granted=frozenset({"index"}), denied=frozenset({403})
    ),
    admin_post("logout", STAFF, granted=frozenset({"login"})),
    admin_page("password_change", STAFF),
    admin_page("password_change_done", STAFF),
    admin_page("autocomplete", NOBODY),
    admin_page("jsi18n", STAFF),
    admin_page("view_on_site", NOBODY, args=lambda w: [content_type(w.private_entry), w.private_entry.pk]),
    admin_page("app_list", STAFF, args=lambda w: ["people"]),
    *admin_model("tandems_tandem", listed="hr other_hr", view="hr", obj=lambda w: w.tandem),
]

ROWS = [
    *TOP,
    *ACCOUNTS,
    *PROGRAMS,
    *NOTICES,
    *PEOPLE,
    *PEOPLE_ADMIN,
    *PROGRAMS_ADMIN,
    *EVENTS,
    *TANDEMS,
    *JOURNALS,
    *STEPS,
    *EVALUATION,
    *MATCHING_ADMIN,
    *ADMIN,
]
