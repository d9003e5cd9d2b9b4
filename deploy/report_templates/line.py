"""The line chart of the digest's template: needed, done and expected over a year, and their look."""

from __future__ import annotations

from deploy.report_templates.parts import DECLARATION, OFFICE
from deploy.report_templates.radar import series_xml, text_xml
from deploy.report_templates.styles import ACCENT, LINE, SOFT, WARM

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_LOOKS = ((SOFT, 15875, "dash"), (ACCENT, 34925, "solid"), (WARM, 22225, "sysDot"))


def line_chart(latin: str, eastern: str, categories: list[str], names: list[str]) -> str:
    """`word/charts/chart1.xml` with three series: needed (dashed), done (bold), expected (dotted)."""
    series = "".join(
        series_xml(place, name, categories, 10, _look(*look), lines=True)
        for place, (name, look) in enumerate(zip(names, _LOOKS, strict=True))
    )
    text = text_xml(latin, eastern, 900)
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{OFFICE}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
        f'<c:marker val="1"/><c:axId val="101"/><c:axId val="102"/></c:lineChart>{_axes(latin, eastern)}'
        '</c:plotArea><c:legend><c:legendPos val="t"/><c:overlay val="0"/>'
        f'{text}</c:legend><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text}"
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _look(colour: str, width: int, dash: str) -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return (
        f'<c:spPr><a:ln w="{width}" cap="rnd">{fill}<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
        '<c:marker><c:symbol val="none"/></c:marker>'
    )


def _axes(latin: str, eastern: str) -> str:
    grid = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln>'
    text = text_xml(latin, eastern, 850, SOFT)
    return (
        '<c:catAx><c:axId val="101"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr>{grid}</c:spPr>{text}<c:crossAx val="102"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        f'<c:lblAlgn val="ctr"/><c:lblOffset val="60"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="102"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr>{grid}</c:spPr></c:majorGridlines>'
        '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text}<c:crossAx val="101"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="midCat"/></c:valAx>'
    )
