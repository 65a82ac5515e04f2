"""Says in a PDF's metadata that a machine-readable bill travels inside (Factur-X, ZUGFeRD)."""

import re

FILE_NAME = "factur-x.xml"

_URI = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SAID = {
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the embedded document"),
    "Version": ("1.0", "The version of the standard that the embedded document keeps to"),
    "ConformanceLevel": ("EN 16931", "The profile of the embedded document"),
}
# Plain objects and a plain table at the end: that is how typst writes.
_METADATA = re.compile(
    rb"\n(?P<number>\d+) 0 obj\n<</Length \d+/Type/Metadata/Subtype/XML>>\n"
    rb"stream\n(?P<said>.*?)\nendstream",
    re.S,
)
_TAIL = re.compile(
    rb"trailer\n<<(?P<entries>[^\n]*)>>\nstartxref\n(?P<place>\d+)\n%%EOF\s*\Z", re.S
)
_END_OF_SCHEMAS = "</rdf:Bag></pdfaExtension:schemas>"
_END = "</rdf:RDF>"


def announced(pdf: bytes) -> bytes:
    """The same paper whose metadata names the bill inside; all its other marks stay.

    The new metadata is appended as an update of its object, as the format provides for; not a byte
    of what was typeset changes. Raises ValueError for a paper that is not as typst writes it.
    """
    found, end = _METADATA.search(pdf), _TAIL.search(pdf)
    if found is None or end is None:
        raise ValueError("the paper's metadata is not as expected")
    said = _with_bill(found["said"].decode()).encode()
    head = b"\n%s 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>" % (found["number"], len(said))
    changed = head + b"\nstream\n" + said + b"\nendstream\nendobj\n"
    table = b"xref\n%s 1\n%010d 00000 n\r\n" % (found["number"], len(pdf) + 1)
    trailer = b"trailer\n<<%s/Prev %s>>\n" % (end["entries"], end["place"])
    begins = len(pdf) + len(changed)
    return b"%s%s%s%sstartxref\n%d\n%%%%EOF\n" % (pdf, changed, table, trailer, begins)


def _with_bill(said: str) -> str:
    if said.count(_END_OF_SCHEMAS) != 1 or said.count(_END) != 1:
        raise ValueError("the paper's metadata is not as expected")
    # An archive refuses properties that the paper does not explain itself.
    with_schema = said.replace(_END_OF_SCHEMAS, _schema() + _END_OF_SCHEMAS)
    return with_schema.replace(_END, _properties() + _END)


def _properties() -> str:
    values = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _SAID.items())
    return f'<rdf:Description rdf:about="" xmlns:fx="{_URI}">{values}</rdf:Description>'


def _schema() -> str:
    explained = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
        for name, (_, description) in _SAID.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_URI}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{explained}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
