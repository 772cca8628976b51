"""Keys with which a released insight can be withdrawn. Each of the two gets one; the database has only their hashes.

A key is shown once and stored nowhere: an insight could be traced through anything else that leads back to it. 100
random bits need neither salt nor slow hashing.
"""

import hashlib
import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no letter that looks like another
LENGTH = 20
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_key() -> str:
    """Twenty letters and digits in groups of five."""
    letters = "".join(secrets.choice(LETTERS) for _number in range(LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, LENGTH, 5))


def hash_of(key: str) -> str:
    """The hash of a key however it was typed; of something that is no key, one that fits nothing."""
    letters = "".join(char for char in key.upper().translate(_READ_AS) if char in LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()
