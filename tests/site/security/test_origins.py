"""Sockets open for our own pages only, by exact scheme, host and port (P14, T12, T13)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground import addresses
from playground.live.origins import is_ours
from tests.live.lines import knock
from tests.site.security.policy import EXAMPLES

OURS = "http://127.0.0.1:8000"
FOREIGN = [
    [],
    [b""],
    [b"null"],
    [b"http://evil.example"],
    [b"http://127.0.0.1"],
    [b"http://127.0.0.1:8001"],
    [b"https://127.0.0.1:8000"],
    [b"ws://127.0.0.1:8000"],
    [b"http://127.0.0.1:8000.evil.example"],
    [b"http://127.0.0.1:80000"],
    [b"http://evil.example/http://127.0.0.1:8000"],
    [b"http://127.0.0.1:8000@evil.example"],
    [b"http://evil.example@127.0.0.1:8000"],
    [b"http://evil.example#http://127.0.0.1:8000"],
    [b"http://127.0.0.1:8000/"],
    [b"HTTP://127.0.0.1:8000"],
    [b" http://127.0.0.1:8000"],
    [b"http://127.0.0.1:8000\x0b"],
    [b"http://127.0.0.1:8000\x1c"],
    [b"http://127.0.0.1:8000\x85"],
    [b"\xef\xbb\xbfhttp://127.0.0.1:8000"],
    [b"http://0x7f.0.0.1:8000"],
    [b"http://2130706433:8000"],
    [b"http://127.0.0.1.:8000"],
    [b"http://[::ffff:127.0.0.1]:8000"],
    [b"http://localhost:8000, http://evil.example"],
    [OURS.encode(), b"http://evil.example"],
    [b"http://evil.example", OURS.encode()],
    [OURS.encode(), OURS.encode()],
]


@pytest.fixture(autouse=True)
def our_addresses(settings):
    settings.ORIGINS = addresses.origins("127.0.0.1", 8000, lan=False)


@pytest.mark.asyncio
@pytest.mark.parametrize("route", EXAMPLES)
async def test_no_other_page_gets_as_far_as_a_handshake(route):
    for origins in FOREIGN:
        one = knock(EXAMPLES[route].format(run="x" * 22), origins=origins)
        assert not await one.connect(), origins
        await one.wait()
    print(f"figure foreign_origins_refused {len(FOREIGN)} of {len(FOREIGN)} on {route or 'any other address'}")


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_our_own_pages_do(origin):
    assert is_ours([(b"host", b"x"), (b"origin", origin.encode())])
    assert is_ours([(b"Origin", origin.encode())])


def test_lan_mode_knows_the_address_it_prints(monkeypatch):
    monkeypatch.setattr(addresses, "lan_address", lambda: "192.168.1.7")
    monkeypatch.setattr(addresses.socket, "gethostname", lambda: "Lab-PC")
    found = addresses.origins("0.0.0.0", 8123, lan=True)
    assert found[0] == "http://192.168.1.7:8123", "the first is the one to print"
    assert set(found[1:]) == {f"http://{name}:8123" for name in ("lab-pc", "127.0.0.1", "localhost", "[::1]")}
    assert addresses.hosts(found) == ["192.168.1.7", "lab-pc", "127.0.0.1", "localhost", "[::1]"]


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("https://play.example.org", "https://play.example.org"),
        ("https://play.example.org:443", "https://play.example.org"),
        ("https://Play.Example.org:8443", "https://play.example.org:8443"),
        ("http://10.0.0.5:80", "http://10.0.0.5"),
    ],
)
def test_behind_a_proxy_only_the_public_address_counts(site, origin):
    assert addresses.origins("127.0.0.1", 8000, lan=False, site_url=site) == [origin]


@pytest.mark.parametrize("site", ["play.example.org", "ftp://x", "https://", "https://u:p@x", "https://x/path", "//x"])
def test_a_public_address_that_is_none_is_refused(site):
    with pytest.raises((ValueError, ImproperlyConfigured)):
        addresses.origins("127.0.0.1", 8000, lan=False, site_url=site)
