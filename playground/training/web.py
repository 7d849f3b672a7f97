"""`python -m playground.training.web HOST PORT`: uvicorn under a supervisor, gone when the supervisor is."""

import os
import signal
import sys

import uvicorn

from playground.training.parent import leave_with_parent


def main(host: str, port: int) -> None:
    """Serve: small inbound messages, pings below proxies' idle limits, no waiting for clients that never leave."""
    leave_with_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    uvicorn.run(
        "playground.asgi:application",
        host=host,
        port=port,
        ws_max_size=16384,
        ws_per_message_deflate=False,  # floats shrink by a third, for 0.2 ms a message and 300 KiB a socket
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=2,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
