"""WordprocessingML by hand: paragraphs, runs, tables and drawings as strings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape

MM = 36000  # English Metric Units in a millimetre
TWIPS_A_CM = 567


def run(text: str, style: str = "", properties: str = "") -> str:
    """A run of text; placeholders are text."""
    if style:
        properties = f'<w:rStyle w:val="{style}"/>{properties}'
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def paragraph(style: str, *content: str, properties: str = "") -> str:
    """A paragraph of runs (or of plain text)."""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in content)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def block(tag: str) -> str:
    """A paragraph that holds only a block tag (`{%p … %}`) and vanishes when the report is made."""
    return paragraph("TemplateTag", tag)


def heading(level: int, text: str, bookmark: str = "", number: int = 0) -> str:
    """A heading, bookmarked if the table of contents points at it."""
    inner = run(text)
    if bookmark:
        inner = (
            f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'
        )
    return paragraph(f"Heading{level}", inner)


def field(code: str, shown: str, properties: str = "") -> str:
    """A field with what it shows until Word updates it."""
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{wrapped}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{wrapped}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r>{wrapped}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{wrapped}<w:t>{shown}</w:t></w:r>"
        f'<w:r>{wrapped}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def cell(width: int, *paragraphs: str, fill: str = "", span: int = 1, properties: str = "") -> str:
    """A table cell; `width` in twips."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{shade}{properties}</w:tcPr>'
        f"{''.join(paragraphs)}</w:tc>"
    )


def row(*cells: str, header: bool = False, height: int = 0, keep: bool = True) -> str:
    """A table row; `header` repeats it on every page, `keep` holds it on one."""
    properties = "<w:cantSplit/>" if keep else ""
    properties += f'<w:trHeight w:val="{height}"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(
    widths: Sequence[int], *rows: str, style: str = "ReportTable", look: str = "04A0", title: str = ""
) -> str:
    """A table with fixed column widths (twips). `title` is its description for screen readers."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    first = "1" if look == "04A0" else "0"
    described = f'<w:tblCaption w:val="{escape(title)}"/>' if title else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}" w:firstRow="{first}" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>{described}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def header_row(widths: Sequence[int], titles: Sequence[str], numbers: Collection[int] = ()) -> str:
    """A table's first row; `numbers` are the places of columns that hold numbers."""
    right = '<w:jc w:val="right"/>'
    cells = [
        cell(width, paragraph("TableHead", title, properties=right if place in numbers else ""))
        for place, (width, title) in enumerate(zip(widths, titles, strict=True))
    ]
    return row(*cells, header=True)


def tag_row(widths: Sequence[int], tag: str) -> str:
    """A row that holds only a block tag (`{%tr … %}`) and vanishes when the report is made."""
    return row(cell(sum(widths), paragraph("TemplateTag", tag), span=len(widths)))


def picture(relationship: str, name: str, alt: str, width_mm: float, height_mm: float) -> str:
    """An inline picture; its name is what `bot.reports.word.figures` finds it by."""
    width, height = int(width_mm * MM), int(height_mm * MM)
    return (
        "<w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="{name}" descr="{alt}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="0" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def chart(relationship: str, name: str, alt: str, width_mm: float, height_mm: float) -> str:
    """An inline chart; its name is what `bot.reports.word.figures` finds it by."""
    return (
        "<w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{int(width_mm * MM)}" '
        f'cy="{int(height_mm * MM)}"/><wp:docPr id="2" name="{name}" descr="{alt}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relationship}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
