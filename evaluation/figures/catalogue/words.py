"""What people answer in their own words."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.enums import Occasion
from evaluation.figures import surveys
from evaluation.figures.results import GROUP, GUARDED, ROLE, Figure

# what people answer in their own words: code, code of the question, occasion, name, the question, the finding
WORDS = (
    (
        "wishes",
        "change",
        Occasion.END,
        _("What should change"),
        _("What should change in the programme?"),
        _("What should change, in %(count)s answers"),
    ),
    (
        "examples",
        "differently_words",
        Occasion.END,
        _("What they do differently"),
        _("What do you do differently today?"),
        _("What they do differently, in %(count)s answers"),
    ),
    (
        "second_half",
        "second_half",
        Occasion.HALF_WAY,
        _("Wishes for the second half"),
        _("What should be different in the second half?"),
        _("What should be different in the second half, in %(count)s answers"),
    ),
    (
        "stayed_words",
        "stayed_words",
        Occasion.AFTER,
        _("What would not be so without the tandem"),
        _("What would not be so today without the tandem?"),
        _("What would not be so without the tandem, in %(count)s answers"),
    ),
)

FIGURES = (
    *(
        Figure(
            code,
            name,
            format_lazy(
                _(
                    "The free answers to “{question}”, word for word, in random order, never by group, and renewed "
                    "only when as many new ones have come in as the smallest group counts."
                ),
                question=question,
            ),
            _("texts"),
            GUARDED,
            surveys.words(answered, occasion, name, sentence),
            silent_under=(ROLE, GROUP),
        )
        for code, answered, occasion, name, question, sentence in WORDS
    ),
)
