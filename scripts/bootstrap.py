"""Everything `make` does: prepare this checkout, then run, test or measure it. Standard library only.

    python scripts/bootstrap.py setup | run | test | bench | lint | words | screenshots | clean

Each step says what it does, is skipped when its inputs have not changed, and ends the whole in words when it fails.
"""

import sys

# Before any import or syntax that an older Python would trip over.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Backprop Playground needs Python 3.11 or newer; this is " + sys.version.split()[0] + " (" + sys.executable + ").\n"
        "Install one from python.org or your system's packages, then name it: make run PYTHON=/path/to/python3.11"
    )

import browser
import environment
import mnist
import site_data
import words
from steps import ROOT, Failed, run, say


def setup() -> None:
    environment.prepare("runtime")
    mnist.prepare()
    words.prepare()
    site_data.prepare()


def serve() -> None:
    setup()
    say("Starting the server and its trainers (Ctrl-C stops them)")
    environment.replace_process("manage.py", "serve")


PATIENT = ["tests/engine", "tests/site", "tests/test_architecture.py", "tests/test_setup.py"]  # no clock is watched there
POSTGRES = "tests/training/test_postgres.py"  # mostly waits; a database, a pytest and trainers of its own


def test() -> None:
    """The whole suite; every part runs, and one that failed fails the whole."""
    environment.prepare("test")
    mnist.prepare()
    words.prepare()
    chromium = browser.find_or_install()
    ignored = [f"--ignore={path}" for path in (*PATIENT, POSTGRES)]
    pytest = ("-m", "pytest", "-m", "not browser")
    results = {}
    # Trainers and sockets wait much and watch the clock: what watches none takes the time that they leave.
    with environment.beside(*pytest, *PATIENT, gives_way=True) as engine_and_site:
        results["trainers, runs and sockets"] = environment.python(*pytest, *ignored)
        # Sync Playwright and asyncio tests clash in one process, hence calls of their own.
        with environment.beside(*pytest, POSTGRES) as postgres:
            if chromium:
                results["browser"] = environment.python("-m", "pytest", "-m", "browser", "--durations=12", CHROMIUM=chromium)
    results |= {"PostgreSQL": postgres.returncode, "engine and site": engine_and_site.returncode}
    say("Results")
    for name, code in results.items():
        print(f"    {name}: {'passed' if code == 0 else f'FAILED (ended with {code})'}")
    if not chromium:
        raise Failed(browser.MISSING)
    if any(results.values()):
        raise Failed("not all tests passed")


def bench() -> None:
    """Run every file of benchmarks/ by itself; each prints `figure NAME VALUE UNIT` rows."""
    environment.prepare("test")
    mnist.prepare()
    chromium = browser.find_or_install()
    files = sorted((ROOT / "benchmarks").glob("*.py"))
    failed = []
    for path in files:
        if '__name__ == "__main__"' in path.read_text():  # the others are what these import
            say(f"benchmarks/{path.name}")
            # As a module: benchmarks/engine.py run as a file would stand in for the engine itself.
            if environment.python("-m", f"benchmarks.{path.stem}", **({"CHROMIUM": chromium} if chromium else {})):
                failed.append(path.name)
    if failed:
        raise Failed(f"these benchmarks failed: {', '.join(failed)}")


def lint() -> None:
    environment.prepare("test")
    run([environment.PYTHON, "-m", "ruff", "check", "."])


def gather_words() -> None:
    """Bring the catalogues up to date with what is written, and say what lacks a translation."""
    environment.prepare("runtime")
    run([environment.PYTHON, "manage.py", "words"])


def screenshots() -> None:
    """Take the pictures of docs/screenshots/ again."""
    environment.prepare("test")
    words.prepare()
    environment.python("scripts/screenshots.py", CHROMIUM=browser.find_or_install() or "")


def clean() -> None:
    """Take away what set-up made in the checkout; the data folder with its runs stays."""
    environment.remove()
    say("Kept: the data folder (var/ or DATA_DIR). Delete it by hand if you want to lose its runs.")


COMMANDS = {
    "setup": setup,
    "run": serve,
    "test": test,
    "bench": bench,
    "lint": lint,
    "words": gather_words,
    "screenshots": screenshots,
    "clean": clean,
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in COMMANDS:
        print(f"usage: python scripts/bootstrap.py {' | '.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        COMMANDS[name]()
    except Failed as problem:
        print(f"\nStopped: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
