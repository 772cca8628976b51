"""Facts of process: people, tandems, hours, topics, surveys."""

from django.utils.translation import gettext_lazy as _

from evaluation.figures import changes, process
from evaluation.figures.results import COUNTS, GROUP, PERIOD, ROLE, Figure

FIGURES = (
    Figure(
        "funnel",
        _("From signing up to the end"),
        _(
            "People by role: signed up since the beginning, those who left included; signed up today; in a tandem that "
            "both agreed to; in a tandem that was completed. Those who were offered a tandem are not counted apart."
        ),
        _("people"),
        COUNTS,
        process.funnel,
        filters=(ROLE, GROUP),
    ),
    Figure(
        "acceptance",
        _("Accepted offers"),
        _(
            "Offers that became tandems, of those that were answered or have expired. A no and an answer that never "
            "came are counted as one. From as many offers on as the smallest group counts; where fewer than that did "
            "not become a tandem, how many is not told, because so few would tell who said no."
        ),
        _("offers"),
        COUNTS,
        process.acceptance,
    ),
    Figure(
        "participation",
        _("Participation"),
        _(
            "People signed up by role; tandems started (both said yes), running (those that pause included), completed "
            "with the programme, and ended early."
        ),
        _("people, tandems"),
        COUNTS,
        process.participation,
        filters=(ROLE, GROUP),
    ),
    Figure(
        "early_endings",
        _("Early endings"),
        _("Tandems that ended before their time, of those that started. Why or by whom is not recorded."),
        _("tandems"),
        COUNTS,
        process.early_endings,
        filters=(GROUP,),
    ),
    Figure(
        "hours",
        _("Hours and cost"),
        _(
            "Length of the meetings held, as logged by the tandems, counted for mentee and mentor alike; preparation "
            "and follow-up as each has noted it, by role, once as many people as the smallest group counts have noted "
            "some. They are renewed at most once a month, and only when at least as many people of the role have noted "
            "or changed some since, so that the sum does not tell anybody's own time. Cost: hours of each role times "
            "the programme's rate for it, if HR has given both rates."
        ),
        _("hours, euros"),
        COUNTS,
        process.hours,
        filters=(GROUP, PERIOD),
    ),
    Figure(
        "covered",
        _("Topics covered"),
        _(
            "Tandems that have noted a topic for at least one meeting held, by topic. A topic of fewer tandems than "
            "the smallest group counts is not shown. Renewed at most once a month, and only when at least as many "
            "tandems have met since, so that the count does not tell what a single meeting was about."
        ),
        _("tandems"),
        COUNTS,
        process.covered,
    ),
    Figure(
        "insights",
        _("Released insights"),
        _("Sentences that both people of a tandem have released for the whole programme, by topic, without names."),
        _("sentences"),
        COUNTS,
        process.insights,
    ),
    Figure(
        "answer_rates",
        _("Answer rates"),
        _("Invitations to each survey, how many were answered and how many declined."),
        _("%"),
        COUNTS,
        process.answer_rates,
        filters=(GROUP, PERIOD),
    ),
    Figure(
        "you_said",
        _("You said, we did"),
        _("What the programme's managers have changed because of feedback, in their words; participants read it too."),
        _("texts"),
        COUNTS,
        changes.you_said,
        filters=(ROLE, GROUP, PERIOD),
    ),
)
