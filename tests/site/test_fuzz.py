"""Malformed specs, links, forms and commands: never a 5xx, never a hang, and every refusal is a sentence (P16, G9).

With the sockets of tests/live/test_fuzz.py and the raw bytes of tests/live/test_garbage.py these are 20,000 inputs.
"""

import asyncio
import reprlib
import time
from urllib.parse import quote, urlencode

import pytest
from asgiref.sync import sync_to_async

from engine.cost import estimate
from engine.spec import Refused, parse
from playground.experiments import links
from playground.runs import recipes, services
from playground.runs.models import Run
from playground.runs.owners import sign
from tests.engine.random_specs import random_spec
from tests.live.lines import ALICE
from tests.site.fuzz import dice, many, nonsense
from tests.site.fuzz.asking import Person, ask
from tests.site.security.policy import HTTP

SPECS, LINKS, REQUESTS = 10_000, 5_500, 1_500
LONGEST = 2.0  # seconds for one parse; a refusal takes about a millisecond
WHOLE_PAGES = {"", "runs/<run:run_id>/", "fields/<str:concept>/", "experiments/", "s/<str:token>/"}  # templates cost 30 ms


def faults_of(problems) -> list[str]:
    """What is wrong with a refusal: it has to name its field and to be a sentence."""
    found = [] if problems else ["refused without a word"]
    for one in problems:
        said = one.message
        if len(said) < 15 or said[-1] not in ".?" or len(said) > 1000:
            found.append(f"{one.path!r}: {said!r} is no sentence")
        if not isinstance(one.path, str) or (one.path and len(one.path) > 400):
            found.append(f"{one.path!r} is no field")
    return found


def try_out(read, given) -> tuple[str, list[str]]:
    """("taken" | "refused", faults) of one input."""
    begin, faults, outcome = time.monotonic(), [], "taken"
    try:
        cost = estimate(read(given))
        if not 0 <= cost.seconds_per_epoch < 1e6:
            faults.append(f"taken, although it would take {cost.seconds_per_epoch} s an epoch")
    except Refused as refusal:
        outcome, faults = "refused", faults_of(refusal.problems)
    except Exception as error:
        faults.append(f"{type(error).__name__}: {error}"[:300])
    if time.monotonic() - begin > LONGEST:
        faults.append(f"took {time.monotonic() - begin:.1f} s")
    return outcome, [f"{fault}  <- {reprlib.repr(given)}" for fault in faults]


def batter(name: str, read, inputs) -> tuple[list[str], dict[str, int]]:
    """Faults of all inputs, and how many were taken and refused."""
    faults, counts = [], {"taken": 0, "refused": 0}
    for given in inputs:
        outcome, found = try_out(read, given)
        counts[outcome] += 1
        faults += found
    print(f"figure fuzz_{name} {sum(counts.values())} inputs, {counts['refused']} refused, faults {len(faults)}")
    return faults, counts


def malformed_specs(count):
    chance = dice("specs")
    good = [random_spec(number).expanded() for number in range(40)]
    return [nonsense.spoiled(chance.choice(good), chance) for _ in many(count)]


def malformed_links(count):
    chance = dice("links")
    good = [recipes.flatten(random_spec(number).expanded()) for number in range(40)]
    return [nonsense.spoiled_flat(chance.choice(good), chance) for _ in many(count)]


def test_ten_thousand_malformed_specs_are_refused_in_words():
    faults, counts = batter("specs", parse, malformed_specs(SPECS))
    assert not faults, faults[:10]
    assert counts["refused"] > 0.8 * SPECS


def test_five_thousand_malformed_links_are_refused_in_words():
    faults, counts = batter("links", links.parse, malformed_links(LINKS))
    assert not faults, faults[:10]
    assert counts["refused"] > 0.6 * LINKS


@pytest.mark.parametrize("bracket", "[{")
@pytest.mark.parametrize("depth", [40, 900, 100_000])
def test_what_is_nested_deeply_is_refused_before_anything_recurses(depth, bracket):
    """Found here: the refusal itself ran into Python's limit while it spelled the value."""
    with pytest.raises(Refused, match="nested too deeply"):
        parse({"data": nonsense.nest(depth, bracket)})


@pytest.mark.parametrize("bug", ["a crash", "no words", "a hang"])
def test_a_planted_bug_in_the_parser_goes_red(bug, monkeypatch):
    """The checks above can fail."""
    if bug == "no words":
        monkeypatch.setattr("engine.refusals.Problem.message", property(lambda self: "Bad."))
    if bug == "a hang":
        monkeypatch.setattr("tests.site.test_fuzz.LONGEST", 0.0)

    def read(given):
        if bug == "a crash" and isinstance(given, dict):
            raise KeyError("loss")
        return parse(given)

    assert batter("planted", read, malformed_specs(300))[0]


# -- over HTTP -----------------------------------------------------------------------------------------------------------


def requests(chance, run_id: str, count: int):
    """(route, method, path, query, body, headers) for every route of the site, spoiled; cheap routes come more often."""
    good = [recipes.flatten(random_spec(number).expanded()) for number in range(40)]
    weights = [1 if route in WHOLE_PAGES else 8 for route in HTTP]
    for route in chance.choices(list(HTTP), weights, k=count):
        path = chance.choice(HTTP[route]).address.partition("?")[0].replace("{run}", run_id).replace("{", "").replace("}", "")
        if chance.random() < 0.1:
            path = "/" + chance.choice([quote(nonsense.text(chance), errors="replace"), f"runs/{'x' * 22}/", "runs/\x00/", "//x"])
        fields = nonsense.spoiled_flat(chance.choice(good), chance) if chance.random() < 0.7 else {}
        fields |= {chance.choice(PARAMETERS): nonsense.text(chance) for _ in range(chance.randrange(3))}
        form = urlencode(fields, errors="surrogatepass").encode()
        if any(one.method == "post" for one in HTTP[route]) and chance.random() < 0.7:
            kind, body = chance.choice(bodies(form, chance))
            yield route, "POST", path, b"", body, [(b"content-type", kind), *accepts(chance)]
        else:
            query = form if chance.random() < 0.9 else bytes(chance.choices(range(33, 127), k=60))
            yield route, chance.choice(["GET", "GET", "HEAD"]), path, query, b"", accepts(chance)


