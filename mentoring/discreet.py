"""What the log leaves out of addresses: keys that name a survey, an entry or a meeting, and secret tokens.

Django notes the path of a request that was refused or failed. Beside its time that would tell who looked at what.
"""

import logging
import re

KEY = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}"  # a UUID
    r"|(?<=/calendar/)[^/\s]+|(?<=/notices/stop/)[^/\s]+|(?<=/address/)[^/\s]+"  # a token
)


class WithoutKeys(logging.Filter):
    """Writes “…” in place of each key."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = KEY.sub("…", record.getMessage()), None
        return True
