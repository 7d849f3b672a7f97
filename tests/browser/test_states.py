"""What the page says when all is not well, each made to happen: nobody trains, a queue, a failure, no connection, no scripts."""

import json
import os
import re
import signal
import sqlite3
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, SOON, ink, wait_for_epoch, wait_until
from tests.servers import Server

RESTARTED = 90_000  # ms; a trainer that lost its lease is replaced by a new one, which has to load the engine first
DOWN = "Training is down: your run waits, charts and runs are safe."


@pytest.fixture(scope="module")
def lone(tmp_path_factory):
    """A server of these tests' own: they stop and starve it."""
    server = Server(tmp_path_factory.mktemp("lone") / "data")
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def visitor(browser, lone, console):
    context = browser.new_context(base_url=lone.url)
    console.listen(context)
    yield context.new_page()
    context.close()


def trainers(server) -> list[int]:
    """Process ids of the server's trainers."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(pid) for pid, parent, command in rows if int(parent) == server.process.pid and " trainer" in command]


def test_nobody_trains_and_runs_wait_in_line(visitor, lone):
    visitor.goto("/")
    wait_until(visitor, f"!!{SCENE}?.recipe")
    visitor.click("#train")
    wait_for_epoch(visitor, 3)
    stopped = trainers(lone)
    assert stopped
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        expect(visitor.locator("pg-line")).to_have_text(DOWN, timeout=SOON)
        assert visitor.evaluate(f"{SCENE}.length") >= 3  # what was there stays
        for _ in range(3):
            visitor.keyboard.press("n")
            visitor.keyboard.press("r")
            visitor.click("#train")
            wait_until(visitor, f"{SCENE}.state === 'waiting'")
        expect(visitor.locator("pg-state")).to_contain_text(re.compile(r"Waiting, \d(st|nd|rd|th) in line"), timeout=SOON)
        expect(visitor.locator("#saved")).to_have_text("Saving…", timeout=SOON)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    expect(visitor.locator("#saved")).to_contain_text("Saved · Run", timeout=RESTARTED)
    expect(visitor.locator("pg-line")).to_be_hidden(timeout=SOON)
    wait_for_epoch(visitor, 3)


def test_a_failed_run_says_where_and_why(visitor, lone):
    visitor.goto("/?training.epochs=12")
    wait_until(visitor, f"!!{SCENE}?.recipe")
    visitor.click("#train")
    wait_for_epoch(visitor, 12)
    run = visitor.evaluate(f"{SCENE}.run.id")
    expect(visitor.locator("pg-state")).to_contain_text("Finished")
    with sqlite3.connect(lone.data_dir / "playground.sqlite3", timeout=20) as database:
        why = json.dumps({"reason": "crashed", "epoch": 12, "words": "kept in English for the log"})
        database.execute("UPDATE runs_run SET state = 'failed', detail = ? WHERE id = ?", (why, run))
    database.close()
    visitor.reload()
    expect(visitor.locator("pg-state")).to_contain_text("Failed at epoch 12")
    visitor.click("#failure-opener")
    expect(visitor.locator("#failure")).to_contain_text("It stopped its trainer twice in a row at epoch 12, alone.")


def test_an_unknown_run_says_so_and_leads_on(visitor, console):
    console.expect("404")
    visitor.goto("/?run=AAAAAAAAAAAAAAAAAAAAAA")
    expect(visitor.locator(".notice[role=alert]")).to_contain_text("This link does not open a run. It may have been withdrawn.")
    visitor.click(".notice[role=alert] a")
    expect(visitor.locator("#train")).to_be_visible()


def test_without_scripts_a_run_starts_and_a_reload_shows_it(browser, lone):
    context = browser.new_context(base_url=lone.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?training.epochs=5")
    notice = page.locator("noscript").first.inner_html()  # drawn by browsers whose scripts are off, not by this one's emulation
    assert "Live pictures need JavaScript; you can still start a run and reload." in notice
    page.click("#train")
    deadline = 100
    while "Finished" not in page.locator("pg-state").inner_text() and deadline:
        page.wait_for_timeout(200)
        page.reload()
        deadline -= 1
    expect(page.locator("pg-state")).to_contain_text("Finished")
    context.close()


def test_offline_blanks_nothing_and_mends_itself(visitor, lone, console):
    console.expect("ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load|net::")
    visitor.goto("/?training.epochs=2000")
    wait_until(visitor, f"!!{SCENE}?.recipe && !!{SCENE}.painting")
    visitor.click("#train")
    wait_for_epoch(visitor, 20)
    lone.stop()
    expect(visitor.locator("#saved")).to_have_text("Offline: reconnecting, nothing lost", timeout=SOON)
    held, curve = visitor.evaluate(f"{SCENE}.length"), ink(visitor, "pg-xray canvas")
    visitor.fill("#f-optimizer-lr", "0.1")
    visitor.press("#f-optimizer-lr", "Enter")
    expect(visitor.locator("#cost")).to_contain_text("The server does not answer")
    assert (visitor.evaluate(f"{SCENE}.length"), ink(visitor, "pg-xray canvas")) == (held, curve)
    lone.start()
    expect(visitor.locator("#saved")).to_contain_text("Saved · Run", timeout=SOON)
    wait_for_epoch(visitor, held + 5)
    epochs = visitor.evaluate(f"[...{SCENE}.column('epoch')]")
    assert epochs == list(range(len(epochs)))
