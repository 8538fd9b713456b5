"""Settings, read once from the environment; safe by default.

Variables (all optional):
    LEVIER_DATA_DIR      folder of the embedded database, uploads and generated secret (default: ./levier-data)
    LEVIER_DATABASE_URL  postgresql://user:password@host:port/name to leave SQLite
    LEVIER_SECRET_KEY    secret of this installation (generated once in the data folder when absent)
    LEVIER_DATA_KEYS     comma-separated keys of what is encrypted at rest; the first one writes, all of them read
                         (a demonstration makes its own in its data folder; otherwise nothing starts without one)
    LEVIER_HOSTS         comma-separated host names served
    LEVIER_BASE_URL      public address used in messages (default: http://127.0.0.1:8000)
    LEVIER_HTTPS         "0" when served in clear on the local machine (demo); HTTPS is assumed otherwise
    LEVIER_DEBUG         "1" for the developer's error pages
    LEVIER_DEMO          "1" for the demonstration workspace (sign-in links, messages kept in the outbox)
    LEVIER_EMAIL_URL     smtp://user:password@host:port, or smtps://; without it no message leaves
    LEVIER_FROM          sender of the messages
    LEVIER_BOUNCE_ADDRESS  where what cannot be delivered comes back (default: the sender)
    LEVIER_BOUNCES_URL     mailbox of that address: maildir:///path, mbox:///path or imaps://user:password@host/INBOX
    LEVIER_BOUNCE_SECRET   secret of the webhook that tells of it (/retours/courriels/); 404 without one
    LEVIER_SMS_SENDER    "console" (default: no text message leaves) or "http", with LEVIER_SMS_URL, LEVIER_SMS_SECRET
                         and LEVIER_SMS_TEMPLATE (JSON with "{to}" and "{text}")
    LEVIER_WATCH         comma-separated sources of notices visited twice a day (boamp, ted, decp; none by default), with
                         LEVIER_WATCH_HOSTS, _PROXY, _DECP, _FIRST_DAYS, _DECP_YEARS, _FILE_MB (levier.watch.connectors.configured)
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet
from csp.constants import NONE, SELF

from levier.post.bounces.mailbox import check as check_mailbox
from levier.watch.connectors.configured import configuration as watch_configuration

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "oui"}


def _secret_key(folder: Path) -> str:
    """The secret of this installation: given, or generated once and kept readable by its owner alone."""
    if given := os.environ.get("LEVIER_SECRET_KEY"):
        return given
    kept = folder / "secret.key"
    try:
        return kept.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        secret = secrets.token_urlsafe(64)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
        return secret


def data_keys(folder: Path, *, given: str | None, may_make: bool) -> list[str]:
    """The keys of what is encrypted at rest: given; else, where nothing is real, made once in the data folder."""
    if given:
        return [key.strip() for key in given.split(",") if key.strip()]
    if not may_make:
        return []
    kept = folder / "data.key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"data.key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(Fernet.generate_key().decode())
        with contextlib.suppress(FileExistsError):  # of two processes that start together, one writes the key
            os.link(draft, kept)
        draft.unlink()
    return [kept.read_text().strip()]


def database(url: str | None, folder: Path) -> dict[str, object]:
    """Django's database dictionary: PostgreSQL when a URL is given, else SQLite in the data folder.

    SQLite runs in WAL with IMMEDIATE transactions: deferred ones lose writes when two upgrade at once.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "levier.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("LEVIER_DATABASE_URL must look like postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def email(url: str | None, folder: Path) -> dict[str, object]:
    """E-mail settings from an smtp:// or smtps:// address.

    Without one, messages become files of the data folder, readable by whoever runs Levier: never lines of a log,
    where an address or a personal link would stay.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder / "messages",
        }
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("LEVIER_EMAIL_URL must look like smtp://user:password@host:587 or smtps://…:465")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme != "smtps" and bool(parts.username),
        "EMAIL_TIMEOUT": 30,  # seconds per exchange: far below the delay after which a send is held for lost
    }


class Texts(NamedTuple):
    """How text messages leave. ``template`` is the body the gateway waits for, with « {to} » and « {text} »."""

    sender: str = "console"
    url: str = ""
    secret: str = ""
    template: object = None


def sms(environ: Mapping[str, str]) -> Texts:
    """Settings of the text messages.

    Without a gateway they become files beside the e-mails, in development and in the demonstration only.
    """
    sender = environ.get("LEVIER_SMS_SENDER", "console")
    if sender == "console":
        return Texts()
    url = environ.get("LEVIER_SMS_URL", "")
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if sender != "http" or not (parts.hostname and (parts.scheme == "https" or local)):
        raise ValueError("LEVIER_SMS_SENDER must be console, or http with LEVIER_SMS_URL=https://…")
    try:
        template = json.loads(environ.get("LEVIER_SMS_TEMPLATE") or '{"to": "{to}", "text": "{text}"}')
    except ValueError:
        raise ValueError('LEVIER_SMS_TEMPLATE must be JSON such as {"to": "{to}", "text": "{text}"}') from None
    if not all(one in json.dumps(template) for one in ('"{to}"', '"{text}"')):
        raise ValueError('LEVIER_SMS_TEMPLATE must hold "{to}" and "{text}", each a whole text of its own')
    return Texts(sender, url, environ.get("LEVIER_SMS_SECRET", ""), template)


DATA_DIR = Path(os.environ.get("LEVIER_DATA_DIR", "levier-data")).resolve()
DEBUG = _flag("LEVIER_DEBUG", default=False)
DEMO = _flag("LEVIER_DEMO", default=False)
HTTPS = _flag("LEVIER_HTTPS", default=not DEBUG)
BASE_URL = os.environ.get("LEVIER_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = _secret_key(DATA_DIR)
DATA_KEYS = data_keys(DATA_DIR, given=os.environ.get("LEVIER_DATA_KEYS"), may_make=DEMO or DEBUG)
ALLOWED_HOSTS = [host for host in os.environ.get("LEVIER_HOSTS", "127.0.0.1,localhost").split(",") if host]

DATABASES = {"default": database(os.environ.get("LEVIER_DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "levier.ui",
    "levier.journal",
    "levier.post",
    "levier.accounts",
    "levier.directory",
    "levier.procurement",
    "levier.clauses",
    "levier.people",
    "levier.delivery",
    "levier.watch",
    "levier.insights",
    "levier.committees",
    "levier.desk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # above those that may refuse: a refusal has it too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "levier.accounts.middleware.ActorMiddleware",
    "levier.accounts.middleware.ErrorPages",
]

ROOT_URLCONF = "levier.config.urls"
WSGI_APPLICATION = "levier.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "levier.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "levier.accounts.context.shell",
            ],
        },
    },
    {
        # Only for the form widgets of Django itself.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "levier.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "levier.accounts.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator, who knows the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # the subjects name Levier themselves, never the host
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Levier"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the same: nobody should have to confirm an address to be better protected
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # whitenoise serves the packages' own folders: nothing to collect, nothing to forget
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
#: A month of a structure of 2 500 people, four kinds of hours each, is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
#: Largest file a person may send, in bytes.
UPLOAD_LIMIT = 10 * 1024 * 1024
#: Where clamd listens (path of its socket, or host:port); without one, files are not looked at by an antivirus.
CLAMAV = os.environ.get("LEVIER_CLAMAV", "")
#: Where notices come from; a demonstration never calls anybody by itself.
WATCH = watch_configuration(os.environ, off=DEMO)

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

globals().update(email(os.environ.get("LEVIER_EMAIL_URL"), DATA_DIR))
#: Real installations without a mail server keep their messages in the queue rather than pretend they left.
MESSAGES_LEAVE = bool(os.environ.get("LEVIER_EMAIL_URL")) or DEMO or DEBUG
DEFAULT_FROM_EMAIL = os.environ.get("LEVIER_FROM", "Levier <ne-pas-repondre@levier.invalid>")
#: Envelope sender: where mail servers send back what they cannot deliver.
BOUNCE_ADDRESS = os.environ.get("LEVIER_BOUNCE_ADDRESS", "")
BOUNCES_URL = os.environ.get("LEVIER_BOUNCES_URL", "")
BOUNCE_SECRET = os.environ.get("LEVIER_BOUNCE_SECRET", "")
if BOUNCES_URL:
    check_mailbox(BOUNCES_URL)
_TEXTS = sms(os.environ)
SMS_SENDER: str = _TEXTS.sender
SMS_URL: str = _TEXTS.url
SMS_SECRET: str = _TEXTS.secret
SMS_TEMPLATE: object = _TEXTS.template
#: Whether « par SMS » is offered at all.
SMS_LEAVES = SMS_SENDER == "http" or DEMO or DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "levier.accounts.errors.csrf_failure"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            # The developer wants whole errors; everybody else's logs hold no person.
            **({} if DEBUG else {"()": "levier.config.logs.Discreet"}),
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "filters": {"hide_links": {"()": "levier.accounts.redaction.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["hide_links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "levier": {"level": "INFO"},
        # Django's own handlers would print whole errors beside ours.
        "django": {"handlers": [], "propagate": True, "level": "WARNING"},
        "django.request": {"filters": ["hide_links"]},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING", "filters": ["hide_links"]},
    },
}
