"""The Word report: ours against plain docxtpl, with the native chart and with a drawn picture, same template.

Both get the same context and the same template; docxtpl leaves the native chart's sample numbers as they
are and so does less. The drawn picture is a radar by matplotlib, a fresh figure a report, put in as an
inline image where the chart stands. The floor is Jinja rendering the very same compiled sources plus
deflating what came out. Variants take turns; medians of the rounds count, in processor time of this
process: nothing here waits, and other work on the machine should not count.
"""

from __future__ import annotations

import gc
import io
import statistics
import time
from collections.abc import Callable
from math import pi
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import matplotlib as mpl
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment
from matplotlib import pyplot as plt
from matplotlib.font_manager import FontProperties

from benchmarks.table import Row, show
from bot.reports.context import Report
from bot.reports.pictures import result_picture
from bot.reports.qr import qr_png
from bot.reports.render import QR, RADAR, render_report, shipped_template
from bot.reports.word.charts import Chart
from bot.reports.word.package import deflate
from bot.reports.word.template import DocumentTemplate
from tests.support.assessments import report_input

mpl.use("agg")
FONT = FontProperties(fname=str(Path(manimgx_fonts_cjk.__file__).with_name("NotoSansCJK-VF.otf.ttc")))
ROUNDS = 9
CALLS = 5  # of the quick variants in a round: a single call would be timed on cold caches
QUICK = ("ours", "floor", "whole")
REPORTS = 500
PICTURE_TAG = "{{ radar_picture }}"


def with_picture_tag(template: bytes) -> bytes:
    """The template with a picture placeholder in place of the native chart."""
    opened = DocxTemplate(io.BytesIO(template))
    opened.init_docx()
    for paragraph in opened.docx.paragraphs:
        if paragraph._p.xpath(".//wp:docPr[@name='figure:radar']"):  # noqa: SLF001 - to find the chart
            for run in paragraph.runs:
                run._r.getparent().remove(run._r)  # noqa: SLF001 - as above
            paragraph.add_run(PICTURE_TAG)
    written = io.BytesIO()
    opened.docx.save(written)
    return written.getvalue()


def drawn_radar(chart: Chart) -> bytes:
    """The same radar as a matplotlib picture fit for print: same labels and series, same font file."""
    angles = [2 * pi * place / len(chart.categories) for place in range(len(chart.categories))]
    figure, axes = plt.subplots(figsize=(5.5, 3.9), dpi=200, subplot_kw={"projection": "polar"})
    for series in chart.series:
        values = [float(value or 0) for value in series.values]
        axes.plot([*angles, angles[0]], [*values, values[0]], label=series.name)
    axes.set_xticks(angles, labels=list(chart.categories), fontproperties=FONT)
    axes.set_ylim(0, 100)
    axes.legend(loc="lower right", prop=FONT)
    written = io.BytesIO()
    figure.savefig(written, format="png")
    plt.close(figure)
    return written.getvalue()


def by_docxtpl(template: bytes, context: dict[str, Any], picture: Callable[[], bytes] | None = None) -> bytes:
    """Plain docxtpl from bytes to bytes, as its manual shows."""
    opened = DocxTemplate(io.BytesIO(template))
    if picture is not None:
        context = {**context, "radar_picture": InlineImage(opened, io.BytesIO(picture()), width=Mm(140))}
    opened.render(context, Environment(autoescape=True))
    written = io.BytesIO()
    opened.save(written)
    return written.getvalue()


def floor(compiled: DocumentTemplate, context: dict[str, Any]) -> None:
    """Render every part's Jinja template and deflate the outcome: what depends on the data, nothing else."""
    values = {**context, "document_moment": ""}
    for part in compiled._parts:  # noqa: SLF001 - the same compiled sources
        template = part._template  # noqa: SLF001 - as above
        text = "".join(template.root_render_func(template.new_context(values)))
        deflate(text.encode())


def interleaved(variants: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median processor seconds of each variant; they take turns, so that a slow clock is slow for all."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for variant in variants.values():
        variant()
    for _ in range(rounds):
        for name, variant in variants.items():
            gc.collect()
            calls = CALLS if name in QUICK else 1
            start = time.process_time()
            for _ in range(calls):
                variant()
            taken[name].append((time.process_time() - start) / calls)
    return {name: statistics.median(times) for name, times in taken.items()}


def resident() -> float:
    """Resident memory of this process in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def memory_growth(reports: int = REPORTS) -> float:
    """MiB gained over many whole reports, facts to bytes, after a few to warm up."""
    facts = report_input("middling")
    for _ in range(20):
        render_report(facts)
    gc.collect()
    before = resident()
    for _ in range(reports):
        render_report(facts)
    gc.collect()
    return resident() - before


def run() -> list[Row]:
    """Measure everything; about half a minute."""
    facts = report_input("middling")
    template = shipped_template("zh-CN").read_bytes()
    picture_template = with_picture_tag(template)
    compiled = DocumentTemplate(template)
    drawn = Report(facts)
    context: dict[str, Any] = dict(drawn.context())
    chart, code = drawn.chart, qr_png("https://example.org/")

    def draw() -> bytes:
        return drawn_radar(chart)

    def ours() -> bytes:
        return compiled.render(context, pictures={QR: code}, charts={RADAR: chart}).data

    taken = interleaved(
        {
            "ours": ours,
            "docxtpl": lambda: by_docxtpl(template, context),
            "docxtpl with matplotlib": lambda: by_docxtpl(
                picture_template, context, lambda: drawn_radar(chart)
            ),
            "floor": lambda: floor(compiled, context),
            "whole": lambda: render_report(facts),
            "picture": lambda: result_picture(facts),
            "matplotlib": draw,
        }
    )
    ms = {name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()}
    grown = memory_growth()

    def faster(what: str, mine: str, peer: str, target: str = "") -> Row:
        return Row(what, ms[mine], ms[peer], taken[peer] / taken[mine], target)

    return [
        faster("report with native chart against plain docxtpl", "ours", "docxtpl", "≥ 15"),
        faster("… against docxtpl with a matplotlib picture", "ours", "docxtpl with matplotlib", "≥ 40"),
        Row(
            "… against Jinja render + deflate",
            ms["ours"],
            ms["floor"],
            taken["ours"] / taken["floor"],
            "≤ 1.8",
        ),
        faster("facts to file (context, QR code, render) against plain docxtpl", "whole", "docxtpl"),
        faster("chat picture of the result against a bare matplotlib radar", "picture", "matplotlib"),
        Row(f"memory gained over {REPORTS} reports, MiB", f"{grown:.1f} MiB", "0 MiB", grown, "≤ 5"),
    ]


if __name__ == "__main__":
    print(show(run()))
