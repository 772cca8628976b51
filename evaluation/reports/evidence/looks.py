"""What there is of each criterion: one function each, from a case to a state and a sentence. Nothing is a judgement."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evaluation.enums import Occasion
from evaluation.figures.results import number, percent
from evaluation.reports.evidence.case import Case
from programs.enums import Audience, TeamRole
from tandems.enums import TandemState

THERE, PARTLY, MISSING, LATER = "there", "partly", "missing", "later"
STATES = {
    THERE: gettext_lazy("there"),
    PARTLY: gettext_lazy("in part"),
    MISSING: gettext_lazy("missing"),
    LATER: gettext_lazy("not due yet"),
}
MOST = 0.8  # of those it is about: then it is there, below that in part


@dataclass(frozen=True)
class Found:
    """`words` is a sentence that is true of the programme on the day of the report."""

    state: str
    words: str

    @property
    def state_in_words(self) -> str:
        return str(STATES[self.state])


def _if(there: Any, words: str, otherwise: str) -> Found:
    return Found(THERE, words) if there else Found(MISSING, otherwise)


def _share(case: Case, part: int, whole: int, words: str) -> Found:
    """How many of those it is about; in round words where the number would point at a few."""
    share = part / whole
    state = THERE if share >= MOST else PARTLY if part else MISSING
    if not part or case.may_tell(part, whole):
        return Found(state, words % {"share": percent(share)})
    return Found(state, words % {"share": _("nearly all") if share >= MOST else _("some")})


def _not_begun() -> Found:
    return Found(LATER, _("No tandem has started yet."))


# ---------------------------------------------------------------- purpose
def purpose(case: Case) -> Found:
    is_told = bool(case.program.description.strip())
    words = _("Purpose: %(purpose)s. It is described on the programme's page.")
    return _if(
        is_told,
        words % {"purpose": case.program.get_purpose_display()},
        _("A purpose is chosen, but not described for those who take part."),
    )


def goals(case: Case) -> Found:
    found = case.facts.goals
    if not found:
        return Found(MISSING, _("No goals have been set."))
    dated = sum(1 for goal in found if goal.due_on or case.program.ends_on)
    words = ngettext(
        "%(count)s goal, with measure, baseline and target.",
        "%(count)s goals, each with measure, baseline and target.",
        len(found),
    ) % {"count": len(found)}
    return Found(THERE if dated == len(found) else PARTLY, words)


def sponsor(case: Case) -> Found:
    if case.program.sponsor_id is None:
        return Found(MISSING, _("Nobody of the leadership is named as sponsor."))
    has_message = bool(case.program.sponsor_message.strip())
    if has_message:
        return Found(THERE, _("A sponsor is named and speaks to everyone on the programme's page."))
    return Found(PARTLY, _("A sponsor is named, a message is not there."))


def own_aims(case: Case) -> Found:
    if not case.facts.started:
        return _not_begun()
    return _share(case, case.agreed, case.facts.started, _("Tandems with an agreement both have confirmed: %(share)s."))


# ---------------------------------------------------------------- briefing
def briefings(case: Case) -> Found:
    there = [label for value, label in Audience.choices if value in case.briefings]
    if not there:
        return Found(MISSING, _("There is no briefing yet."))
    words = _("Briefings for: %(audiences)s.") % {"audiences": ", ".join(str(label) for label in there)}
    return Found(THERE if len(there) == len(Audience) else PARTLY, words)


def briefing_read(case: Case) -> Found:
    if not case.signed_up:
        return Found(LATER, _("Nobody has signed up yet."))
    return _share(
        case, case.read, case.signed_up, _("Confirmed having read their briefing: %(share)s of those signed up.")
    )


def standpoint(case: Case) -> Found:
    return _survey(case, Occasion.START, _("Self-assessment at the start"))


def events(case: Case) -> Found:
    if not case.events:
        state = MISSING if case.facts.started else LATER
        return Found(state, _("No event has taken place yet."))
    words = ngettext("%(count)s event has taken place.", "%(count)s events have taken place.", case.events)
    return Found(THERE, words % {"count": case.events})


def guides(case: Case) -> Found:
    return Found(THERE, _("Session guides, questions to prepare and a journal accompany each meeting."))


# ---------------------------------------------------------------- pairs
def pairing_rules(case: Case) -> Found:
    weighed = sum(1 for weight in case.program.weights.values() if weight)
    words = ngettext(
        "%(count)s criterion is weighed; reasons are shown for each pair.",
        "%(count)s criteria are weighed; reasons are shown for each pair.",
        weighed,
    )
    return _if(weighed, words % {"count": weighed}, _("No criterion has a weight."))


def matched(case: Case) -> Found:
    if not case.facts.started:
        return Found(LATER, _("No pair has been made yet."))
    return _share(case, case.from_matching, case.facts.started, _("Tandems that came out of the matching: %(share)s."))


def both_say_yes(case: Case) -> Found:
    return Found(THERE, _("A tandem starts only when both have said yes; a no needs no reason."))


def way_out(case: Case) -> Found:
    return Found(
        THERE, _("Either can end a tandem at any time, without a reason; who it was is not recorded for anyone.")
    )


def not_own_line(case: Case) -> Found:
    return Found(
        THERE, _("Nobody is paired with their own line; journals and answers are out of everyone else's reach.")
    )


# ---------------------------------------------------------------- measuring
def _survey(case: Case, occasion: Occasion, name: str) -> Found:
    waves = [wave for wave in case.facts.waves_of(occasion) if wave.invited]  # type: ignore[attr-defined]
    if not waves:
        return Found(MISSING if case.program.is_over else LATER, _("%(survey)s: has not gone out.") % {"survey": name})
    invited = sum(wave.invited for wave in waves)  # type: ignore[attr-defined]
    answered = sum(wave.answered for wave in waves)  # type: ignore[attr-defined]
    words = _("%(survey)s: answered by %(share)s of those invited.")
    return Found(THERE if answered else PARTLY, words % {"survey": name, "share": percent(answered / invited)})


def surveys_while_running(case: Case) -> Found:
    return _survey(case, Occasion.MEETING, _("Survey after meetings"))


def survey_at_the_end(case: Case) -> Found:
    return _survey(case, Occasion.END, _("Survey at the end"))


def survey_months_later(case: Case) -> Found:
    return _survey(case, Occasion.AFTER, _("Survey three months later"))


def rhythm_watched(case: Case) -> Found:
    facts = case.facts
    if not facts.rhythm_of:
        return _not_begun()
    return Found(
        THERE,
        _("%(kept)s of %(count)s tandems meet in their rhythm; those that do not are shown with what could be done.")
        % {"kept": facts.in_rhythm, "count": facts.rhythm_of},
    )


def you_said_we_did(case: Case) -> Found:
    count = len(case.facts.changes)
    if not count:
        state = MISSING if case.facts.waves else LATER
        return Found(state, _("Nothing is noted that has changed because of feedback."))
    words = ngettext(
        "%(count)s change because of feedback is noted for everyone.",
        "%(count)s changes because of feedback are noted for everyone.",
        count,
    )
    return Found(THERE, words % {"count": count})


def effort(case: Case) -> Found:
    if not case.facts.held:
        return Found(LATER, _("No meeting has been held yet."))
    if case.program.mentee_hour_rate and case.program.mentor_hour_rate:
        return Found(THERE, _("Hours of both sides are counted and valued with hourly rates."))
    return Found(PARTLY, _("Hours of both sides are counted; hourly rates for a cost are not given."))


def before_and_after(case: Case) -> Found:
    if not any(key.startswith("change/") for key in case.facts.tables):
        return Found(MISSING if case.program.is_over else LATER, _("Too few have answered at both ends yet."))
    return Found(THERE, _("Before and after are compared for the same people, with interval and effect size."))


# ---------------------------------------------------------------- ethics
def consent(case: Case) -> Found:
    return _if(
        case.has_consent_text,
        _("Whoever signs up agrees to a text whose version is kept."),
        _("A text to agree to is missing."),
    )


def contact(case: Case) -> Found:
    return _if(
        case.team[TeamRole.CONTACT],
        _("A neutral contact is named; what is written to them nobody else reads."),
        _("No neutral contact is named."),
    )


def oversight(case: Case) -> Found:
    if not case.team[TeamRole.AUDITOR]:
        return Found(MISSING, _("Neither works council nor data protection has a role in the programme."))
    if case.program.questionnaires_need_approval and not case.approvals:
        return Found(PARTLY, _("Works council or data protection have a role; no questionnaire is approved yet."))
    return Found(THERE, _("Works council or data protection read settings, roles and log."))


def anonymity(case: Case) -> Found:
    words = _(
        "Answers are anonymous and shown from %(k)s people on; what people wrote to sign up is erased %(months)s "
        "months after the end."
    )
    return Found(THERE, words % {"k": case.k, "months": case.program.keep_months})


def languages(case: Case) -> Found:
    return Found(THERE, _("Everything is there in German and English, readable with assistive technology."))


# ---------------------------------------------------------------- support
def team(case: Case) -> Found:
    managers = case.team[TeamRole.MANAGER]
    if managers > 1:
        return Found(THERE, _("%(count)s people run the programme.") % {"count": managers})
    return Found(PARTLY if managers else MISSING, _("One person runs the programme; nobody stands in for them."))


def period(case: Case) -> Found:
    program = case.program
    if not (program.starts_on and program.ends_on):
        return Found(MISSING, _("First and last day are not set."))
    words = ngettext(
        "%(first)s to %(last)s, a meeting every week.",
        "%(first)s to %(last)s, a meeting every %(weeks)s weeks.",
        program.rhythm_weeks,
    ) % {
        "first": date_format(program.starts_on, "SHORT_DATE_FORMAT"),
        "last": date_format(program.ends_on, "SHORT_DATE_FORMAT"),
        "weeks": program.rhythm_weeks,
    }
    return Found(THERE, words)


def plan_kept(case: Case) -> Found:
    share = case.facts.held_share
    if share is None:
        return Found(LATER, _("No meeting has been due yet."))
    words = _("Held of the meetings planned to date: %(share)s. Reminders and calendars go out by themselves.")
    return Found(THERE if share >= MOST else PARTLY, words % {"share": percent(share)})


def line_managers(case: Case) -> Found:
    if not case.managers_asked:
        return Found(MISSING, _("Line managers have not been asked for the mentors' time."))
    return _share(
        case, case.managers_agreed, case.managers_asked, _("Line managers who agreed to the mentors' hours: %(share)s.")
    )


def budget(case: Case) -> Found:
    if not case.program.hours_budget:
        return Found(MISSING, _("Hours for a mentor are not agreed."))
    return Found(
        THERE, _("%(hours)s hours for each mentor are agreed.") % {"hours": number(case.program.hours_budget, 0)}
    )


def closing(case: Case) -> Found:
    done = case.facts.tandems[TandemState.COMPLETED]
    if not done:
        return Found(LATER, _("No tandem has been completed yet."))
    words = ngettext(
        "%(count)s tandem is completed; both receive a certificate.",
        "%(count)s tandems are completed; both receive a certificate.",
        done,
    )
    return Found(THERE, words % {"count": done})


def pool(case: Case) -> Found:
    if not case.pool:
        return Found(MISSING if case.program.is_over else LATER, _("No mentor has said yet that they would go on."))
    words = ngettext(
        "%(count)s mentor would be there for the next programme.",
        "%(count)s mentors would be there for the next programme.",
        case.pool,
    )
    if not case.may_tell(case.pool, case.pool):
        return Found(THERE, _("Some mentors would be there for the next programme."))
    return Found(THERE, words % {"count": case.pool})
