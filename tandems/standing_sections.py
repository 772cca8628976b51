"""What stands in every tandem's room: the way to one's journal, and someone to talk to."""

from django.utils.translation import gettext_lazy as _

from tandems.sections import Section

SECTIONS = [
    Section(15, "side", "tandems/_journal_in_room.html", lambda *_room: {}, anchor="journal", jump=_("Journal")),
    Section(
        78, "side", "tandems/_contact_in_room.html", lambda *_room: {}, anchor="contact", jump=_("Someone to talk to")
    ),
]