PARAMETERS = [
    "run", "from", "to", "attempt", "before", "epoch", "do", "speed", "token", "lang", "next", "theme", "sort", "state", "page",
    "view", "kind", "title", "starred", "parent", "all.activation", "was.optimizer", "owner__gt", "dataset", "optimizer", "q",
]  # fmt: skip
KINDS = ["pause", "resume", "stop", "step", "speed", "edit", "extend", "fly", "", None, 3]


def bodies(form: bytes, chance):
    command = {"kind": chance.choice(KINDS), chance.choice(["epochs", "batches", "path", "value", "x"]): nonsense.value(chance)}
    try:
        command = nonsense.spoiled_json(command, chance)
    except (ValueError, RecursionError):  # beyond what JSON can say
        command = b'{"kind": NaN}'
    return [
        (b"application/x-www-form-urlencoded", form),
        (b"application/json", command),
        (b"multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=do\r\n\r\n" + form),
        (b"multipart/form-data", form),
        (b"text/plain; charset=nonsense", form),
        (b"application/x-www-form-urlencoded; charset=utf-16", form),
    ]


def accepts(chance) -> list[tuple[bytes, bytes]]:
    return [(b"accept", chance.choice([b"text/html", b"application/json", b"", b"*/*;q=x"]))]


def spoiled_cookies(person: Person, chance) -> list[tuple[bytes, bytes]]:
    """The person's headers; in one of ten a cookie more, or one of theirs, holds what no site of ours wrote."""
    headers = dict(person.headers)
    if chance.random() < 0.1:
        name = chance.choice(["session", "session", "owner", "csrftoken", "theme", "language", "messages", "\x00"])
        headers[b"cookie"] += f"; {name}={chance.choice(COOKIES)}".encode("latin1", "replace")
    return list(headers.items())


COOKIES = [*nonsense.TEXTS, r'"\000aaaaaaaaaa"', r'"\000\377\012"', "a" * 32, "é" * 32, "=;=", '"', "x:y:z"]


async def faults_over_http(person: Person, asked) -> tuple[list[str], dict[int, int]]:
    faults, counts, chance = [], {}, dice("cookies")
    for route, method, path, query, body, headers in asked:
        headers = [*spoiled_cookies(person, chance), *headers]
        answer = await ask(method, path, query, body, headers)
        counts[answer.status] = counts.get(answer.status, 0) + 1
        if answer.status == 0 or answer.status >= 500:
            fault = "hangs" if not answer.status else f"answers {answer.status}"
        elif answer.status >= 400 and method != "HEAD" and len(answer.words) < 15 and not answer.header(b"allow"):
            fault = f"refuses with {answer.status} and says {answer.words!r}"
        else:
            continue
        faults.append(f"{route!r} {fault}  <- {method} {path!r} {query!r:.200} {body!r:.200} {headers}")
    return faults, counts


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_malformed_requests_to_every_route_are_answered_and_none_with_a_5xx():
    chance = dice("requests")
    run = await sync_to_async(services.start_run)(ALICE, recipes.parse({}), token="t")
    person = await Person(sign(ALICE)).visit()
    asked = list(requests(chance, run.id, len(many(REQUESTS))))
    faults, counts = await faults_over_http(person, asked)
    routes = len({one[0] for one in asked})
    print("\n".join(faults[:30]))
    print(f"figure fuzz_requests {len(asked)} requests to {routes} routes, answered {counts}, faults {len(faults)}")
    assert not faults, faults[:10]
    assert sum(count for status, count in counts.items() if status >= 400) > len(asked) / 5
    assert await sync_to_async(Run.objects.filter(owner=ALICE).exists)()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_body_that_cannot_be_read_is_no_reason_to_break_over_an_unknown_address():
    """Found here: Django's own 404 page looks for a token in the body and fails."""
    person = await Person(sign(ALICE)).visit()
    answer = await ask("POST", "/nowhere/", b"", b"x=1", [*person.headers[:2], (b"content-type", b"multipart/form-data")])
    assert answer.status == 404 and "nothing at this address" in answer.words


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
@pytest.mark.parametrize("bug", ["a crash", "no words", "a hang"])
async def test_a_planted_bug_in_a_view_goes_red(bug, monkeypatch):
    from django.http import HttpResponse

    async def hang(*_):
        await asyncio.Event().wait()

    def read(query):
        if bug == "a crash":
            raise ZeroDivisionError
        return {}

    person = await Person(sign(ALICE)).visit()
    asked = [("recipe/", "GET", "/recipe/", b"seed=1", b"", []), ("nothing", "GET", "/data/points", b"seed=x", b"", [])]
    if bug == "a crash":
        monkeypatch.setattr(links, "read", read)
    if bug == "no words":
        monkeypatch.setattr("playground.experiments.views.data.JsonResponse", lambda *_, **__: HttpResponse(status=422))
    if bug == "a hang":
        monkeypatch.setattr("tests.site.fuzz.asking.PATIENCE", 0.2)
        monkeypatch.setattr("tests.site.fuzz.asking.application", hang)
    assert (await faults_over_http(person, asked))[0]
