"""Settings of the test run: our own, in a data folder of its own, static files straight from their source."""

import atexit
import os
import shutil
import tempfile

if "DATA_DIR" not in os.environ:
    # Inherited by the servers and trainers that tests start; two test runs beside each other never share a database.
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="playground-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from playground.settings import *  # noqa: F403
from playground.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick on purpose
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = True
