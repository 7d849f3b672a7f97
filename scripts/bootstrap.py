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

import os
from concurrent.futures import ThreadPoolExecutor

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


# The tests are calls of pytest beside each other: all of them wait now and then, and most of them often.
# No clock is watched in the engine's, and nothing waits: they take what is left. Two calls, as near alike as its folder goes: the
# last call of all would have the second core idle.
ENGINE = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "engine").glob("test_*.py"))
PARTS = sorted({str(path.parent.relative_to(ROOT)) for path in (ROOT / "tests" / "engine").glob("*/test_*.py")})
SITE = ["tests/site", "tests/test_architecture.py", "tests/test_setup.py"]  # nor there, but for programs that have to end
CLOCKED = ["tests/live", *(f"tests/training/test_{name}.py" for name in ("commands_obeyed", "pace", "patience", "supervisor"))]
CLOCKED += ["tests/training/test_trainer.py"]
# Half of what the browser does, by time; whatever is not named here is the other half.
PAGES = [f"tests/browser/test_{name}.py" for name in ("axe", "figures", "first_light", "journey", "layout", "phone", "stage")]


def test() -> None:
    """The whole suite; every part runs, and one that failed fails the whole."""
    with ThreadPoolExecutor(1) as meanwhile:  # what the system's packages cost is waiting, what Python's cost is unpacking
        looking = meanwhile.submit(browser.find_or_install)
        environment.prepare("test")
        mnist.prepare()
        words.prepare()
        chromium = looking.result()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start a hundred Pythons; each would compile all of ours again
    pytest = ("-m", "pytest", "-m", "not browser")
    others = [f"--ignore={path}" for path in ("tests/browser", "tests/engine", *SITE, *CLOCKED)]
    # Calls of their own also because sync Playwright and asyncio tests clash in one process.
    in_browser = ("-m", "pytest", "-m", "browser", "--durations=12")
    other_pages = ["tests/browser", *(f"--ignore={path}" for path in PAGES)]
    results = {}
    with (
        environment.beside("The engine", *pytest, *ENGINE, niceness=None) as engine,
        environment.beside("The engine's parts", *pytest, *PARTS, niceness=None) as parts,
    ):
        say("Sockets and what watches the clock; the engine is tested beside it")
        results["sockets and what watches the clock"] = environment.python(*pytest, *CLOCKED)
        # From here on nobody watches a clock more closely than a person at a screen does.
        with (
            environment.beside("The site", *pytest, *SITE, niceness=5) as site,
            environment.beside("Trainers and runs", *pytest, *others) as trainers,
        ):
            if chromium:
                os.environ["CHROMIUM"] = chromium
                say("The browser, first half; beside it the second, the site, trainers and runs")
                with environment.beside("The browser, second half", *in_browser, *other_pages) as second:
                    results["browser, first half"] = environment.python(*in_browser, *PAGES)
                results["browser, second half"] = second.returncode
    results |= {"trainers and runs": trainers.returncode, "site": site.returncode, "engine": engine.returncode}
    results["the engine's parts"] = parts.returncode
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
