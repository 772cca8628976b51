"""Every setting of Tandem, read from the environment and parsed strictly.

With `DEBUG=1` (development and demo) everything has a working default; without it a missing secret stops the start with
a sentence that names it. `docs/operation.md` lists the variables.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import environ
import kombu
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mentoring import environment

BASE_DIR = Path(__file__).resolve().parent.parent

# DEBUG=1 means: this installation may use the defaults below. The demo shows the product's own error pages, so Django's
# DEBUG stays off in it.
RELAXED = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")
if DEMO and not RELAXED:
    raise ImproperlyConfigured("DEMO=1 makes invented people with known passwords: it needs DEBUG=1 beside it.")
DEBUG = RELAXED and not DEMO


def required(name: str, default: str) -> str:
    """The variable `name`; its `default` only where DEBUG=1."""
    return environment.required(name, default if RELAXED else None)


# ---------------------------------------------------------------- where data lives without any service
VAR_DIR = Path(environment.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
# a unix socket's path must stay under 108 bytes, so it is not inside VAR_DIR
RUN_DIR = Path(tempfile.gettempdir()) / f"tandem-{hashlib.sha256(f'{VAR_DIR}{os.getuid()}'.encode()).hexdigest()[:12]}"
VALKEY_SOCKET = RUN_DIR / "valkey.sock"

# ---------------------------------------------------------------- secrets
SECRET_KEY = required("SECRET_KEY", "only-for-demo-and-development-0123456789-0123456789")
JOURNAL_KEYS = environment.words(required("JOURNAL_KEYS", "ZGVtby1hbmQtZGV2ZWxvcG1lbnQta2V5LW5vLXVzZSE="))
ANSWER_KEY = required("ANSWER_KEY", "only-for-demo-and-development")

# ---------------------------------------------------------------- web
BASE_URL = required("BASE_URL", environment.local_address()).rstrip("/")
ALLOWED_HOSTS = environment.words(required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver"))
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "journals.views.rescue.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "people.accounts.sessions"
SESSION_COOKIE_NAME = "tandem_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

INSTALLED_APPS = [
    # mentoring first: its templates and its admin site win over the packages'
    "mentoring",
    "evaluation",
    "journals",
    "tandems",
    "programs",
    "notices",
    "people",
    "mentoring.hr.apps.HrAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "lucide",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.middleware.PersonLocaleMiddleware",
    "people.middleware.PersonalPagesMiddleware",
    "people.middleware.ConfirmedAddressMiddleware",
    "people.middleware.KeptWordsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.AskedOnceMiddleware",
]
ROOT_URLCONF = "mentoring.urls"
WSGI_APPLICATION = "mentoring.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mentoring.context.site",
            ],
            "builtins": ["people.templatetags.kept_forms"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---------------------------------------------------------------- accounts
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "notices.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "people.accounts.forms.RequestLoginCodeForm",
    "reset_password": "notices.account_forms.ResetPasswordForm",
    "user_token": "people.accounts.forms.UserTokenForm",
}
# what allauth counts is in its defaults; here is what a day holds, see people.accounts.code_limits
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3000/d/ip,3/m/key",
    "codes_for_one_address": "20/d/key",
    "codes_from_one_network": "10/d/key",
    "codes_in_known_browser": "20/d/key",
    "codes_for_proof": "3/m/user,60/d/user",
    "reset_password": "20/m/ip,5/m/key,20/d/key",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
# so long the proof before an import, a mail to many or an erasure holds for the next one
ACCOUNT_REAUTHENTICATION_TIMEOUT = environment.number("PROOF_MINUTES", 5) * 60
# SECURITY: our adapter writes the same row for an address that nobody has; no mail comes of it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 1 if HTTPS else 0, least=0)

# ---------------------------------------------------------------- data
DATABASE_URL = required("DATABASE_URL", f"sqlite:///{VAR_DIR}/tandem.sqlite3")
environment.address("DATABASE_URL", DATABASE_URL, "postgres", "postgresql", "sqlite")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = required("BROKER_URL", f"redis+socket://{VALKEY_SOCKET}?virtual_host=0")
CACHE_URL = required("CACHE_URL", f"unix://{VALKEY_SOCKET}?db=1")
environment.address("BROKER_URL", BROKER_URL, "redis", "rediss", "redis+socket")
environment.address("CACHE_URL", CACHE_URL, "redis", "rediss", "unix")
# the embedded server is started by `manage.py run` only where nobody named another
EMBEDDED_VALKEY = str(VALKEY_SOCKET) in BROKER_URL or str(VALKEY_SOCKET) in CACHE_URL
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}

# ---------------------------------------------------------------- mail
if DEMO and not environment.text("EMAIL_URL", ""):
    EMAIL_BACKEND = "mentoring.demo.mailbox.MailboxBackend"
else:
    EMAIL_URL = required("EMAIL_URL", "smtp://127.0.0.1:1025")
    environment.address("EMAIL_URL", EMAIL_URL, "smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail")
    vars().update(environ.Env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
MAIL_PER_MINUTE = environment.number("MAIL_PER_MINUTE", 0, least=0)
MAIL_LANES = environment.number("MAIL_LANES", 2)
# what holds for people who have set nothing themselves: when mails that can wait do not come, and how many in a week
QUIET_HOURS = environment.hours("QUIET_HOURS", "20:00-07:00")
WORKING_DAYS = environment.weekdays("WORKING_DAYS", "1,2,3,4,5")
MAILS_PER_WEEK = environment.number("MAILS_PER_WEEK", 3, least=0) or None
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("DEFAULT_FROM_EMAIL", "Tandem <tandem@localhost>")

# ---------------------------------------------------------------- celery
CELERY_BROKER_URL = BROKER_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # a broker that is down costs a request half a second, not six
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
# codes never wait for mail, and neither waits for long jobs; what is not named here is a long job
CELERY_TASK_QUEUES = [kombu.Queue(name) for name in ("codes", "mail", "jobs")]
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_ROUTES = {
    "notices.tasks.deliver_codes": {"queue": "codes"},
    "programs.tasks.watch_outbox": {"queue": "codes"},
    "notices.tasks.*": {"queue": "mail"},
    "mentoring.tasks.watch": {"queue": "mail"},
    "programs.tasks.*": {"queue": "mail"},
    "tandems.tasks.plan_*": {"queue": "mail"},
    "tandems.tasks.plan_milestones": {"queue": "mail"},
    "tandems.tasks.expire_offers": {"queue": "mail"},
    "journals.tasks.plan_prompts": {"queue": "mail"},
}
CELERY_TIMEZONE = "Europe/Berlin"
SWEEP_SECONDS = environment.number("SWEEP_SECONDS", 60)


def every(seconds: int, task: str) -> dict[str, object]:
    """A task on the schedule. Rounds that no worker took up in time fall away: the next one sees the same data."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 20)}}


