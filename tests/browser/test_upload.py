"""A table of one's own in the browser: chosen, looked at, given its roles, trained on, and still there after a reload."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_light import SCENE, wait_for_epoch, wait_until
from tests.browser.test_sharing import share

ROWS = "".join(f"{n % 9},{'<b>' if n % 2 else 'plain'},{(n % 2) * 10 + n % 5},{n}\n" for n in range(80))
FILE = {"name": "mine.csv", "mimeType": "text/csv", "buffer": f"noise,kind,size,row\n{ROWS}".encode()}
WORDS = "80 rows: noise, size → kind as classes"


@pytest.fixture
def opened(page):
    page.goto("/?data.name=upload&training.epochs=200&optimizer.lr=0.3&speed=0")
    wait_until(page, f"!!{SCENE}?.painting")
    page.locator("[data-upload=open]").click()
    return page


def test_a_file_is_chosen_given_roles_trained_shared_and_found_again(opened, context, visitor):
    page = opened
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".upload-sheet input[type=file]").set_input_files(FILE)
    expect(page.locator(".upload-sheet .preview")).to_contain_text("80 rows")
    assert page.locator(".upload-sheet b:text-is('')").count() == 0  # the cells are words
    page.locator("[data-column='2']").select_option("target")
    expect(page.locator("[data-column='4']")).to_have_value("input")  # the target before
    page.locator("[data-column='4']").select_option("ignore")
    page.locator("[data-target-as]").select_option("classes")
    page.locator("[data-upload=use]").click()
    expect(page.locator("#table-now")).to_contain_text(WORDS)
    wait_until(page, f"{SCENE}.picture?.columns.join() === 'noise,size'")
    page.click("#train")
    wait_for_epoch(page, 200)
    assert page.evaluate(f"{SCENE}.column('test_accuracy').at(-1)") == 1
    page.reload()
    wait_for_epoch(page, 200)
    expect(page.locator("#table-now")).to_contain_text(WORDS)
    link = share(page)
    other = visitor()
    other.goto(link)
    wait_for_epoch(other, 200)
    wait_until(other, f"{SCENE}.picture")  # it comes by itself, beside the records
    assert other.evaluate(f"{SCENE}.picture.columns") == ["noise", "size"]
    other.get_by_role("button", name="Make it mine").first.click()
    other.wait_for_url("**/?run=*")
    expect(other.locator("#table-now")).to_contain_text(WORDS)


def test_a_refusal_names_row_and_column_and_the_sheet_stays(opened, console):
    page = opened
    console.expect("422")  # the browser notes every answer that says no
    page.locator(".upload-sheet input[type=file]").set_input_files({**FILE, "buffer": b"a,b\n1,2\n3,1e999\n"})
    expect(page.locator(".upload-sheet > .problem")).to_contain_text("Row 3, column “b”: 1e999")
    page.locator(".upload-sheet input[type=file]").set_input_files({**FILE, "buffer": b"x" * (1024 * 1024 + 1)})
    expect(page.locator(".upload-sheet > .problem")).to_contain_text("larger than 1 MiB")
    page.locator(".upload-sheet input[type=file]").set_input_files(FILE)
    expect(page.locator(".upload-sheet > .problem")).to_be_hidden()
    expect(page.locator(".upload-sheet .preview")).to_contain_text("80 rows")
