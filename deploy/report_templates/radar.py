"""The radar chart of the template: sample values, and the look every report's chart has."""

from __future__ import annotations

from deploy.report_templates.parts import DECLARATION, OFFICE
from deploy.report_templates.styles import ACCENT, LINE, SOFT

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def radar_chart(latin: str, eastern: str, categories: list[str], own: str, peers: str) -> str:
    """`word/charts/chart1.xml` with two series: the enterprise's own values, and its peers' dashed."""
    series = series_xml(0, own, categories, 60, _own_line()) + series_xml(
        1, peers, categories, 50, _peer_line()
    )
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{OFFICE}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{series}'
        f'<c:axId val="101"/><c:axId val="102"/></c:radarChart>{_axes(latin, eastern)}</c:plotArea>'
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text_xml(latin, eastern, 1000)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text_xml(latin, eastern, 1000)}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def series_xml(
    place: int, name: str, categories: list[str], value: int, look: str, *, lines: bool = False
) -> str:
    """One series of a chart with one sample value everywhere; `lines`: of a line chart, uncurved."""
    uncurved = '<c:smooth val="0"/>' if lines else ""
    column = "BCD"[place]
    last = len(categories) + 1
    names = "".join(f'<c:pt idx="{i}"><c:v>{text}</c:v></c:pt>' for i, text in enumerate(categories))
    values = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i in range(len(categories)))
    count = f'<c:ptCount val="{len(categories)}"/>'
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f'<c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:tx>{look}'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef>"
        f"</c:cat><c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val>"
        f"{uncurved}</c:ser>"
    )


def _own_line() -> str:
    fill = f'<a:solidFill><a:srgbClr val="{ACCENT}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="31750" cap="rnd">{fill}<a:round/></a:ln></c:spPr>'
        '<c:marker><c:symbol val="circle"/><c:size val="6"/>'
        f"<c:spPr>{fill}<a:ln>{fill}</a:ln></c:spPr></c:marker>"
    )


def _peer_line() -> str:
    fill = f'<a:solidFill><a:srgbClr val="{SOFT}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="19050" cap="rnd">{fill}<a:prstDash val="dash"/><a:round/></a:ln></c:spPr>'
        '<c:marker><c:symbol val="none"/></c:marker>'
    )


def _axes(latin: str, eastern: str) -> str:
    grid = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln>'
    return (
        '<c:catAx><c:axId val="101"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/><c:majorGridlines><c:spPr>{grid}</c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{grid}</c:spPr>{text_xml(latin, eastern, 1050)}"
        '<c:crossAx val="102"/><c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:noMultiLvlLbl val="0"/></c:catAx>'
        '<c:valAx><c:axId val="102"/><c:scaling><c:orientation val="minMax"/><c:max val="100"/>'
        '<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines><c:spPr>{grid}</c:spPr></c:majorGridlines>"
        '<c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr>{grid}</c:spPr>{text_xml(latin, eastern, 800, SOFT)}"
        '<c:crossAx val="101"/><c:crosses val="autoZero"/><c:crossBetween val="between"/>'
        '<c:majorUnit val="20"/></c:valAx>'
    )


def text_xml(latin: str, eastern: str, size: int, colour: str = "1F2A37") -> str:
    """The fonts, size (hundredths of a point) and colour of a chart's text."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="{latin}"/>'
        f'<a:ea typeface="{eastern}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )
