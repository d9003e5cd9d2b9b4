"""Counts a PostgreSQL client's round trips from outside: a relay that watches who speaks."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# "Send what you have." It asks nothing, and may come after the answer: it is no round trip.
FLUSH = b"H\x00\x00\x00\x04"


class Relay:
    """Relays one connection at a time between a port on this machine and a server's socket file.

    A round trip begins whenever the client speaks after the server did.
    """

    def __init__(self, server: str) -> None:
        self.trips = 0
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._server)
        client_spoke_last = False
        with client, server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    data = source.recv(65536)
                    if not data:
                        return
                    if data != FLUSH:
                        self.trips += source is client and not client_spoke_last
                        client_spoke_last = source is client
                    key.data.sendall(data)

    def close(self) -> None:
        self._listener.close()


@contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay before a server reached by socket file, and the address to reach it by."""
    base, folder = url.split("?host=")
    relay = Relay(f"{folder}/.s.PGSQL.5432")
    try:
        yield relay, f"{base.replace('@/', f'@127.0.0.1:{relay.port}/')}?sslmode=disable&gssencmode=disable"
    finally:
        relay.close()
