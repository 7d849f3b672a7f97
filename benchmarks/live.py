"""The site as people meet it, real server, trainers, sockets and Chromium: ``python -m benchmarks.live``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import browsing, crowd, loading
from benchmarks.measuring import conditions, figure
from tests.browser.conftest import ARGUMENTS, chromium
from tests.servers import running_server


def in_the_browser(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        figure("first_load_kb", loading.kilobytes(browser, url), "kB over the wire, nothing cached")
        figure("first_load_zh_kb", loading.kilobytes(browser, url, locale="zh-CN"), "kB, the same in Chinese")
        page = browsing.opened(browser, url)
        browsing.first_chunk(page)
        browsing.page_work(page)
        page.context.close()
        browsing.slider(browser, url)
        browser.close()


def main() -> None:
    conditions()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "data") as server:
        in_the_browser(server.url)
        print(f"# load {os.getloadavg()[0]:.1f}")
        crowd.measure(server)
    print(f"# load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
