"""Takes the pictures of docs/screenshots/: the page as people meet it, by size, theme, language and moment of a run.

Run by `make screenshots`. It serves the site from a folder of its own, trains real runs and writes WebP files.
"""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import page_pictures
import panel_pictures

from tests.browser.conftest import ARGUMENTS, chromium
from tests.browser.test_first_light import SCENE, wait_until
from tests.servers import Server

TO = ROOT / "docs" / "screenshots"
QUALITY = 76
SIZES = {"desk": (1440, 900), "laptop": (1366, 625), "phone": (390, 664)}
# name → (theme, locale): everything at a desk by day; the rest shows what changes.
LOOKS = {"light": ("light", "en-US"), "dark": ("dark", "en-US"), "chinese": ("light", "zh-CN")}
MOMENTS = {"epoch-0": ("", 0), "epoch-40": ("", 40), "epoch-300": ("", 300), "diverged": ("optimizer.lr=1000000000", 1)}


def show(page, query: str, epoch: int) -> None:
    """Bring a page to a moment: the set-up, or its run looked at in that epoch."""
    page.goto(f"/?{query}")
    if epoch:  # the invitation belongs to the beginning
        page.evaluate("localStorage.setItem('hints', JSON.stringify({off: true}))")
        page.evaluate("sessionStorage.clear()")  # no ghosts of the picture before
        page.reload()
    wait_until(page, f"!!{SCENE}?.painting && !!{SCENE}.recipe")
    if not epoch:
        return
    page.evaluate("document.querySelector('input[name=speed][value=\"0\"]').click()")
    page.click("#train")
    wait_until(page, f"['finished', 'diverged'].includes({SCENE}.state) && {SCENE}.newest >= {epoch}")
    if epoch < page.evaluate(f"{SCENE}.newest"):
        page.evaluate(f"{SCENE}.look({epoch})")
        wait_until(page, f"{SCENE}.frame?.seq === {epoch}")
    wait_until(page, f"!{SCENE}.painter.busy")
    page.mouse.move(1, 1)


def picture(page) -> Image.Image:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return Image.open(io.BytesIO(page.screenshot()))


def take(browser, url: str) -> None:
    for look, (theme, locale) in LOOKS.items():
        for size, (width, height) in SIZES.items():
            window = {"viewport": {"width": width, "height": height}, "has_touch": size == "phone"}
            context = browser.new_context(base_url=url, color_scheme=theme, locale=locale, **window)
            for moment, (query, epoch) in MOMENTS.items():
                page = context.new_page()
                show(page, query, epoch)
                path = TO / f"{look}-{size}-{moment}.webp"
                picture(page).save(path, quality=QUALITY, method=6)
                print(f"    {path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB", flush=True)
                page.close()
            context.close()


def main() -> None:
    """All of them, or with --panels or --pages those alone."""
    TO.mkdir(exist_ok=True)
    asked = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        try:
            server.start()
            rehearsed = [sys.executable, str(ROOT / "manage.py"), "rehearse"]  # the pictures of the experiments
            subprocess.run(rehearsed, cwd=ROOT, env=server.environment, check=True)
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            for part, pictures in {"--panels": panel_pictures, "--pages": page_pictures}.items():
                if asked in ([], [part]):
                    for name in pictures.take(browser, server.url, TO, QUALITY):
                        print(f"    docs/screenshots/{name}", flush=True)
            if not asked:
                take(browser, server.url)
            browser.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
