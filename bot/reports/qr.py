"""QR codes as small PNG pictures."""

from __future__ import annotations

import io

import segno
from PIL import Image

_QUIET = 2  # modules of white border: enough on white paper
_MODULE = 8  # pixels a module

# Any of the eight masks can be read; choosing the best one costs four times the making of the code. This
# one (a chequerboard) breaks up plain areas well.
_MASK = 0


def qr_png(text: str) -> bytes:
    """A QR code with medium error correction, black on white, 8 pixels a module."""
    code = segno.make_qr(text, error="m", mask=_MASK, boost_error=False)
    rows = [bytes(255 * (1 - module) for module in row) for row in code.matrix_iter(border=_QUIET)]
    side = len(rows)
    picture = Image.frombytes("L", (side, side), b"".join(rows)).convert("1")
    written = io.BytesIO()
    picture.resize((side * _MODULE, side * _MODULE), Image.Resampling.NEAREST).save(written, "PNG")
    return written.getvalue()
