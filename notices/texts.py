"""A programme's own words for a kind of notice: checked when they are saved, and looked at before they go out.

A preview is filled from something real, a tandem of the programme for one, as far as HR may see it: what only the two
know is replaced by the example. Where there is nothing real, everything is.
"""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices import choices, kinds, scoping
from notices.kinds import Kind, Message, Sample, Text
from notices.models import Notice

IN_BRACES = re.compile(r"\{[^{}]*\}?|\}")


# ------------------------------------------------------------------ is it sound
def problems(kind: Kind, subject: str, body: str) -> Iterator[tuple[str, str]]:
    """What is wrong with an own text, as (field, message): for `subject` and `body`. Empty ones are not own."""
    for field, text in (("subject", subject), ("body", body)):
        for found in sorted(set(IN_BRACES.findall(text))):
            if found[1:-1] not in kind.names or not found.endswith("}") or not found.startswith("{"):
                yield field, _unknown(kind, found)
    for name in sorted(kind.private & Text(subject, "").placeholders):
        yield (
            "subject",
            _("A subject is read by others over one's shoulder: {%(name)s} stands in the text only.") % {"name": name},
        )
    if body:
        for name in sorted(kind.required - Text("", body).placeholders):
            yield "body", _("{%(name)s} must stand in the text: people must be told this.") % {"name": name}


def _unknown(kind: Kind, found: str) -> str:
    if not kind.names:
        return _("“%(found)s” is not known. This text has no placeholders, and no braces.") % {"found": found}
    names = ", ".join(f"{{{placeholder.name}}}" for placeholder in kind.placeholders)
    return _("“%(found)s” is not known here. What may stand in braces: %(names)s.") % {"found": found, "names": names}


# ------------------------------------------------------------------ what it will look like
def samples(kind: Kind, program_id: int) -> list[Sample]:
    return list(kind.samples(program_id))


def preview(kind: Kind, text: Text, sample: Sample | None) -> Message:
    """The text as it would be read, in the active language. Raises KeyError for an unknown placeholder."""
    subject, paragraphs = text.filled(_values(kind, sample))
    return Message(subject, paragraphs, str(kind.action_label))


def _values(kind: Kind, sample: Sample | None) -> dict[str, str]:
    examples = {placeholder.name: str(placeholder.example) for placeholder in kind.placeholders}
    found = kind.find(sample.notice) if sample else None
    if sample is None or found is None:
        return examples
    with timezone.override(ZoneInfo(sample.notice.recipient.time_zone)):
        real = kind.values(sample.notice, found)
    # SECURITY: of what only the two know, HR sees that it stands there, and never what
    return {name: examples[name] if name in kind.private else real[name] for name in examples}


# ------------------------------------------------------------------ to see it in one's own mailbox
class _Preview(Kind):
    def render(self, notice: Notice, own: Text | None = None) -> Message:
        kind = kinds.get(notice.context["kind"])
        if kind is None or notice.program_id is None:
            raise LookupError(notice.dedupe_key)
        with translation.override(notice.context["language"]):
            chosen = [one for one in samples(kind, notice.program_id) if one.key == notice.context.get("sample")]
            text = choices.load().own_text(kind, notice.program_id) or kind.text
            message = preview(kind, text, chosen[0] if chosen else None)
        return Message(f"{self.subject} {message.subject}", message.paragraphs)


def _still_manages(notice: Notice, found: Notice, now: object) -> bool:
    return notice.program_id in scoping.managed_programs(notice.recipient)


PREVIEW = _Preview(
    code="text_preview",
    label=gettext_lazy("HR: a text to look at"),
    reason=gettext_lazy("You sent yourself the text of a mail to look at."),
    occasion=gettext_lazy("Someone in HR sends a text that was changed to their own address."),
    recipients=gettext_lazy("Whoever asked for it"),
    when=gettext_lazy("At once"),
    until=gettext_lazy("Two days"),
    subject=gettext_lazy("[Preview]"),
    body=(),
    find=lambda notice: notice,
    is_wanted=_still_manages,
    can_be_muted=False,
    never_held_back=True,
    per_program=False,
    names_recipient=True,
    for_staff=True,
)
