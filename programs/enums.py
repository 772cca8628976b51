"""Words of a programme, and the steps of its life."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    DIGITAL = "digital", _("Digital skills")
    CULTURE = "culture", _("Culture and collaboration")
    COMMUNICATION = "communication", _("Communication between generations")
    INCLUSION = "inclusion", _("Diversity and inclusion")
    LEADERSHIP = "leadership", _("Leadership development")
    CHANGE = "change", _("Change management")
    INNOVATION = "innovation", _("Innovation")
    RETENTION = "retention", _("Onboarding and retention")


class ProgramState(models.TextChoices):
    DRAFT = "draft", _("in preparation")
    OPEN = "open", _("open for sign-up")
    MATCHING = "matching", _("matching")
    RUNNING = "running", _("running")
    CLOSING = "closing", _("coming to its end")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


STARTED_STATES = (ProgramState.RUNNING, ProgramState.CLOSING)
OVER_STATES = (ProgramState.CLOSED, ProgramState.ARCHIVED)
PROGRAM_TRANSITIONS: dict[str, frozenset[str]] = {
    ProgramState.DRAFT: frozenset({ProgramState.OPEN}),
    ProgramState.OPEN: frozenset({ProgramState.MATCHING, ProgramState.DRAFT}),
    ProgramState.MATCHING: frozenset({ProgramState.OPEN, ProgramState.RUNNING}),
    ProgramState.RUNNING: frozenset({ProgramState.CLOSING, ProgramState.CLOSED}),
    ProgramState.CLOSING: frozenset({ProgramState.CLOSED, ProgramState.RUNNING}),
    # what an archived programme has lost does not come back
    ProgramState.CLOSED: frozenset({ProgramState.CLOSING, ProgramState.ARCHIVED}),
    ProgramState.ARCHIVED: frozenset(),
}


class DepartmentRule(models.TextChoices):
    ANY = "any", _("any department")
    SAME = "same", _("same department")
    DIFFERENT = "different", _("different departments")


class AskOrder(models.TextChoices):
    """Who of a pair is asked first. Where one comes first, the other hears of it only after a yes."""

    TOGETHER = "together", _("both at once")
    MENTEE = "mentee", _("the mentee first")
    MENTOR = "mentor", _("the mentor first")


class Measure(models.TextChoices):
    """How a goal is measured. The evaluation computes all but the last."""

    TANDEMS = "tandems", _("Tandems that started (number)")
    MEETINGS_HELD = "meetings_held", _("Meetings held of those planned (%)")
    GAIN = "gain", _("Gain in the mentees' self-assessment (points, 1 to 5)")
    USEFULNESS = "usefulness", _("Usefulness of meetings (mean, 1 to 5)")
    ANSWER_RATE = "answer_rate", _("Answers to reflection surveys (%)")
    REPORTED = "reported", _("Reported by HR")


class Breakdown(models.TextChoices):
    """By what groups, beside the role, figures may be filtered."""

    NONE = "none", _("by role alone")
    COMPANY = "company", _("by role and company")
    DEPARTMENT = "department", _("by role and department family")


class TopicKind(models.TextChoices):
    LEARN = "learn", _("to learn")
    EXCHANGE = "exchange", _("in return")


class TeamRole(models.TextChoices):
    MANAGER = "manager", _("HR manager")
    VIEWER = "viewer", _("Leadership viewer")
    CONTACT = "contact", _("Neutral contact")
    AUDITOR = "auditor", _("Works council or data protection")


class Role(models.TextChoices):
    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")


class Audience(models.TextChoices):
    """Whom a briefing is for."""

    MENTEE = "mentee", _("Mentees")
    MENTOR = "mentor", _("Mentors")
    LINE_MANAGER = "line_manager", _("Line managers of mentors")
    LEADERSHIP = "leadership", _("Leadership")


class ParticipationState(models.TextChoices):
    DRAFT = "draft", _("being filled in")
    SIGNED_UP = "signed_up", _("signed up")
    WITHDRAWN = "withdrawn", _("withdrawn")


PARTICIPATION_TRANSITIONS: dict[str, frozenset[str]] = {
    ParticipationState.DRAFT: frozenset({ParticipationState.SIGNED_UP, ParticipationState.WITHDRAWN}),
    ParticipationState.SIGNED_UP: frozenset({ParticipationState.WITHDRAWN}),
    ParticipationState.WITHDRAWN: frozenset({ParticipationState.DRAFT, ParticipationState.SIGNED_UP}),
}


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online")
    BOTH = "both", _("either")


class Slot(models.TextChoices):
    """Half days of the working week. Values sort in the order of the week."""

    MON_AM = "1am", _("Monday morning")
    MON_PM = "1pm", _("Monday afternoon")
    TUE_AM = "2am", _("Tuesday morning")
    TUE_PM = "2pm", _("Tuesday afternoon")
    WED_AM = "3am", _("Wednesday morning")
    WED_PM = "3pm", _("Wednesday afternoon")
    THU_AM = "4am", _("Thursday morning")
    THU_PM = "4pm", _("Thursday afternoon")
    FRI_AM = "5am", _("Friday morning")
    FRI_PM = "5pm", _("Friday afternoon")


class SkillLevel(models.IntegerChoices):
    NONE = 0, _("none yet")
    BASIC = 1, _("first steps")
    SOME = 2, _("use it with help")
    GOOD = 3, _("use it on my own")
    TEACH = 4, _("could teach it")


class ConsentSource(models.TextChoices):
    BROWSER = "browser", _("given in the browser")
    IMPORT = "import", _("stated by HR with an import")


class ConcernState(models.TextChoices):
    NEW = "new", pgettext_lazy("of a concern", "new")
    LOOKING = "looking", _("being looked at")
    CLOSED = "closed", pgettext_lazy("of a concern", "closed")


CONCERN_TRANSITIONS: dict[str, frozenset[str]] = {
    ConcernState.NEW: frozenset({ConcernState.LOOKING, ConcernState.CLOSED}),
    # looked at to looked at: an answer
    ConcernState.LOOKING: frozenset({ConcernState.LOOKING, ConcernState.CLOSED}),
    ConcernState.CLOSED: frozenset({ConcernState.LOOKING}),
}


class ManagerAnswer(models.TextChoices):
    """What a line manager says to a mentor's hours."""

    ASKED = "asked", _("not answered")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("not agreed")


