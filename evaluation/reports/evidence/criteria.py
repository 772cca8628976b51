"""The standards and what each of their criteria looks at here, in our own words.

EMCC's International Standards for Mentoring and Coaching Programmes (ISMCP) name six core standards; the criteria of
the Deutsche Gesellschaft für Mentoring (DGM) fall into three areas. Names are theirs (of the DGM's areas our
English), everything else is ours and no substitute for their documents: an accreditation also wants papers and
conversations that no software holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.reports.evidence import looks
from evaluation.reports.evidence.case import Case
from evaluation.reports.evidence.looks import Found

ISMCP, DGM = "ISMCP", "DGM"
FAMILIES = {
    ISMCP: _("EMCC: six core standards for mentoring programmes (ISMCP)"),
    DGM: _("Deutsche Gesellschaft für Mentoring: three areas of its criteria (DGM)"),
}


@dataclass(frozen=True)
class Criterion:
    """`asks`: the question in our words. `do`: what would be evidence, said where it is not there."""

    asks: Any
    look: Callable[[Case], Found]
    do: Any


@dataclass(frozen=True)
class Standard:
    family: str
    name: Any
    criteria: tuple[Criterion, ...]


PURPOSE = Criterion(_("Is it said what the programme is for?"), looks.purpose, _("Describe the purpose in the set-up."))
GOALS = Criterion(
    _("Are there goals that can be measured?"), looks.goals, _("Set goals with measure, baseline, target and date.")
)
SPONSOR = Criterion(
    _("Does leadership visibly stand behind it?"), looks.sponsor, _("Name a sponsor and ask for a message.")
)
OWN_AIMS = Criterion(
    _("Has each tandem aims and rules of its own?"),
    looks.own_aims,
    _("Ask the tandems to write their agreement; guides for the first meeting help."),
)
BRIEFINGS = Criterion(
    _("Is everyone involved told what is expected of them?"),
    looks.briefings,
    _("Write a briefing for each of those involved, line managers and leadership too."),
)
BRIEFING_READ = Criterion(
    _("Has it reached those who take part?"), looks.briefing_read, _("Remind them of the briefing, or hold a kick-off.")
)
STANDPOINT = Criterion(
    _("Do people look at where they stand before they begin?"),
    looks.standpoint,
    _("Let the survey at the start go out before the first meeting."),
)
GUIDES = Criterion(_("Is there help for preparing meetings?"), looks.guides, "")
EVENTS = Criterion(
    _("Do people meet beyond their tandem?"),
    looks.events,
    _("Plan a kick-off, a check-in half-way or a meeting of the mentors, and note that it took place."),
)
PAIRING_RULES = Criterion(
    _("Is it clear by what pairs are made?"), looks.pairing_rules, _("Give weights to the criteria of the matching.")
)
MATCHED = Criterion(
    _("Are mentors chosen to suit the mentees?"),
    looks.matched,
    _("Pairs made by hand keep no reasons: note them, or let the matching propose them."),
)
BOTH_SAY_YES = Criterion(_("Do both have a say in whom they are paired with?"), looks.both_say_yes, "")
WAY_OUT = Criterion(_("Is there a way out of a pair that does not work?"), looks.way_out, "")
NOT_OWN_LINE = Criterion(_("Are the two independent of each other and of their line?"), looks.not_own_line, "")
RHYTHM = Criterion(
    _("Do problems of single tandems come to notice in time?"), looks.rhythm_watched, _("Appears once tandems meet.")
)
PULSE = Criterion(
    _("Are people asked while there is time to act?"),
    looks.surveys_while_running,
    _("Let the short survey after meetings go out."),
)
YOU_SAID = Criterion(
    _("Does the programme change because of what people say?"),
    looks.you_said_we_did,
    _("Note under “You said, we did” what was changed; it need not be large."),
)
AT_THE_END = Criterion(
    _("Is it asked at the end what it has brought?"), looks.survey_at_the_end, _("Let the survey at the end go out.")
)
LATER = Criterion(
    _("Is it asked later what has stayed?"), looks.survey_months_later, _("Let the survey three months later go out.")
)
CHANGE = Criterion(
    _("Is the effect measured, before and after?"),
    looks.before_and_after,
    _("The surveys at the start and at the end have to be answered by the same people."),
)
EFFORT = Criterion(
    _("Are effort and cost known?"), looks.effort, _("Give hourly rates for mentees and mentors in the set-up.")
)
CONSENT = Criterion(_("Does everyone know and agree to what applies?"), looks.consent, _("Write a consent text."))
CONTACT = Criterion(
    _("Can people turn to someone neutral?"),
    looks.contact,
    _("Add a neutral contact to the team who is not HR manager."),
)
OVERSIGHT = Criterion(
    _("Do works council and data protection look on?"),
    looks.oversight,
    _("Give works council or data protection their role, and record approvals of questionnaires."),
)
ANONYMITY = Criterion(_("Is what people say protected?"), looks.anonymity, "")
LANGUAGES = Criterion(_("Can everyone take part on equal terms?"), looks.languages, "")
TEAM = Criterion(_("Are people named who run the programme?"), looks.team, _("Name a second manager who can stand in."))
PERIOD = Criterion(_("Is it clear from when to when, and how often?"), looks.period, _("Set first and last day."))
PLAN = Criterion(
    _("Does the plan hold?"),
    looks.plan_kept,
    _("Look at why meetings fall through; a longer rhythm may be more honest."),
)
LINE_MANAGERS = Criterion(
    _("Do line managers carry the time it takes?"),
    looks.line_managers,
    _("Ask the mentors' line managers for their consent."),
)
BUDGET = Criterion(
    _("Is there time set aside for it?"), looks.budget, _("Agree on hours for each mentor in the set-up.")
)
CLOSING = Criterion(
    _("Is what was done brought to an end and acknowledged?"),
    looks.closing,
    _("Tandems are completed with the programme; then both receive a certificate."),
)
POOL = Criterion(
    _("Does it go on, with those who know it?"), looks.pool, _("Mentors are asked at the end; a word from you helps.")
)

STANDARDS = (
    Standard(ISMCP, _("Clarity of purpose"), (PURPOSE, GOALS, SPONSOR, OWN_AIMS)),
    Standard(ISMCP, _("Stakeholder training and briefing"), (BRIEFINGS, BRIEFING_READ, STANDPOINT, GUIDES, EVENTS)),
    Standard(ISMCP, _("Process for selection and matching"), (PAIRING_RULES, MATCHED, BOTH_SAY_YES, WAY_OUT)),
    Standard(
        ISMCP,
        _("Processes for measurement and review"),
        (RHYTHM, PULSE, YOU_SAID, AT_THE_END, LATER, CHANGE, EFFORT),
    ),
    Standard(ISMCP, _("Maintains a high standard of ethics"), (CONSENT, CONTACT, OVERSIGHT, ANONYMITY, LANGUAGES)),
    Standard(ISMCP, _("Administration and support"), (TEAM, PERIOD, PLAN, LINE_MANAGERS, CLOSING)),
    Standard(
        DGM,
        _("Mentoring quality parameters"),
        (BOTH_SAY_YES, NOT_OWN_LINE, PERIOD, OWN_AIMS, ANONYMITY, WAY_OUT),
    ),
    Standard(
        DGM,
        _("Programme framework"),
        (GOALS, PAIRING_RULES, MATCHED, BRIEFINGS, GUIDES, EVENTS, CLOSING, AT_THE_END),
    ),
    Standard(
        DGM,
        _("Institutional requirements"),
        (SPONSOR, TEAM, CONTACT, LINE_MANAGERS, BUDGET, EFFORT, YOU_SAID, POOL),
    ),
)
