"""Shows a section of a tandem's room: its own template with its own context, on top of what the page has."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from tandems.sections import Shown

register = template.Library()


@register.simple_tag(takes_context=True)
def room_section(context: Context, section: Shown) -> SafeString:
    found = context.template.engine.get_template(section.template)  # type: ignore[union-attr]
    with context.push(**section.context):
        return found.render(context)
