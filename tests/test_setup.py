"""The set-up: what is pinned, what is skipped the second time, and what it says where it cannot go on."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import BROWSERS

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([0-9][A-Za-z0-9.]*)")
CUDA_BUILD = {"requires_dist": ["filelock", 'nvidia-cudnn-cu13==9.1; platform_system == "Linux"', "triton==3.5"]}
CPU_BUILD = {"requires_dist": ["filelock", "sympy>=1.13.3"]}


def pins(path: Path) -> dict[str, str]:
    """name → version; fails on any line that pins nothing."""
    lines = [line.split("#")[0].strip() for line in path.read_text().splitlines()]
    found = {}
    for line in lines:
        if line and not line.startswith("-r "):
            match = PIN.fullmatch(line)
            assert match, f"{path.name}: {line!r} is no exact pin"
            found[match[1].lower().replace("_", "-")] = match[2]
    return found


@pytest.mark.parametrize("name", ["runtime", "cluster", "test"])
def test_requirements_are_pinned_as_in_the_constraints(name):
    everything = pins(ROOT / "constraints.txt")
    for package, version in pins(ROOT / "requirements" / f"{name}.txt").items():
        assert everything.get(package) == version


def test_what_is_installed_here_is_what_is_pinned():
    from importlib.metadata import distributions

    everything = pins(ROOT / "constraints.txt")
    here = {found.metadata["Name"].lower().replace("_", "-"): found.version.partition("+")[0] for found in distributions()}
    differing = {name: (version, here[name]) for name, version in everything.items() if name in here and here[name] != version}
    assert not differing
    assert set(here) - set(everything) <= {"pip"}, "installed here, but pinned nowhere"


def test_the_lock_file_names_no_registry_and_checks_every_package():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {path: facts for path, facts in lock["packages"].items() if path}
    assert packages and all("resolved" not in facts and facts["integrity"].startswith("sha512-") for facts in packages.values())
    assert not re.search(r"https?://", json.dumps(lock))


def test_an_old_python_is_refused_in_words():
    program = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('scripts/bootstrap.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr and "Traceback" not in done.stderr


def test_continuous_integration_runs_make_test():
    entry = ROOT / ".ci" / "run"
    assert os.access(entry, os.X_OK) and "exec make test" in entry.read_text()


@pytest.fixture
def scripts(monkeypatch):
    """`scripts(name)` imports a module of scripts/, which import each other by their bare names."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    yield importlib.import_module
    for name in ("torch_build", "steps", "environment", "site_data", "browser", "words", "bootstrap"):
        sys.modules.pop(name, None)


def test_a_step_is_done_again_when_its_inputs_changed_or_it_was_interrupted(scripts, tmp_path):
    steps, done = scripts("steps"), []
    stamp = tmp_path / "stamp"
    assert steps.once(stamp, "a", "Working", lambda: done.append(1))
    assert not steps.once(stamp, "a", "Working", lambda: done.append(2))
    with pytest.raises(KeyboardInterrupt):
        steps.once(stamp, "b", "Working", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    assert steps.once(stamp, "b", "Working", lambda: done.append(3))
    assert done == [1, 3]


@pytest.fixture
def installing(scripts, monkeypatch):
    """`installing(offer, url)`: the pip command that would install torch, given what the usual index offers."""
    build = scripts("torch_build")

    def choose(offer: dict, url: str = "") -> list[str]:
        commands = []
        monkeypatch.setenv(build.VARIABLE, url)
        monkeypatch.setattr(build, "_installed", lambda python: "")
        monkeypatch.setattr(build, "_offer", lambda pip, wanted: offer)
        monkeypatch.setattr(build, "run", lambda command, **_: commands.append(command))
        monkeypatch.setattr(build.os, "uname", lambda: os.uname_result(("Linux", "", "", "", "x86_64")))
        build.install(["pip"])
        (command,) = commands
        return command

    return choose


def test_torch_comes_from_where_pip_looks(installing, capsys):
    assert installing(CPU_BUILD) == ["pip", "torch==2.13.0"]
    assert "WARNING" not in capsys.readouterr().out


def test_a_cuda_download_is_announced_and_the_way_around_it_named(installing, capsys):
    assert installing(CUDA_BUILD) == ["pip", "torch==2.13.0"]
    said = capsys.readouterr().out
    assert "several gigabytes" in said and "TORCH_INDEX_URL" in said


def test_a_named_index_decides(installing):
    assert installing(CUDA_BUILD, url="https://mirror.example/cu")[2:4] == ["--index-url", "https://mirror.example/cu"]


def test_a_root_without_chromium_gets_debians_and_others_are_told(scripts, monkeypatch):
    browser, commands = scripts("browser"), []
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "_find", lambda: "/usr/bin/chromium" if len(commands) == 2 else None)
    monkeypatch.setattr(browser, "run", lambda command, **_: commands.append(command))
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    assert browser.find_or_install() is None and not commands and "apt-get install chromium" in browser.MISSING
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    assert browser.find_or_install() == "/usr/bin/chromium"
    assert [command[:2] for command in commands] == [["apt-get", "update"], ["apt-get", "install"]]
    commands.clear()  # Ubuntu has no package of the first name
    monkeypatch.setattr(browser, "_find", lambda: "/usr/bin/chromium" if len(commands) == 3 else None)
    assert browser.find_or_install() == "/usr/bin/chromium"
    assert [command[-1] for command in commands[1:]] == ["chromium-headless-shell", "chromium"]
    assert browser.NAMES == BROWSERS


def test_words_are_compiled_once_and_again_when_they_changed_or_are_gone(scripts, monkeypatch, tmp_path):
    words, compiled = scripts("words"), []
    po = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)

    def compile_words():
        compiled.append(po.read_text())
        for name in ("django.mo", "page.json"):
            po.with_name(name).write_text("")

    monkeypatch.setattr(words, "ROOT", tmp_path)
    monkeypatch.setattr(words.environment, "VENV", tmp_path)
    monkeypatch.setattr(words, "_compile", compile_words)
    for text in ("one", "one", "two"):
        po.write_text(text)
        words.prepare()
    assert compiled == ["one", "two"]
    po.with_name("django.mo").unlink()
    words.prepare()
    assert compiled == ["one", "two", "two"]