MANAGER_TRANSITIONS: dict[str, frozenset[str]] = {
    ManagerAnswer.ASKED: frozenset({ManagerAnswer.AGREED, ManagerAnswer.DECLINED}),
    ManagerAnswer.AGREED: frozenset({ManagerAnswer.DECLINED}),
    ManagerAnswer.DECLINED: frozenset({ManagerAnswer.AGREED}),
}


class EventKind(models.TextChoices):
    KICK_OFF = "kick_off", _("Kick-off")
    CHECK_IN = "check_in", _("Check-in")
    COMMUNITY = "community", _("Mentor community")
    PEER = "peer", _("Peer session")
    CLOSING = "closing", _("Closing event")
    OTHER = "other", _("Event")


class EventState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("of an event", "in preparation")
    PROPOSED = "proposed", pgettext_lazy("of an event", "proposed")
    DECLINED = "declined", pgettext_lazy("of an event", "not taken up")
    INVITED = "invited", pgettext_lazy("of an event", "invited")
    CANCELLED = "cancelled", pgettext_lazy("of an event", "cancelled")
    HELD = "held", pgettext_lazy("of an event", "taken place")


TOLD_EVENT_STATES = (EventState.INVITED, EventState.CANCELLED, EventState.HELD)
EVENT_TRANSITIONS: dict[str, frozenset[str]] = {
    EventState.DRAFT: frozenset({EventState.INVITED}),
    EventState.PROPOSED: frozenset({EventState.INVITED, EventState.DECLINED}),
    EventState.INVITED: frozenset({EventState.CANCELLED, EventState.HELD}),
    # people have been told: what was cancelled does not come back, a new date is a new event
    EventState.CANCELLED: frozenset(),
    EventState.DECLINED: frozenset(),
    EventState.HELD: frozenset(),
}


class EventAnchor(models.TextChoices):
    """From where the day of an event is counted while it has no date of its own."""

    START = "start", _("first day of the programme")
    HALF = "half", _("half-way through the programme")
    END = "end", _("last day of the programme")


class EventAnswer(models.TextChoices):
    YES = "yes", pgettext_lazy("to an invitation", "comes")
    WAITING = "waiting", pgettext_lazy("to an invitation", "on the waiting list")
    NO = "no", pgettext_lazy("to an invitation", "does not come")
