"""The whole application, served on loopback in a thread, on a database of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn

from bot.app import Core, build_core, build_web
from bot.clock import Clock
from bot.config import Config

_START_SECONDS = 20


@dataclass(frozen=True)
class Service:
    """A running service: where it listens, and its inside for the test to look at."""

    address: str
    core: Core


def configured(folder: Path, pack: str = "shanghai-ref", *, url: str = "") -> Config:
    """A configuration whose database and files are in `folder`, or at `url`."""
    base = Config()
    return replace(
        base,
        packs=replace(base.packs, default=pack),
        database=replace(
            base.database, url=url or f"sqlite:///{folder / 'test.db'}", files=str(folder / "files")
        ),
    )


@contextmanager
def served(config: Config, port: int = 0, clock: Clock | None = None) -> Iterator[Service]:
    """Serve the application until the block ends, on a free port unless one is given."""
    core = build_core(config, clock=clock)
    server = uvicorn.Server(
        uvicorn.Config(build_web(core), host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not server.started:
            if time.monotonic() > deadline or not thread.is_alive():
                raise RuntimeError("the service did not start")
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Service(f"http://127.0.0.1:{port}", core)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        core.close()
