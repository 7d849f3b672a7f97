"""Static files as production serves them: hashed names all the way down, cached for ever, third parties by the import map."""

import json
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.live.test_js import run as node
from tests.live.web import Web
from tests.servers import ROOT, prepared

SPECIFIER = re.compile(
    r"""(?:^|;)\s*(?:import\s*|(?:import|export)\b[^"';]*?\bfrom\s*)["']([^"']+)["']|\bimport\(["']([^"']+)["']\)""", re.M
)
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    server = Web(tmp_path_factory.mktemp("assets") / "data", {"DJANGO_SETTINGS_MODULE": "playground.settings"})
    shutil.copytree(prepared("static"), server.data_dir / "static")
    yield server.start()
    server.stop()


def get(site, path: str):
    with urllib.request.urlopen(site.url + path, timeout=20) as answer:
        return answer.read().decode(errors="replace"), answer.headers


def resolved(path: str, specifier: str) -> str:
    return urllib.parse.urlsplit(urllib.parse.urljoin("http://x" + path, specifier)).path


def test_every_module_a_page_reaches_is_hashed_served_and_cached_for_ever(site):
    page, _ = get(site, "/")
    assert "unsafe" not in page
    import_map = json.loads(re.search(r'<script type="importmap">(.*?)</script>', page)[1])["imports"]
    first = re.findall(r'"(/static/[^"]+)"', page)
    assert "uplot" in import_map and len(first) > 5
    todo, seen = [*first, *import_map.values()], set()
    while todo:
        path = todo.pop().partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        assert HASHED.search(path), path
        text, headers = get(site, path)
        assert "immutable" in headers["Cache-Control"] and "max-age=315360000" in headers["Cache-Control"], path
        assert "'self'" in headers["Content-Security-Policy"], "a worker obeys the policy of its own file"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Cross-Origin-Opener-Policy" not in headers, "a hundred files say nothing that is of no use to them"
        if not path.endswith(".js"):
            continue
        assert "javascript" in headers["Content-Type"]
        if not path.startswith("/static/js/"):
            continue
        for found in SPECIFIER.finditer(text):
            name = found[1] or found[2]
            if name.startswith("."):
                todo.append(resolved(path, name))
            else:
                assert name in import_map, f"{path} imports {name}, which the import map does not know"
    modules = [path for path in seen if path.startswith("/static/js/")]
    print(f"figure hashed_modules {len(modules)} modules, {len(seen)} files reached from the front page")
    assert any("/live/socket." in path for path in modules) and any("/live/store." in path for path in modules)


def test_a_first_visit_fetches_no_figure_that_it_does_not_show(site):
    """What only some visits need comes by `import()`; benchmarks/live.py counts every byte on the wire (300 kB at most)."""
    page, _ = get(site, "/")
    todo, seen, sent = [*re.findall(r'"(/static/[^"]+)"', page)], set(), 0
    while todo:
        path = todo.pop().partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        file = site.data_dir / path.removeprefix("/")
        packed = file.with_name(file.name + ".gz")
        sent += (packed if packed.exists() else file).stat().st_size  # the smallest files are not worth packing
        text, _ = get(site, path)
        if path.startswith("/static/js/"):
            todo += [resolved(path, found[1]) for found in SPECIFIER.finditer(text) if (found[1] or "").startswith(".")]
    print(f"figure first_visit_static_kb {sent / 1000:.0f} kB in {len(seen)} files")
    assert sent < 200_000 and not [path for path in seen if "/islands/attack." in path or "/drawing/pen." in path]


def test_what_is_collected_is_the_same_program_without_its_comments(site):
    """A template inside a template is more than what takes them out understands: this names the module that has one."""
    collected, sources = site.data_dir / "static" / "js", ROOT / "static" / "js"
    said = node("--expose-internals", str(ROOT / "tests" / "js" / "same_program.cjs"), str(sources), str(collected))
    answer = json.loads(said)
    assert answer["compared"] > 150 and not answer["differ"], answer
    spoken = [module for module in collected.rglob("*.js") if re.search(r"^// ", module.read_text(), re.M)]
    assert not spoken, spoken


def test_nothing_outside_the_static_folder_is_served(site):
    """T3."""
    for path in ("/static/../secret_key", "/static/%2e%2e/secret_key", "/static//etc/passwd", "/static/js/live/", "/secret_key",
                 "/static/..%2fplayground.sqlite3", "/static/%00", "/static/staticfiles.json/../../secret_key"):  # fmt: skip
        try:
            text, _ = get(site, path)
        except urllib.error.HTTPError as error:
            assert error.code in (400, 404), path
            continue
        raise AssertionError(f"{path} answered {text[:80]!r}")
