"""What a browser may keep of a journal while the connection is away.

Only what the server has not confirmed yet, only as ciphertext (AES-GCM, `static/journal.js`), under a key that stands
in no storage: the server writes it into pages of the person it belongs to, and it is gone with the page. So words typed
without a connection outlive signing out, an expired session and a closed tab, and whoever signs in next on the same
browser finds bytes.
"""

import base64

from django.utils.crypto import salted_hmac

from people.models import Person


def browser_key(person: Person) -> str:
    """The person's 256-bit key in base64. It changes with SECRET_KEY: what waits in browsers cannot be read then."""
    return base64.b64encode(salted_hmac("journals.browser", str(person.pk), algorithm="sha256").digest()).decode()
