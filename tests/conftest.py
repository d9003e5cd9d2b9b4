"""What every test stands on: deterministic hypothesis profiles and honest skips."""

from __future__ import annotations

import os
import shutil

import pytest
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


@pytest.fixture
def anyio_backend() -> str:
    """Async tests run on asyncio alone."""
    return "asyncio"
