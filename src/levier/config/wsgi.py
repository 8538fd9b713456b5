"""The WSGI door, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from levier.sealing import require_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "levier.config.settings")
application = get_wsgi_application()
require_keys()
