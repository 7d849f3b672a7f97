"""Settings, all from the environment: PORT HOST LAN SITE_URL DATA_DIR DATABASE_URL REDIS_URL TRAINER_MEMORY
OWNER_SPACE PLAYGROUND_DEVICE SECRET_KEY DEBUG.

Without any of them: http://127.0.0.1:8000, SQLite in var/, production behaviour. SITE_URL is the public address when a proxy
stands in front; https there turns on redirects, HSTS and secure cookies.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from playground import addresses, importmap, logs
from playground.secret_key import secret_key
from playground.variables import database, redis, switch, whole

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = switch("DEBUG")
HOST = env.str("HOST", default="")
PORT = whole("PORT", default=8000, low=1, high=65_535)
LAN = switch("LAN") or HOST in ("0.0.0.0", "::")
HOST = HOST or ("0.0.0.0" if LAN else "127.0.0.1")
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
if DEBUG and (LAN or SITE_URL):
    raise ImproperlyConfigured("DEBUG shows source code and settings to visitors: not together with LAN or SITE_URL.")

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = secret_key(DATA_DIR, os.environ.get("SECRET_KEY"), debug=DEBUG)  # set but empty is a mistake

try:
    ORIGINS = addresses.origins(HOST, PORT, LAN, SITE_URL)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
ALLOWED_HOSTS = addresses.hosts(ORIGINS)
CSRF_TRUSTED_ORIGINS = ORIGINS

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "servestatic",
    "django.contrib.staticfiles",
    "channels",
    "django_htmx",
    "playground.languages",
    "playground.runs",
    "playground.training",
    "playground.live",
    "playground.experiments",
    "playground.sharing",
    "playground.compare",
    "playground.takeaway",
    "playground.accounts",
    "playground.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "playground.policy.ContentSecurityPolicy",
    "playground.compression.CompressedPages",
    "playground.languages.choosing.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "playground.runs.owners.OwnerMiddleware",
]
ROOT_URLCONF = "playground.urls"
ASGI_APPLICATION = "playground.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "django.template.context_processors.i18n"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "playground.importmap",
                "playground.languages.page",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database(default=f"sqlite:///{DATA_DIR / 'playground.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # WAL alone or IMMEDIATE alone: a thousand "database is locked" in seconds with 16 writers. Both: none.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # auto_vacuum first: it can only be chosen while the file holds nothing, and switching to WAL writes its header.
        "init_command": "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Tests start servers and trainers as processes of their own; a database in memory would be invisible to them.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = redis()
TRAINER_MEMORY = whole("TRAINER_MEMORY", default=4096, low=1)  # MiB a trainer may take for what it trains
OWNER_SPACE = whole("OWNER_SPACE", default=1024, low=0)  # MiB one person's runs may hold; 0: no limit
DEVICE = env.str("PLAYGROUND_DEVICE", default="").strip().lower() or "auto"  # read by engine/device.py, which loads torch
if DEVICE not in ("auto", "cpu", "cuda"):
    raise ImproperlyConfigured(f"PLAYGROUND_DEVICE: “{DEVICE[:40]}” is no device; known are auto, cpu, cuda.")
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# -- static files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", *importmap.vendor_folders(BASE_DIR / "node_modules")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing a visitor sends becomes a file
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "playground.assets.HashedAssets"
    },
}
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_ALLOW_ALL_ORIGINS = False  # nobody else's page has to read them

# -- accounts: optional, so a session begins only when somebody signs in ----------------------------------------------------
SESSION_ENGINE = "playground.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_AGE = 180 * 24 * 3600
SESSION_COOKIE_SECURE = HTTPS
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]

# -- safety ----------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],  # and the import map, by its hash: policy.py
        "connect-src": ["'self'", *("ws" + one.removeprefix("http") for one in ORIGINS if "[" not in one)],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" would make browsers send Origin: null with our own forms
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = OWNER_COOKIE_SECURE = HTTPS
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

# -- words and logs --------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]  # each in its own script, for whoever reads no other
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
LOGGING = logs.logging_settings(debug=DEBUG)
