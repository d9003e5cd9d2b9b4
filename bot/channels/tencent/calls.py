"""What the adapters need of a platform's calls; `client.Client` is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Calls(Protocol):
    """One app's calls. Blocking; each raises `DeliveryError`."""

    def call(
        self,
        endpoint: str,
        json: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, str] | None = None,
        idempotent: bool = False,
    ) -> dict[str, Any]:
        """POST to an endpoint, or GET it without a body; the platform's answer."""
        ...

    def upload(self, kind: str, name: str, content: bytes, media_type: str) -> str:
        """Upload a temporary file; its media id."""
        ...

    def download(self, media_id: str) -> tuple[str, str, bytes]:
        """A file a person sent: its name (may be empty), media type and content."""
        ...
