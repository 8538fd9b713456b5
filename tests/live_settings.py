"""Settings of the real processes that tests start: the application's own, on the database of the running test."""

import os

from levier.config.settings import *  # noqa: F403
from levier.config.settings import DATA_DIR, database

DATABASES = {"default": database(os.environ.get("LEVIER_TEST_DATABASE_URL"), DATA_DIR)}
DATABASES["default"]["NAME"] = os.environ["LEVIER_TEST_DATABASE_NAME"]
