"""Says in a PDF's metadata that a machine-readable bill travels inside (Factur-X, ZUGFeRD)."""

import io

FILE_NAME = "factur-x.xml"

_URI = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SAID = {
    "DocumentFileName": (FILE_NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the embedded document"),
    "Version": ("1.0", "The version of the standard that the embedded document keeps to"),
    "ConformanceLevel": ("EN 16931", "The profile of the embedded document"),
}
_END_OF_SCHEMAS = "</rdf:Bag></pdfaExtension:schemas>"
_END = "</rdf:RDF>"


def announced(pdf: bytes) -> bytes:
    """The same paper whose metadata names the bill inside; all its other marks stay."""
    # Only who prints a bill pays for it: a fifth of a second and some megabytes.
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import StreamObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    metadata = writer.root_object["/Metadata"].get_object()
    if not isinstance(metadata, StreamObject):
        raise TypeError("the paper has no metadata to add to")
    metadata.set_data(_with_bill(metadata.get_data().decode()).encode())
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


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
