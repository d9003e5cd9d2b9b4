"""The styles of the report: everything an official would restyle, each under a name Word shows."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

INK, SOFT, LINE, PALE = "1F2A37", "5B6876", "D5DCE4", "F2F5F8"
ACCENT, ACCENT_PALE, WARM = "1B5E8C", "E3EEF6", "B4532A"

Names = Mapping[str, str]
_KEEP_NEXT = "<w:keepNext/>"


def styles(names: Names) -> str:
    """`word/styles.xml`. `names` holds fonts, the language and the names of the styles that are our own."""
    return (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + _defaults(names)
        + "".join(_paragraph_styles(names))
        + "".join(_character_styles(names))
        + _tables(names)
        + "</w:styles>"
    )


def fonts(latin: str, eastern: str) -> str:
    """The fonts of a run: Latin letters and digits, and Chinese."""
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{eastern}"/>'


def _defaults(names: Names) -> str:
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(names['latin'], names['eastern'])}"
        '<w:sz w:val="21"/><w:szCs w:val="21"/>'
        f'<w:lang w:val="{names["latin_language"]}" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )


def _style(
    kind: str,
    key: str,
    name: str,
    based_on: str,
    ppr: str = "",
    rpr: str = "",
    following: str = "",
    extra: str = "",
) -> str:
    based = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    followed = f'<w:next w:val="{following}"/>' if following else ""
    default = ' w:default="1"' if key in ("Normal", "DefaultParagraphFont", "TableNormal") else ""
    properties = (f"<w:pPr>{ppr}</w:pPr>" if ppr else "") + (f"<w:rPr>{rpr}</w:rPr>" if rpr else "")
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{key}"><w:name w:val="{escape(name)}"/>'
        f"{based}{followed}{extra or '<w:qFormat/>'}{properties}</w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour}"/>'


def _paragraph_styles(names: Names) -> list[str]:
    head = fonts(names["head_latin"], names["head_eastern"])
    spacing = '<w:spacing w:before="{}" w:after="{}" w:line="{}" w:lineRule="auto"/>'
    indent = f"<w:ind {names['first_line']}/>" if names["first_line"] else ""
    body = spacing.format(0, 100, 340) + indent + f'<w:jc w:val="{names["body_align"]}"/>'

    def p(key: str, name: str, based: str, ppr: str = "", rpr: str = "", following: str = "") -> str:
        return _style("paragraph", key, name, based, ppr, rpr, following)

    keep = "<w:keepNext/><w:keepLines/>"
    centre = '<w:jc w:val="center"/>'
    outline = '<w:outlineLvl w:val="1"/>'
    code = fonts("Consolas", "Consolas")
    return [
        p("Normal", "Normal", "", "", _colour(INK)),
        p("BodyText", "Body Text", "Normal", body),
        p("Note", names["note"], "Normal", spacing.format(60, 80, 288), _colour(SOFT) + _size(18)),
        p("Heading1", "heading 1", "Normal",
          f'{keep}<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="4" w:color="{ACCENT}"/></w:pBdr>'
          f'{spacing.format(280, 200, 288)}<w:outlineLvl w:val="0"/>',
          head + "<w:b/><w:bCs/>" + _colour(ACCENT) + _size(32), "BodyText"),
        p("Heading2", "heading 2", "Normal", keep + spacing.format(360, 120, 288) + outline,
          head + "<w:b/><w:bCs/>" + _colour(ACCENT) + _size(26), "BodyText"),
        p("Heading3", "heading 3", "Normal", f'{keep}{spacing.format(240, 80, 288)}<w:outlineLvl w:val="2"/>',
          head + "<w:b/><w:bCs/>" + _colour(INK) + _size(22), "BodyText"),
        p("TOCHeading", "TOC Heading", "Normal", keep + spacing.format(0, 360, 288),
          head + "<w:b/><w:bCs/>" + _colour(ACCENT) + _size(32)),
        p("TOC1", "toc 1", "Normal", f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>'
          f"{spacing.format(80, 80, 320)}", head + _size(22)),
        p("Title", "Title", "Normal", spacing.format(0, 120, 288), head + "<w:b/><w:bCs/>" + _size(60)),
        p("Subtitle", "Subtitle", "Normal", spacing.format(0, 0, 288), head + _size(26)),
        p("Enterprise", names["enterprise"], "Normal", spacing.format(560, 240, 300),
          head + "<w:b/><w:bCs/>" + _size(36)),
        p("DraftMark", names["draft"], "Normal",
          f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{WARM}"/></w:pBdr>'
          + spacing.format(120, 120, 300), head + _colour(WARM)),
        p("Header", "header", "Normal", '<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>',
          head + _colour(SOFT) + _size(17)),
        p("Footer", "footer", "Normal", '<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>',
          head + _colour(SOFT) + _size(17)),
        p("Figure", names["figure"], "Normal", "<w:keepNext/>" + spacing.format(120, 0, 240) + centre),
        p("Caption", "caption", "Normal", f'{spacing.format(60, 200, 264)}<w:jc w:val="center"/>',
          head + _colour(SOFT) + _size(18)),
        p("TableTitle", names["table_title"], "Normal", keep + spacing.format(200, 80, 264),
          head + "<w:b/><w:bCs/>" + _size(19)),
        p("TableText", names["table_text"], "Normal", spacing.format(30, 30, 264), head + _size(18)),
        p("TableHead", names["table_head"], "TableText", "<w:keepNext/>"),
        p("TableNumber", names["table_number"], "TableText", '<w:jc w:val="right"/>'),
        p("TableSmall", names["table_small"], "TableText", "", _colour(SOFT) + _size(16)),
        p("CardLabel", names["card_label"], "Normal", "<w:keepNext/>" + spacing.format(60, 0, 264) + centre,
          head + _size(18)),
        p("CardNumber", names["card_number"], "Normal", _KEEP_NEXT + spacing.format(20, 20, 264) + centre,
          head + "<w:b/><w:bCs/>" + _size(34)),
        p("TemplateTag", names["tag"], "Normal", "",
          code + _colour("8A94A0") + _size(14)),
    ]  # fmt: skip


def _character_styles(names: Names) -> list[str]:
    hidden = '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/>'

    def c(key: str, name: str, rpr: str) -> str:
        return _style("character", key, name, "DefaultParagraphFont", "", rpr)

    return [
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", "", extra=hidden),
        c("Strong", "Strong", "<w:b/><w:bCs/>"),
        c("Hyperlink", "Hyperlink", _colour(ACCENT)),
        c(
            "BarFull",
            names["bar_full"],
            fonts(names["head_latin"], names["head_eastern"]) + _colour(ACCENT) + _size(15),
        ),
        c(
            "BarRest",
            names["bar_rest"],
            fonts(names["head_latin"], names["head_eastern"]) + _colour(LINE) + _size(15),
        ),
        c("Warning", names["warning"], _colour(WARM)),
        c("Quiet", names["quiet"], _colour(SOFT)),
    ]


def _tables(names: Names) -> str:
    margins = (
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
    )
    hidden = '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    edge = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="{2}"/>'
    report = "".join([
        edge.format("top", 8, ACCENT), edge.format("bottom", 8, ACCENT), edge.format("insideH", 4, LINE),
    ])  # fmt: skip
    first = (
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
        f'{edge.format("bottom", 6, ACCENT)}</w:tcBorders><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{ACCENT_PALE}"/></w:tcPr></w:tblStylePr>'
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f"{hidden}<w:tblPr>{margins}</w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="PlainTable"><w:name w:val="'
        f'{escape(names["plain_table"])}"/><w:basedOn w:val="TableNormal"/></w:style>'
        f'<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="{escape(names["report_table"])}"/>'
        '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
        f"<w:tblBorders>{report}</w:tblBorders></w:tblPr>"
        f'<w:tcPr><w:vAlign w:val="center"/></w:tcPr>{first}</w:style>'
    )
