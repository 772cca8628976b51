"""The one settings file, with an environment in which tests can run: nothing outside the temporary folder.

`DATABASE_URL`, `BROKER_URL` and `CACHE_URL` may name real servers; every xdist worker then uses databases of its own.
"""

import os
import re
import tempfile

WORKER = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
os.environ["VAR_DIR"] = os.path.join(tempfile.gettempdir(), f"tandem-tests-{os.getpid()}")
os.environ["DEBUG"] = "1"
for name in ("DEMO", "BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "SECRET_KEY", "JOURNAL_KEYS", "FORM_OF_ADDRESS"):
    os.environ.pop(name, None)
for offset, name in enumerate(("BROKER_URL", "CACHE_URL")):
    if name in os.environ:
        os.environ[name] = re.sub(r"/\d+$", "", os.environ[name]) + f"/{2 * WORKER + offset}"

from mentoring.settings import *  # noqa: E402, F403
from mentoring.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file and not memory: threads and processes then behave as in production
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["timeout"] = 240  # seconds that one waits for another, on a busy machine
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
