"""From a report's facts to a .docx."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from bot.clock import SHANGHAI
from bot.reports.context import Report
from bot.reports.facts import ReportInput
from bot.reports.qr import qr_png
from bot.reports.word.cache import load_template
from bot.reports.word.template import Rendered

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "reports"
RADAR, QR = "radar", "qr"  # the names of a report's figures
RenderedReport = Rendered


def shipped_template(locale: str) -> Path:
    """The shipped template of a language.

    Raises:
        FileNotFoundError: there is none for that language.
    """
    path = FOLDER / f"diagnosis.{locale}.docx"
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


def render_report(report: ReportInput, template: Path | None = None) -> RenderedReport:
    """Write a report in the questionnaire's language, with the shipped template or an operator's own.

    The same facts and template give the same bytes: the file is dated with the day of the diagnosis.

    Raises:
        TemplateError: the template cannot be used; `report check` says why.
    """
    compiled = load_template(template or shipped_template(report.questionnaire.locale))
    drawn = Report(report)
    pictures = {QR: qr_png(report.verification.address)} if report.verification else {}
    return compiled.render(
        drawn.context(),
        pictures=pictures,
        charts={RADAR: drawn.chart},
        moment=datetime.combine(report.on, time(12), SHANGHAI).astimezone(UTC),
    )
