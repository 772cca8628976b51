"""What somebody has typed into a step of the sign-up that does not hold together yet, until they come back to it.

SECURITY: it stands in the session, which is a row of the database: motivation and who is out of the question are
encrypted there as everywhere.
"""

from django.http import HttpRequest, QueryDict

from people.encryption import LostKey, decrypt, encrypt
from programs.models import Program

LONGEST = 100_000  # characters as they travel; what the fields allow is far less


def keep(request: HttpRequest, program: Program, step: str) -> None:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    words = typed.urlencode()
    if len(words) <= LONGEST:
        request.session[_key(program, step)] = encrypt(words)


def kept(request: HttpRequest, program: Program, step: str) -> QueryDict | None:
    """None: nothing, or nothing that can be opened."""
    try:
        typed = decrypt(request.session.get(_key(program, step), ""))
    except LostKey:
        return None
    return QueryDict(typed) if typed else None


def forget(request: HttpRequest, program: Program, step: str) -> None:
    request.session.pop(_key(program, step), None)


def _key(program: Program, step: str) -> str:
    return f"sign-up:{program.pk}:{step}"
