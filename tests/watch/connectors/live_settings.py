"""Settings of a real process that visits the fake sources, on the database of the running test."""

import os

from levier.watch.connectors.configured import configuration
from tests.live_settings import *  # noqa: F403

from .configurations import at

WATCH = at(os.environ["FAKE_SOURCES"], periodic=configuration(os.environ).periodic)
