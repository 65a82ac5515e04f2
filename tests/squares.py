"""Payment codes read back from their picture, by a decoder that shares no code with the drawer."""

import io
import json

import typst
import zxingcpp
from PIL import Image

PAGE = b"""
#set page(width: 60mm, height: 60mm, margin: 5mm)
#image(bytes(json(bytes(sys.inputs.svg))), format: "svg", width: 100%)
"""


def read_picture(picture: Image.Image) -> zxingcpp.Barcode:
    """The one code in the picture."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    assert len(found) == 1, f"{len(found)} codes in the picture"
    return found[0]


def read_svg(svg: str) -> zxingcpp.Barcode:
    """The code in an SVG, painted as a browser would."""
    painted = typst.compile(PAGE, format="png", ppi=200, sys_inputs={"svg": json.dumps(svg)})
    return read_picture(Image.open(io.BytesIO(painted)))
