"""`csrf_token` as in Django, and beside it whose form this is: what is sent too late can be shown to its author again.

Built in for all templates (settings), so that no form can be forgotten.
"""

from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from people.accounts import rescue

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Any) -> str:
    token = CsrfTokenNode().render(context)
    request = context.get("request")
    note = rescue.note(request) if token and request is not None else ""
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, rescue.FIELD, note) if note else token
