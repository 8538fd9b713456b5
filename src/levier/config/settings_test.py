"""Settings of the test session: hostile on purpose (undefined variables fail, HTTPS off, no outside world).

LEVIER_TEST_DATABASE_URL chooses PostgreSQL; SQLite otherwise, in a file: each thread of a test then has its own
connection, as in real life.
"""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("LEVIER_DATA_DIR", tempfile.mkdtemp(prefix="levier-test-"))
os.environ.setdefault("LEVIER_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("LEVIER_DATA_KEYS", "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtISE=")
os.environ["LEVIER_HTTPS"] = "0"

from levier.watch.connectors.configured import configuration as watch_configuration

from .settings import *  # noqa: F403
from .settings import DATA_DIR, database

DATABASES = {"default": database(os.environ.get("LEVIER_TEST_DATABASE_URL"), DATA_DIR)}
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:  # lost with the machine, and asked small questions: neither waits for the disk nor compiles them
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off -c jit=off"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MESSAGES_LEAVE = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TESTING = True
WATCH = watch_configuration({})
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