CELERY_BEAT_SCHEDULE = {
    "watch": every(30, "mentoring.tasks.watch"),
    "codes": every(15, "notices.tasks.deliver_codes"),
    "deliver": every(SWEEP_SECONDS, "notices.tasks.deliver_due"),
    "outbox": every(300, "programs.tasks.watch_outbox"),
    "reap": every(300, "notices.tasks.reap"),
    "phases": every(600, "programs.tasks.move_phases"),
    "offers": every(600, "tandems.tasks.expire_offers"),
    "concerns": every(600, "programs.tasks.sweep_concerns"),
    "managers": every(600, "programs.tasks.ask_managers"),
    "events": every(600, "programs.tasks.plan_events"),
    "hours": every(600, "tandems.tasks.check_hours"),
    "ends": every(600, "tandems.tasks.complete_tandems"),
    "pauses": every(600, "tandems.tasks.resume_tandems"),
    "matching": every(120, "tandems.tasks.sweep_matching"),
    "reminders": every(SWEEP_SECONDS, "tandems.tasks.plan_reminders"),
    "milestones": every(1200, "tandems.tasks.plan_milestones"),
    "journal": every(SWEEP_SECONDS, "journals.tasks.plan_prompts"),
    "surveys": every(SWEEP_SECONDS, "evaluation.tasks.plan_surveys"),
    "figures": every(300, "evaluation.tasks.prepare_figures"),
    # Mondays, so that an insight does not tell the hour in which two people agreed on it
    "insights": {"task": "journals.tasks.release_insights", "schedule": crontab(day_of_week=1, hour=4, minute=43)},
    "goals": {"task": "evaluation.tasks.keep_goal_values", "schedule": crontab(hour=4, minute=7)},
    "imports": every(600, "people.tasks.sweep_imports"),
    "addresses": every(600, "people.tasks.open_vouched_addresses"),
    "sessions": {"task": "mentoring.tasks.clear_sessions", "schedule": crontab(hour=3, minute=17)},
}

# ---------------------------------------------------------------- languages and time
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
FORMAT_MODULE_PATH = ["mentoring.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORM_OF_ADDRESS = environment.choice("FORM_OF_ADDRESS", "Sie", "du")
if FORM_OF_ADDRESS == "du":
    LOCALE_PATHS.insert(0, BASE_DIR / "locale" / "du")
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# ---------------------------------------------------------------- static files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# ---------------------------------------------------------------- logs
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_keys": {"()": "mentoring.discreet.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"filters": ["without_keys"]} for name in ("django.request", "django.security.csrf")},
    "root": {"handlers": ["console"], "level": "INFO"},
}
SITE_NAME = _("Tandem")
