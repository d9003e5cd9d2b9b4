"""A Word template, compiled once and filled many times.

docxtpl is the compiler: it turns a .docx into Jinja sources. Filling renders those sources, packs the parts
that changed and copies everything else as the deflated bytes it already is. What only docxtpl itself can do
(inline images, sub-documents, links made against an open template) goes through docxtpl, and says so.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from bot.reports.word.charts import Chart
from bot.reports.word.language import TemplateEnvironment
from bot.reports.word.package import Package
from bot.reports.word.parts import PartTemplate
from bot.reports.word.slow import OpenTemplate, fill_slowly, slow_values
from bot.reports.word.sources import MOMENT, take_apart

ENVIRONMENT: Final = TemplateEnvironment()
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished .docx. `fast` is False when docxtpl itself had to render it; `why` then names the cause."""

    data: bytes
    fast: bool = True
    why: str = ""

    @property
    def sha256(self) -> str:
        """The content hash (hex) under which the file is stored."""
        return hashlib.sha256(self.data).hexdigest()


class DocumentTemplate:
    """One compiled template. Immutable after construction, so threads may share it."""

    def __init__(self, data: bytes) -> None:
        """Compile.

        Raises:
            TemplateError: it is no Word document, or its placeholders are broken or forbidden.
        """
        sources = take_apart(data)
        self._data = data
        self._figures = sources.figures
        self._parts = tuple(PartTemplate(source, ENVIRONMENT) for source in sources.parts if source.changes)
        changing = sources.figures.members | {part.member for part in self._parts}
        self._originals = {name: sources.members[name] for name in sorted(sources.figures.members)}
        self._package = Package({k: v for k, v in sources.members.items() if k not in changing})

    def open(self) -> OpenTemplate:
        """Open the template for docxtpl, to make pictures, sub-documents or links against it."""
        opened = OpenTemplate(io.BytesIO(self._data))
        opened.init_docx()
        return opened

    def render(
        self,
        context: Mapping[str, Any],
        *,
        pictures: Mapping[str, bytes] | None = None,
        charts: Mapping[str, Chart] | None = None,
        moment: datetime | None = None,
        opened: OpenTemplate | None = None,
    ) -> Rendered:
        """Fill the template.

        `pictures` (PNG) and `charts` fill the figures of those names. `moment` (aware) becomes the document's
        created and modified time. Values made with docxtpl need `opened`, the template they were made with.

        Raises:
            TemplateError: the context lacks what the template reads, or a value needs `opened`.
        """
        values = dict(context)
        values[MOMENT] = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
        figures = self._originals | self._figures.fill(pictures or {}, charts or {})
        why = ", ".join(sorted(slow_values(context))) if opened is not None else ""
        if opened is not None and why:
            _log.info("report_rendered_by_docxtpl", why=why)
            return Rendered(self._slowly(opened, values, figures), fast=False, why=why)
        changed = {part.member: part.render(values) for part in self._parts}
        return Rendered(self._package.write(changed | figures))

    def _slowly(self, opened: OpenTemplate, values: Mapping[str, Any], figures: Mapping[str, bytes]) -> bytes:
        members = fill_slowly(opened, values, ENVIRONMENT)
        core = next((part for part in self._parts if part.member in members and part.is_properties), None)
        if core is not None:  # docxtpl cannot date the document
            members[core.member] = core.render(values)
        return Package(members | {k: v for k, v in figures.items() if k in members}).write({})
