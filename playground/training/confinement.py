"""What a trainer may take of its machine: memory up to a cap, and of the network only what its database needs (promises I11, F5).

We run no code of strangers; this is for the day on which some library of ours tries to fetch a file, or some spec costs more
than was reckoned. Both hold for the process from here on and cannot be taken back by it.
"""

import ipaddress
import resource
import socket
import sys
from collections.abc import Collection
from pathlib import Path

MIB = 2**20
LEAST = 512  # MiB: what the largest recipe we take is reckoned to need, twice
ASKED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
NAMED = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def cap_memory(mebibytes: int) -> bool:
    """From now on this process may take so much beyond what it has; asking for more raises MemoryError (torch: RuntimeError).

    Only writable private memory counts, so libraries and files mapped do not. Linux alone keeps such a limit: elsewhere False.
    A process that may use a GPU has none either, because a driver maps gigabytes that nobody uses.
    """
    import torch

    if sys.platform != "linux" or torch.cuda.is_available():
        return False
    cap = _taken() + mebibytes * MIB
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (cap, cap) if hard == resource.RLIM_INFINITY else (min(cap, hard), hard))
    return True


def _taken() -> int:
    """Bytes of writable private memory this process has."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmData:")]
    return int(line.split()[1]) * 1024


def lacked_memory(error: BaseException) -> bool:
    """Whether an error means that there was no memory left to take."""
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error)


def forbid_network(allowed: Collection[str]) -> None:
    """From now on Python code of this process reaches loopback, local sockets and these hosts, and listens nowhere.

    What talks to PostgreSQL is a library in C, which asks nobody; `allowed` is for what is written in Python (Redis).
    Other attempts raise PermissionError.
    """
    allowed = {host.lower() for host in allowed if host}

    def look(event: str, arguments: tuple) -> None:
        if event == "socket.bind":
            _refuse_unless(_is_local_socket(arguments[0]), "listen on", arguments[1])
        elif event in NAMED:
            host = arguments[0]
            _refuse_unless(host is None or _text(host) in allowed or _is_loopback(host), "ask for the address of", host)
        elif event in ASKED:
            place = arguments[1]
            if place is not None and not _is_local_socket(arguments[0]):
                host = place[0]
                _refuse_unless(_is_loopback(host) or _text(host) in allowed | _addresses(allowed), "reach", host)

    sys.addaudithook(look)


def _refuse_unless(right: bool, what: str, where) -> None:
    if not right:
        raise PermissionError(f"a trainer may not {what} {where}")


def _is_local_socket(one) -> bool:
    return one.family == getattr(socket, "AF_UNIX", None)


def _text(host) -> str:
    return (host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)).lower()


def _is_loopback(host) -> bool:
    try:
        return ipaddress.ip_address(_text(host).partition("%")[0]).is_loopback
    except ValueError:
        return _text(host) == "localhost"


def _addresses(hosts: Collection[str]) -> set[str]:
    """Numbers of named hosts, looked up anew: they may move while a trainer lives."""
    found = set()
    for host in hosts:
        try:
            found |= {place[4][0].lower() for place in socket.getaddrinfo(host, None)}
        except OSError:
            continue
    return found
