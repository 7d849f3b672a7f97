"""Which addresses this server answers under: one list feeds ALLOWED_HOSTS, CSRF, the socket's Origin check and the CSP."""

import socket
from urllib.parse import urlsplit

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
DEFAULT_PORTS = {"http": 80, "https": 443}


def lan_address() -> str | None:
    """The address other machines on this network reach us under, or None without a network."""
    # Connecting a datagram socket sends nothing; it only asks the kernel which interface it would use.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return probe.getsockname()[0]


def origin(scheme: str, host: str, port: int) -> str:
    """An origin as browsers write it: the scheme's own port is left out."""
    return f"{scheme}://{host}" if DEFAULT_PORTS.get(scheme) == port else f"{scheme}://{host}:{port}"


def origins(host: str, port: int, lan: bool, site_url: str = "") -> list[str]:
    """Every `scheme://host[:port]` a page of ours may come from; the first is the one to print."""
    if site_url:
        parts = urlsplit(site_url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/") or parts.username:
            raise ValueError(f"SITE_URL must look like https://name or https://name:port, not {site_url!r}")
        name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return [origin(parts.scheme, name, parts.port or DEFAULT_PORTS[parts.scheme])]
    names = list(LOOPBACK_HOSTS)
    outside = [lan_address(), socket.gethostname().lower()] if lan else [host]
    names = [name for name in outside if name and name not in (*names, "0.0.0.0", "::")] + names
    return [origin("http", name, port) for name in names]


def reachable(asked: str, allowed: list[str]) -> str:
    """The origin to write into links and QR codes: the one a page was asked under, unless only this machine knows that one.

    A teacher opens the site as localhost; the link is for the telephones in the room.
    """
    return allowed[0] if _bracketed(urlsplit(asked).hostname or "") in LOOPBACK_HOSTS else asked


def hosts(allowed: list[str]) -> list[str]:
    """The host names of those origins, for ALLOWED_HOSTS."""
    return list(dict.fromkeys(_bracketed(urlsplit(one).hostname) for one in allowed))


def own_path(path: str) -> str:
    """A path of this site to go back to; for anything else, another site's address above all, the front page."""
    # Browsers read a backslash as a slash and leave tabs and line breaks out: "/\t/name" would be the address "//name".
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else path


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
