"""The parts of a Word file around its text: relationships, theme, fonts, settings, properties."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from deploy.report_templates.styles import ACCENT, INK, WARM

DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

DOCUMENT_RELATIONSHIPS = {
    "rId1": ("styles", "styles.xml"),
    "rId2": ("settings", "settings.xml"),
    "rId3": ("fontTable", "fontTable.xml"),
    "rId4": ("theme", "theme/theme1.xml"),
    "rId5": ("header", "header1.xml"),
    "rId6": ("footer", "footer1.xml"),
    "rId7": ("chart", "charts/chart1.xml"),
    "rId8": ("image", "media/image1.png"),
}

Names = Mapping[str, str]


def content_types(*, chart: bool = True) -> str:
    """`[Content_Types].xml`; with or without a chart."""
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "png": "image/png",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/footer1.xml": f"{_WORD}.footer+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/word/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    if not chart:
        del overrides["/word/charts/chart1.xml"]
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{key}" ContentType="{value}"/>' for key, value in defaults.items())
        + "".join(f'<Override PartName="{key}" ContentType="{value}"/>' for key, value in overrides.items())
        + "</Types>"
    )


def relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    """A `.rels` part: id → (type, target)."""
    package = {"core-properties": f"{_PACKAGE}/relationships/metadata/core-properties"}
    lines = "".join(
        f'<Relationship Id="{key}" Type="{package.get(kind, f"{OFFICE}/{kind}")}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def core(names: Names) -> str:
    """`docProps/core.xml`; the date is replaced by the report's own."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(names['title_property'])}</dc:title>"
        f"<dc:subject>{escape(names['subject_property'])}</dc:subject>"
        f"<dc:creator>{escape(names['author_property'])}</dc:creator>"
        f"<dc:description>{escape(names['comments_property'])}</dc:description>"
        f"<dc:language>{names['language']}</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def application() -> str:
    """`docProps/app.xml`."""
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Microsoft Office Word</Application>'
        "<AppVersion>16.0000</AppVersion></Properties>"
    )


def settings(names: Names) -> str:
    """`word/settings.xml`: the current layout rules, no compatibility mode."""
    return (
        f'{DECLARATION}<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{names["language"]}" w:eastAsia="zh-CN"/></w:settings>'
    )


FALLBACKS = {
    "宋体": ("SimSun, Songti SC, Noto Serif CJK SC, Source Han Serif SC", "02010600030101010101", "auto"),
    "微软雅黑": (
        "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Source Han Sans SC",
        "020B0503020204020204",
        "swiss",
    ),
    "Times New Roman": ("Liberation Serif", "02020603050405020304", "roman"),
    "Arial": ("Liberation Sans, Helvetica", "020B0604020202020204", "swiss"),
    "Consolas": ("Courier New, Liberation Mono", "020B0609020204030204", "modern"),
}
"""Fonts by name: what stands in where one is missing, its PANOSE number, its family."""


def font_table() -> str:
    """`word/fontTable.xml`: the fonts used, each with its stand-ins."""
    lines = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="{"86" if not name.isascii() else "00"}"/><w:family w:val="{family}"/></w:font>'
        for name, (others, panose, family) in FALLBACKS.items()
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{_W}">{lines}</w:fonts>'


def theme(names: Names) -> str:
    """`word/theme/theme1.xml`: the colours and fonts offered in Word's menus."""
    colours = {
        "dk1": INK, "lt1": "FFFFFF", "dk2": "23395B", "lt2": "F2F5F8", "accent1": ACCENT, "accent2": WARM,
        "accent3": "2F855A", "accent4": "B7791F", "accent5": "6B7A8C", "accent6": "805AD5",
        "hlink": ACCENT, "folHlink": "6B7A8C",
    }  # fmt: skip
    scheme = "".join(f'<a:{key}><a:srgbClr val="{value}"/></a:{key}>' for key, value in colours.items())

    def font(latin: str, eastern: str) -> str:
        return (
            f'<a:latin typeface="{latin}"/><a:ea typeface=""/><a:cs typeface=""/>'
            f'<a:font script="Hans" typeface="{eastern}"/>'
        )

    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_A}" name="Wenzhen"><a:themeElements>'
        f'<a:clrScheme name="Wenzhen">{scheme}</a:clrScheme><a:fontScheme name="Wenzhen">'
        f"<a:majorFont>{font(names['head_latin'], names['head_eastern'])}</a:majorFont>"
        f"<a:minorFont>{font(names['latin'], names['eastern'])}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Wenzhen"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
