"""What somebody's first visit costs on the wire, in either language; a file named by its content is never asked about again."""

import re
import urllib.request

import pytest

from benchmarks.loading import kilobytes

FIRST_VISIT = 300  # kB; a school's network is slow


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_first_visit_of_the_front_page_stays_below_its_bound(browser, base_url, locale):
    assert 200 < kilobytes(browser, base_url, locale=locale) < FIRST_VISIT


def test_files_named_by_their_content_travel_without_validators(base_url):
    with urllib.request.urlopen(base_url) as page:
        script = re.search(r'src="(/static/js/playground\.[0-9a-f]{12}\.js)"', page.read().decode())[1]
    with (
        urllib.request.urlopen(base_url + script) as named,
        urllib.request.urlopen(base_url + "/static/js/playground.js") as plain,
    ):
        assert "immutable" in named.headers["Cache-Control"]
        assert named.headers["ETag"] is named.headers["Last-Modified"] is None and named.headers["Content-Security-Policy"]
        assert plain.headers["ETag"] and plain.headers["Last-Modified"]
