"""Errors that actions raise and pages turn into plain messages."""

from django.utils.translation import gettext_lazy as _


class ActionError(Exception):
    """An action that cannot be done now. Its text is shown to the person who tried."""

    message = _("This is not possible at the moment.")

    def __init__(self, message: object = None) -> None:
        self.message = message or self.message  # type: ignore[assignment]
        super().__init__(str(self.message))


class NotAllowed(ActionError):
    """This person may not do this to this object. Views answer 404 so as not to say that it exists."""

    message = _("You cannot do this.")


class StaleState(ActionError):
    """Someone was faster: the object is no longer in the state the action started from."""

    message = _("Someone was faster: this has changed in the meantime. Please look again.")


class WrongState(ActionError):
    """The transition table has no such step."""

    message = _("This step is not possible from here.")


class AppendOnly(TypeError):
    """The audit log is written once: a programme that tries to change it is wrong."""
