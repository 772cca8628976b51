"""How tandems meet, and what they say about it."""

from django.utils.translation import gettext_lazy as _

from evaluation.figures import process, statements, surveys
from evaluation.figures.results import COUNTS, GROUP, GUARDED, PERIOD, ROLE, Figure

FIGURES = (
    Figure(
        "meetings",
        _("Meetings held against plan"),
        _(
            "Meetings held, extra ones included, of those planned for weeks that are over; the share is at most 100 %. "
            "By month: planned, held and cancelled ones by the planned week, so that a meeting that was moved is held "
            "in the month it was planned for; one held before its week, and an extra one, by its date; dates that were "
            "moved by the day of the move, each move counted. Of the month that is running, what was due until now. A "
            "tandem's plan ends with it."
        ),
        _("meetings"),
        COUNTS,
        process.meetings,
        filters=(GROUP, PERIOD),
    ),
    Figure(
        "rhythm",
        _("Rhythm kept"),
        _(
            "Running and completed tandems whose last meeting, or start, lies no further back than their rhythm and "
            "one week; for ended tandems seen from their end. New ones count once they have met or a meeting was due; "
            "those that pause do not count."
        ),
        _("tandems"),
        COUNTS,
        process.rhythm,
        filters=(GROUP,),
    ),
    Figure(
        "usefulness",
        _("Usefulness of meetings"),
        _("Mean agreement with “The meeting was useful to me” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "useful",
            _("Usefulness of meetings"),
            (
                _("Tandems find their meetings useful: %(mean)s of 5"),
                _("Tandems find their meetings partly useful: %(mean)s of 5"),
                _("Tandems find their meetings of little use: %(mean)s of 5"),
            ),
        ),
        filters=(ROLE, GROUP, PERIOD),
    ),
    Figure(
        "openness",
        _("Openness"),
        _("Mean agreement with “I could speak openly” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "open",
            _("Openness"),
            (
                _("They can speak openly: %(mean)s of 5"),
                _("They can speak openly in part: %(mean)s of 5"),
                _("They can hardly speak openly: %(mean)s of 5"),
            ),
        ),
        filters=(ROLE, GROUP, PERIOD),
    ),
    Figure(
        "exchange",
        _("Exchange at eye level"),
        _(
            "Mean agreement with “We both shaped what we talked about” in each survey after meetings, and of all of "
            "them."
        ),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "shaped",
            _("Exchange at eye level"),
            (
                _("Both shape their meetings: %(mean)s of 5"),
                _("Both shape their meetings in part: %(mean)s of 5"),
                _("Their meetings are one-sided: %(mean)s of 5"),
            ),
        ),
        filters=(ROLE, GROUP, PERIOD),
    ),
    Figure(
        "worth",
        _("Worth the time"),
        _("Mean agreement with “The meeting was worth the time” in each survey after meetings, and of all of them."),
        _("points, 1 to 5"),
        GUARDED,
        surveys.pulse(
            "worth",
            _("Worth the time"),
            (
                _("Meetings are worth their time: %(mean)s of 5"),
                _("Meetings are partly worth their time: %(mean)s of 5"),
                _("Meetings are hardly worth their time: %(mean)s of 5"),
            ),
        ),
        filters=(ROLE, GROUP, PERIOD),
    ),
    Figure(
        "sides",
        _("Both sides, side by side"),
        _(
            "Mean agreement of mentees and of mentors in the latest survey that shows both: usefulness, openness, who "
            "shaped it, and who benefits. Difference with its interval (95 %, Welch); it takes the two roles as "
            "independent, although each answers about the same tandems."
        ),
        _("points, 1 to 5"),
        GUARDED,
        statements.sides,
        filters=(GROUP, PERIOD),
        silent_under=(ROLE,),
    ),
)
