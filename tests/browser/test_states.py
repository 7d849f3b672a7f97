"""What the page says when all is not well, each made to happen: nobody trains, a queue, a failure, no connection, no scripts."""

import json
import os
import re
import signal
import sqlite3
import subprocess

from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, SOON, ink, wait_for_epoch, wait_until

RESTARTED = 90_000  # ms; a trainer that lost its lease is replaced by a new one, which has to load the engine first
DOWN = "Training is down: your run waits, charts and runs are safe."


def trainers(server) -> list[int]:
    """Process ids of the server's trainers."""
    asked = ["ps", "-o", "pid,args", "-s", str(server.process.pid)]
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 1) for line in listed.splitlines()[1:]]
    return [int(pid) for pid, command in rows if command.startswith("backprop-playground: trainer")]


def test_the_words_below_a_run_follow_it_to_its_end(page):
    """Opened while it waits or trains; *Train more* makes them stale once more."""
    page.goto("/?training.epochs=40")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    wait_until(page, f"!!{SCENE}.run?.id")
    page.goto(f"/runs/{page.evaluate(f'{SCENE}.run.id')}/")
    asked = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/runs/")[2].partition("/")[2]))
    facts = page.locator("pg-run-facts")
    expect(facts).to_contain_text("40 / 40", timeout=SOON)
    expect(facts).not_to_contain_text("not trained yet")
    page.get_by_role("button", name="Train 300 more").click()
    expect(facts).to_contain_text("340 / 340", timeout=RESTARTED)
    assert "facts/" in asked and "" not in asked, "no whole page for a part of it"


def test_nobody_trains_and_runs_wait_in_line(page, server):
    page.goto("/")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    wait_for_epoch(page, 3)
    stopped = trainers(server)
    assert stopped
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        expect(page.locator("pg-line")).to_have_text(DOWN, timeout=SOON)
        assert page.evaluate(f"{SCENE}.length") >= 3  # what was there stays
        for _ in range(3):
            page.keyboard.press("n")
            page.keyboard.press("r")
            page.click("#train")
            wait_until(page, f"{SCENE}.state === 'waiting'")
        expect(page.locator("pg-state")).to_contain_text(re.compile(r"Waiting, \d(st|nd|rd|th) in line"), timeout=SOON)
        expect(page.locator("#saved")).to_have_text("Saving…", timeout=SOON)
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    expect(page.locator("#saved")).to_contain_text("Saved · Run", timeout=RESTARTED)
    expect(page.locator("pg-line")).to_be_hidden(timeout=SOON)
    wait_for_epoch(page, 3)


def test_a_failed_run_says_where_and_why(page, server):
    page.goto("/?training.epochs=12")
    wait_until(page, f"!!{SCENE}?.recipe")
    page.click("#train")
    wait_for_epoch(page, 12)
    run = page.evaluate(f"{SCENE}.run.id")
    expect(page.locator("pg-state")).to_contain_text("Finished")
    with sqlite3.connect(server.data_dir / "playground.sqlite3", timeout=20) as database:
        why = json.dumps({"reason": "crashed", "epoch": 12, "words": "kept in English for the log"})
        database.execute("UPDATE runs_run SET state = 'failed', detail = ? WHERE id = ?", (why, run))
    database.close()
    page.reload()
    expect(page.locator("pg-state")).to_contain_text("Failed at epoch 12")
    page.click("#failure-opener")
    expect(page.locator("#failure")).to_contain_text("It stopped its trainer twice in a row at epoch 12, alone.")


def test_an_unknown_run_says_so_and_leads_on(page, console):
    console.expect("404")
    page.goto("/?run=AAAAAAAAAAAAAAAAAAAAAA")
    expect(page.locator(".notice[role=alert]")).to_contain_text("This link does not open a run. It may have been withdrawn.")
    page.click(".notice[role=alert] a")
    expect(page.locator("#train")).to_be_visible()


def test_without_scripts_a_run_starts_and_a_reload_shows_it(browser, server):
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
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


def test_offline_blanks_nothing_and_mends_itself(page, server, console):
    console.expect("ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load|net::")
    page.goto("/?training.epochs=2000")
    wait_until(page, f"!!{SCENE}?.recipe && !!{SCENE}.painting")
    page.click("#train")
    wait_for_epoch(page, 20)
    server.stop()
    try:
        expect(page.locator("#saved")).to_have_text("Offline: reconnecting, nothing lost", timeout=SOON)
        held, curve = page.evaluate(f"{SCENE}.length"), ink(page, "pg-xray canvas")
        page.fill("#f-optimizer-lr", "0.1")
        page.press("#f-optimizer-lr", "Enter")
        expect(page.locator("#cost")).to_contain_text("The server does not answer")
        assert (page.evaluate(f"{SCENE}.length"), ink(page, "pg-xray canvas")) == (held, curve)
    finally:
        server.start()  # other tests live on it
    expect(page.locator("#saved")).to_contain_text("Saved · Run", timeout=SOON)
    wait_for_epoch(page, held + 5)
    epochs = page.evaluate(f"[...{SCENE}.column('epoch')]")
    assert epochs == list(range(len(epochs)))
