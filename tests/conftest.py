"""What every test stands on: deterministic hypothesis profiles and honest skips."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

settings.register_profile(
    "dev",
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("dev")

_NEEDS = {"browser": ("chromium", "chromium-browser", "google-chrome"), "office": ("soffice",)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a program that is not installed; in CI that is a failure instead."""
    if os.environ.get("WENZHEN_REQUIRE_ALL") == "1":
        return
    for marker, programs in _NEEDS.items():
        if not any(shutil.which(program) for program in programs):
            skip = pytest.mark.skip(reason=f"needs {programs[0]}")
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(skip)
    printed = [item for item in items if item.get_closest_marker("office")]
    if printed and not _has_chinese_font():
        for item in printed:
            item.add_marker(pytest.mark.skip(reason="needs a Chinese font: fc-list :lang=zh finds none"))


def _has_chinese_font() -> bool:
    """Whether the office suite can set Chinese; what cannot be asked is taken to be there."""
    if not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], check=True, capture_output=True).stdout.strip())


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio alone."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A test that sets up the logs leaves them as it found them, for the others look at theirs."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    if structlog.is_configured():
        structlog.reset_defaults()
