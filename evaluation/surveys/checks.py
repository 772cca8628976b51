"""What is wrong with a questionnaire before it may be put to people, said so that whoever wrote it can mend it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation.enums import Occasion, QuestionKind
from evaluation.models import Question, Questionnaire
from evaluation.models.questionnaire import HIGHEST_NUMBER, lines
from programs.enums import TopicKind

LONGEST = 12  # questions for one person, topics not counted: more are no two minutes
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
CHOSEN = (QuestionKind.CHOICE, QuestionKind.SEVERAL)
LANGUAGES = ("de", "en")


def of_question(question: Question) -> Iterator[tuple[str, str]]:
    """Each thing that is wrong with one question, with the field it belongs to."""
    if not (question.text_de or question.text_en):
        yield "text_de", _("Fill in German, English or both.")
    yield from _options(question)
    yield from _bounds(question)
    if question.kind == QuestionKind.TEXT and question.role:
        yield "role", _("Free text is asked of everyone: it is never shown by group.")
    if question.topic and question.topic.kind != TopicKind.LEARN:
        yield "topic", _("Choose a topic to learn.")
    if question.topic and question.kind == QuestionKind.SELF_RATING:
        yield "topic", _("A self-assessment asks about every topic of the programme already.")


def _options(question: Question) -> Iterator[tuple[str, str]]:
    given = {language: lines(getattr(question, f"options_{language}")) for language in LANGUAGES}
    if question.kind not in CHOSEN:
        if any(given.values()):
            yield "options_de", _("Only a choice of one or of several has something to choose from.")
        return
    counts = {len(options) for options in given.values() if options}
    if not counts:
        yield "options_de", _("Write what there is to choose from, one to a line.")
    elif len(counts) > 1:
        yield "options_en", _("German and English need the same number of lines, in the same order.")
    elif not FEWEST_OPTIONS <= counts.pop() <= MOST_OPTIONS:
        yield "options_de", _("Offer two to ten things to choose from.")
    for language, options in given.items():
        if len(set(options)) < len(options):
            yield f"options_{language}", _("The same line stands here twice.")


def _bounds(question: Question) -> Iterator[tuple[str, str]]:
    has_bounds = question.least is not None or question.most is not None
    if question.kind != QuestionKind.NUMBER:
        if has_bounds or question.unit_de or question.unit_en:
            yield "least", _("Only a number has a unit, a least and a most.")
        return
    if question.least is None or question.most is None:
        yield "least", _("Say the least and the most that can be answered, up to %(most)s.") % {"most": HIGHEST_NUMBER}
    elif question.least >= question.most:
        yield "most", _("The most must be more than the least.")
    if not (question.unit_de or question.unit_en):
        yield "unit_de", _("Say what is counted: hours, times, people.")


def problems(questionnaire: Questionnaire) -> list[str]:
    """Everything that keeps the questionnaire from being used, in the order of its form. Empty: it is sound."""
    questions = list(questionnaire.questions.select_related("topic"))
    return [
        *_head(questionnaire, questions),
        *[_named(question, text) for question in questions for _field, text in of_question(question)],
        *_languages(questionnaire, questions),
        *_for_roles(questionnaire, questions),
        *_before_and_after(questionnaire, questions),
    ]


def _named(question: Question, text: str) -> str:
    return _("“%(question)s”: %(problem)s") % {"question": question.text or question.code, "problem": text}


def _head(questionnaire: Questionnaire, questions: list[Question]) -> Iterator[str]:
    if not questionnaire.title.strip():
        yield _("It needs a title.")
    if not questions:
        yield _("It asks nothing yet.")


def _languages(questionnaire: Questionnaire, questions: list[Question]) -> Iterator[str]:
    """In each language everything or nothing: a survey half in German and half in English is no survey."""
    for language, name in (("de", _("German")), ("en", _("English"))):
        texts = list(_texts(questionnaire, questions, language))
        missing = [what for what, text in texts if not text.strip()]
        if missing and len(missing) < len(texts):
            yield _("In %(language)s is missing: %(names)s.") % {"language": name, "names": "; ".join(missing)}


def _texts(questionnaire: Questionnaire, questions: list[Question], language: str) -> Iterator[tuple[str, str]]:
    """Everything that is to be read in one language, with what it is."""
    yield _("the title"), getattr(questionnaire, f"title_{language}")
    if questionnaire.intro:
        yield _("the introduction"), getattr(questionnaire, f"intro_{language}")
    for question in questions:
        yield f"“{question}”", getattr(question, f"text_{language}")
        if question.kind in CHOSEN:
            what = _("what to choose from in “%(question)s”") % {"question": question}
            yield what, getattr(question, f"options_{language}")
        if question.kind == QuestionKind.NUMBER:
            yield _("the unit of “%(question)s”") % {"question": question}, getattr(question, f"unit_{language}")


def _for_roles(questionnaire: Questionnaire, questions: list[Question]) -> Iterator[str]:
    for role in questionnaire.roles:
        asked = [question for question in questions if question.role in ("", role)]
        if questions and not asked:
            yield _("%(role)s: nothing is asked.") % {"role": role.label}
        if len(asked) > LONGEST:
            text = ngettext(
                "%(role)s: %(count)s question is more than two minutes. Keep to %(most)s.",
                "%(role)s: %(count)s questions are more than two minutes. Keep to %(most)s.",
                len(asked),
            )
            yield text % {"role": role.label, "count": len(asked), "most": LONGEST}
        repeated = [code for code, number in Counter(question.code for question in asked).items() if number > 1]
        if repeated:
            yield _("%(role)s: the code %(codes)s stands at two questions.") % {
                "role": role.label,
                "codes": ", ".join(repeated),
            }
    if questionnaire.occasion == Occasion.MANAGERS:
        yield from _for_managers(questions)


def _for_managers(questions: Iterable[Question]) -> Iterator[str]:
    if any(question.role for question in questions):
        yield _("Line managers are all asked the same: leave “only for” empty.")
    kinds = {question.kind for question in questions}
    if QuestionKind.TEXT in kinds:
        yield _("Line managers are asked no free text: a mentor would recognise themselves in it.")
    if QuestionKind.SELF_RATING in kinds:
        yield _("Line managers do not rate themselves on topics.")


def _before_and_after(questionnaire: Questionnaire, questions: list[Question]) -> Iterator[str]:
    """What is asked at the start and at the end is compared person by person, so it must be the same question."""
    if questionnaire.occasion not in (Occasion.START, Occasion.END):
        return
    other = Occasion.END if questionnaire.occasion == Occasion.START else Occasion.START
    theirs = {(question.code, question.role): question for question in _counterpart(questionnaire, other)}
    for question in questions:
        same = theirs.get((question.code, question.role))
        if same and _wording(same) != _wording(question):
            yield _named(question, _("it has the code of a question that is worded differently at the other end."))
        if questionnaire.occasion == Occasion.START and question.kind in (*CHOSEN, QuestionKind.TEXT):
            yield _named(question, _("at the start only what can be compared is asked: scales and numbers."))


def _counterpart(questionnaire: Questionnaire, occasion: Occasion) -> list[Question]:
    """The questions of the version that the programme asks at `occasion`: the one in use, or the newest ready one."""
    found = Questionnaire.objects.filter(
        Q(program=questionnaire.program) | Q(program=None), occasion=occasion, released_at__isnull=False
    )
    used = found.filter(waves__program=questionnaire.program_id).first()
    newest = sorted(found, key=lambda one: (one.program_id is None, -one.version))
    chosen = used or (newest[0] if newest else None)
    return list(chosen.questions.all()) if chosen else []


def _wording(question: Question) -> tuple[Any, ...]:
    return question.kind, question.text_de, question.text_en, question.least, question.most


def hints(questionnaire: Questionnaire) -> list[str]:
    """What is sound but may surprise: said, without standing in the way."""
    questions = list(questionnaire.questions.all())
    found = [
        _(
            "Ask for nothing that tells people apart, such as age, site or department: it would stand beside all other "
            "answers of the same person."
        )
    ]
    if questionnaire.occasion == Occasion.START and questions:
        codes = {question.code for question in _counterpart(questionnaire, Occasion.END)}
        lonely = [question.text for question in questions if question.code not in codes]
        if lonely:
            found.append(
                _("Answers at the start are shown as change alone. Not asked at the end so far: %(names)s.")
                % {"names": "; ".join(dict.fromkeys(lonely))}
            )
    if any(question.kind == QuestionKind.NUMBER for question in questions):
        found.append(_("Of numbers the mean is shown, never who said most or least."))
    if any(question.kind in CHOSEN for question in questions):
        found.append(_("Of choices is shown how many took each option, where enough did, and never by role."))
    return found
