"""The data folder: secret key, database, static files. Done again only when code that matters has changed."""

import os
from pathlib import Path

import environment
from steps import ROOT, Failed, digest, once

STATIC = (".js", ".css", ".svg", ".png", ".woff2", ".json", ".ico", ".txt")


def prepare() -> None:
    """Have a migrated database and collected static files in DATA_DIR (default var/), and the key that signs cookies.

    The key is made by the site's settings the first time any of its commands runs: one place knows what a good one is.
    """
    folder = data_folder()
    key = folder / "secret_key"
    if not key.exists() and "SECRET_KEY" not in os.environ:
        print(f"==> A new data folder: {folder} (secret key, database, static files)", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    _database(folder)
    _static_files(folder)
    _experiments(folder)


def data_folder() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def _database(folder: Path) -> None:
    migrations = [p for p in (ROOT / "playground").glob("*/migrations/*.py") if p.name != "__init__.py"]
    inputs = digest([*migrations, ROOT / "constraints.txt"], os.environ.get("DATABASE_URL", ""))
    stamp = folder / ".migrated"
    if "DATABASE_URL" in os.environ or not (folder / "playground.sqlite3").exists():
        stamp.unlink(missing_ok=True)  # a database elsewhere may have been replaced without our knowing
    once(stamp, inputs, "Bringing the database up to date", lambda: _manage("migrate", "--verbosity", "0"))


def _static_files(folder: Path) -> None:
    sources = [p for p in (ROOT / "static").rglob("*") if p.suffix in STATIC]
    inputs = digest([*sources, ROOT / "constraints.txt", ROOT / "package-lock.json"], os.environ.get("DEBUG", ""))
    if not (folder / "static").is_dir():
        (folder / ".collected").unlink(missing_ok=True)
    arguments = ("collectstatic", "--noinput", "--clear", "--verbosity", "0")
    once(folder / ".collected", inputs, "Collecting static files", lambda: _manage(*arguments))


def _experiments(folder: Path) -> None:
    """Pictures of the experiments, trained here: a few seconds, and again only when the engine or an experiment has changed."""
    declared = ("training/thumbnails.py", "runs/thumbnails.py")
    sources = [*(ROOT / "engine").rglob("*.py"), *(ROOT / "playground").rglob("*rehears*.py"), ROOT / "constraints.txt"]
    sources += (ROOT / "playground" / "experiments" / "presets").glob("*.py")
    sources += [ROOT / "playground" / name for name in declared]
    if not (folder / "experiments.json").is_file():
        (folder / ".rehearsed").unlink(missing_ok=True)
    once(folder / ".rehearsed", digest(sources), "Training the experiments for their pictures", lambda: _manage("rehearse"))


def _manage(*arguments: str) -> None:
    if environment.python("manage.py", *arguments):
        raise Failed(f"`manage.py {' '.join(arguments)}` failed; its own words are above")
