"""The catalogue of notices as Markdown: docs/notices.md and docs/notices.de.md, an annex for a works agreement."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from notices import kinds
from notices.enums import Group
from notices.kinds import Kind


def document() -> str:
    """All kinds in the active language."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    title = _("What Tandem sends")
    yield f"# {title}"
    yield from _paragraph(
        _(
            "Tandem sends no other mails than these. Right before it goes, each is asked once more whether it is still "
            "wanted, and what has come too late by then is not sent. No mail contains anything people wrote in "
            "confidence, nor the text of a survey answer."
        )
    )
    yield from _paragraph(
        _(
            "HR sets for each programme which of the mails that can be switched off are sent, after how many days, and "
            "in which words. Each person switches off what they do not need, with one click from the mail, and sets "
            "when mails come that can wait: outside of quiet hours, on working days, each by itself or together, and "
            "no more than so many a week. What would come too late that way goes at once."
        )
    )
    for group, found in groupby(kinds.all_kinds(), key=lambda kind: kind.group):
        yield from ("", f"## {Group(group).label}")
        for kind in found:
            yield from _about(kind)


def _paragraph(text: str) -> Iterator[str]:
    yield from ("", text)


def _about(kind: Kind) -> Iterator[str]:
    yield from ("", f"### {kind.label}", "")
    for name, value in _facts(kind):
        yield f"- {name}: {value}"
    yield from ("", f"> **{kind.subject}**")
    for paragraph in kind.body:
        yield from (">", *(f"> {line}" for line in str(paragraph).splitlines()))
    if str(kind.action_label):
        yield from (">", f"> [{kind.action_label}]")


def _facts(kind: Kind) -> Iterator[tuple[object, object]]:
    yield _("Occasion"), kind.occasion
    yield _("Recipients"), kind.recipients
    yield _("When"), kind.when
    for distance in kind.distances:
        bounds = {"default": distance.default, "least": distance.least, "most": distance.most}
        yield distance.label, _("%(default)s (HR may set %(least)s to %(most)s)") % bounds
    yield _("Makes sense until"), kind.until
    yield _("Can be switched off"), _by_whom(kind)
    yield _("Can wait"), _("no, goes at once") if kind.never_held_back else _("yes")
    yield _("Why one gets it"), kind.reason
    yield _("Shown to HR"), _shown(kind)
    yield _("Code"), f"`{kind.code}`"


def _by_whom(kind: Kind) -> str:
    if not kind.can_be_muted:
        return _("no")
    return _("by the recipient, and by HR for a programme") if kind.per_program else _("by the recipient")


def _shown(kind: Kind) -> str:
    if kind.is_private:
        return _("nothing, not even that there is such a mail")
    return _("that it was sent, and to whom") if kind.names_recipient else _("that it was sent, not to whom")
