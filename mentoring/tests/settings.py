"""The one settings file, with an environment in which tests can run: nothing outside the temporary folder."""

import os
import tempfile

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("VAR_DIR", os.path.join(tempfile.gettempdir(), f"tandem-tests-{os.getpid()}"))

from mentoring.settings import *  # noqa: F403
from mentoring.settings import STORAGES

DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
