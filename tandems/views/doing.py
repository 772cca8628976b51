"""How pages call actions: what is not allowed does not exist, what cannot be done now is said."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest

from people.errors import ActionError, NotAllowed


def attempt(request: HttpRequest, action: Callable[..., Any], **values: Any) -> bool:
    """Do it; on failure leave a message and return False."""
    try:
        action(**values)
    except NotAllowed:
        raise Http404 from None
    except ActionError as error:
        messages.error(request, str(error.message))
        return False
    return True


def attempt_form(form: Form, action: Callable[..., Any], **values: Any) -> bool:
    """Do it; on failure say so above the form, with everything that was typed."""
    try:
        action(**values)
    except NotAllowed:
        raise Http404 from None
    except ActionError as error:
        form.add_error(None, str(error.message))
        return False
    return True
