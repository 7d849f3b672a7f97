"""What does not boot, and what the settings promise when they do (P18, T22)."""

import os
import stat
import subprocess
import sys

import pytest

from tests.servers import ROOT

GOOD_KEY = "kJ8-3fQz_0aVx7LmN2pR5sT9uW1yB4cD6eG8hJ0kL2nP4qS6tV8w"
OURS = ("DEBUG", "LAN", "HOST", "PORT", "SITE_URL", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "DATA_DIR")


def boot(data_dir, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Run Python with our production settings and nothing else from this environment."""
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    given = {"DJANGO_SETTINGS_MODULE": "playground.settings", "DATA_DIR": str(data_dir), **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**clean, **given}, text=True, capture_output=True, timeout=60
    )


BAD = {
    "no key": {"SECRET_KEY": ""},
    "only blanks": {"SECRET_KEY": " " * 60},
    "a short key": {"SECRET_KEY": "kJ8-3fQz_0aVx7LmN2pR5sT9uW1yB4"},
    "a key of one letter": {"SECRET_KEY": "a" * 64},
    "Django's example key": {"SECRET_KEY": "django-insecure-" + GOOD_KEY},
    "a published key": {"SECRET_KEY": "changeme-" + GOOD_KEY},
    "debug on the network": {"DEBUG": "1", "LAN": "1"},
    "debug under a wildcard address": {"DEBUG": "1", "HOST": "0.0.0.0"},
    "debug behind a proxy": {"DEBUG": "1", "SITE_URL": "https://play.example.org"},
    "a public address that is none": {"SITE_URL": "play.example.org"},
    "less room than none": {"OWNER_SPACE": "-1"},
    "a port that is no number": {"PORT": "many"},
    "a port beyond the last": {"PORT": "65536"},
    "a switch halfway": {"LAN": "maybe"},
    "debug by a slip of the finger": {"DEBUG": "ture"},
    "memory in words": {"TRAINER_MEMORY": "4 GiB"},
    "a database nobody knows": {"DATABASE_URL": "mysql://me:hidden@host/name"},
    "a database without an address": {"DATABASE_URL": "nonsense"},
    "a database at no port": {"DATABASE_URL": "postgresql://me:hidden@host:many/name"},
    "a broker for Redis": {"REDIS_URL": "amqp://guest:hidden@host"},
    "a device nobody has": {"PLAYGROUND_DEVICE": "tpu"},
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_does_not_boot_and_says_why(name, tmp_path):
    done = boot(tmp_path, "-c", "import playground.settings", **BAD[name])
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last and len(last) > 60, done.stderr
    assert GOOD_KEY not in done.stderr, "the words do not repeat the key"
    assert "hidden" not in last, "nor a password"


@pytest.mark.parametrize("command", ["serve", "migrate", "trainer"])
def test_a_person_reads_one_sentence_and_no_traceback(command, tmp_path):
    done = boot(tmp_path, "manage.py", command, PORT="many")
    assert done.returncode == 1
    assert done.stdout + done.stderr == "Stopped: PORT: “many” is not allowed; it takes a whole number from 1 to 65535.\n"


@pytest.mark.parametrize("content", ["", "short", "django-insecure-" + GOOD_KEY])
def test_a_damaged_key_file_does_not_boot(content, tmp_path):
    (tmp_path / "secret_key").write_text(content)
    assert "ImproperlyConfigured" in boot(tmp_path, "-c", "import playground.settings").stderr


def test_every_installation_makes_its_own_key_once(tmp_path):
    show = ("-c", "from playground import settings; print(settings.SECRET_KEY)")
    folders = [tmp_path / name for name in "ab"]
    keys = [boot(folder, *show).stdout for folder in folders]
    assert keys == [boot(folder, *show).stdout for folder in folders]
    assert keys[0] != keys[1] and len(keys[0]) > 80
    assert stat.S_IMODE((folders[0] / "secret_key").stat().st_mode) == 0o600


def test_ten_processes_starting_at_once_agree_on_one_key(tmp_path):
    code = "from pathlib import Path; from playground.secret_key import secret_key; "
    code += f"print(secret_key(Path({str(tmp_path)!r}), None, debug=False))"
    started = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE) for _ in range(10)]
    assert len({process.communicate(timeout=60)[0] for process in started}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_the_deployment_check_is_clean_with_our_production_settings(tmp_path):
    done = boot(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://play.example.org")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout + done.stderr


def test_checking_does_not_import_torch(tmp_path):
    code = "import sys; from django.core.management import execute_from_command_line as run; run(['manage.py', 'check']); "
    code += "sys.exit('torch' in sys.modules)"
    assert boot(tmp_path, "-c", code).returncode == 0


def test_the_database_is_opened_as_the_design_says(tmp_path):
    code = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    names = ("auto_vacuum", "journal_mode", "synchronous", "busy_timeout")
    print([cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names])
print(connection.transaction_mode, connection.settings_dict["ATOMIC_REQUESTS"])
"""
    assert boot(tmp_path, "-c", code).stdout.split("\n")[:2] == ["[2, 'wal', 1, 20000]", "IMMEDIATE False"]


def test_behind_a_proxy_cookies_and_redirects_are_for_https_only(tmp_path):
    code = """
import django; django.setup()
from django.conf import settings
from django.test import Client
answer = Client().get("/nothing/", headers={"host": "play.example.org"})
print(answer.status_code, answer["Location"])
print(settings.CSRF_COOKIE_SECURE, settings.OWNER_COOKIE_SECURE, settings.ALLOWED_HOSTS, settings.ORIGINS)
print(Client().get("/nothing/", headers={"host": "evil.example"}).status_code)
"""
    assert boot(tmp_path, "manage.py", "collectstatic", "--noinput", "-v0").returncode == 0  # the refusal is a page
    lines = boot(tmp_path, "-c", code, SITE_URL="https://play.example.org").stdout.splitlines()
    assert lines[0].startswith("301 https://play.example.org/nothing/")
    assert lines[1:] == ["True True ['play.example.org'] ['https://play.example.org']", "400"]
