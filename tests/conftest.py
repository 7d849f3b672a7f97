"""What every test needs before anything else runs, and an honest word at the end about what did not run.

One thread: several trainers share the machine with the tests, and the engine's bits are promised for one thread. The
settings (a data folder of its own for each test run, an SQLite *file* that started servers can see) are in settings.py.
"""

import os

# Before the first import of torch by anything; torch reads it once.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings

from tests.neighbours import cuda_problem, postgres_problem, redis_problem, redis_url, temporary_postgres
from tests.servers import Server

# How long an example takes says what else the machine does: six calls of pytest share two cores. The same examples each time, as
# the fuzz has them; FUZZ_SEED=random looks elsewhere.
settings.register_profile("patient", deadline=None, derandomize=os.environ.get("FUZZ_SEED") != "random")
settings.load_profile("patient")

NEIGHBOURS = {"postgres": postgres_problem, "redis": redis_problem, "cuda": cuda_problem}


def pytest_collection_modifyitems(config, items):
    """Leave out, with its reason, what needs a server that does not answer or a GPU; the summary repeats it loudly."""
    left_out = config.stash.setdefault(LEFT_OUT, {})
    for item in items:
        for name, ask in NEIGHBOURS.items():
            needed = item.get_closest_marker(name) or name in getattr(item, "fixturenames", ())
            if needed and (problem := ask()):
                item.add_marker(pytest.mark.skip(reason=problem))
                left_out.setdefault(problem, []).append(item.nodeid)


LEFT_OUT = pytest.StashKey[dict]()


def pytest_terminal_summary(terminalreporter, config):
    for problem, nodes in config.stash.get(LEFT_OUT, {}).items():
        terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.write_line(f"{len(nodes)} tests were left out: {problem}")
        for node in nodes:
            terminalreporter.write_line(f"    {node}")


@pytest.fixture(scope="session", autouse=True)
def words_are_compiled():
    """As the set-up does it; a catalogue edited since is compiled again, also for the servers that tests start."""
    from django.core.management import call_command

    call_command("compilewords")


@pytest.fixture
def postgres():
    """DATABASE_URL of an empty PostgreSQL database, dropped after the test (str)."""
    with temporary_postgres() as url:
        yield url


@pytest.fixture
def redis():
    """REDIS_URL of the Redis server (str). It is shared: prefix what you write."""
    return redis_url()


@pytest.fixture
def serve(tmp_path):
    """`serve(**environment) -> Server`: the real `manage.py serve` on a free port with a data folder of its own.

    Every server is stopped after the test, whatever happened.
    """
    started = []

    def start(**environment: str) -> Server:
        server = Server(tmp_path / f"data{len(started)}", environment)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()
