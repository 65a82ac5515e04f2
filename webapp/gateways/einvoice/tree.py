"""Writes XML from the inside out; what has nothing in it is not written at all."""

# What is written here is ours; nothing that comes from outside is ever parsed.
from xml.etree import ElementTree as ET

NAMESPACES = {
    "inv": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "cn": "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
for _prefix, _uri in NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)

Node = ET.Element | None


def node(name: str, *content: Node | str, **attributes: str) -> Node:
    """An element such as "cbc:ID"; None if neither text nor an element is in it."""
    said = [one for one in content if one is not None and one != ""]
    return whole(name, *said, **attributes) if said else None


def whole(name: str, *content: Node | str, **attributes: str) -> ET.Element:
    """An element that is written even if it is empty."""
    prefix, _, local = name.partition(":")
    made = ET.Element(f"{{{NAMESPACES[prefix]}}}{local}", attributes)
    for one in content:
        if isinstance(one, str):
            made.text = one
        elif one is not None:
            made.append(one)
    return made


def document(root: ET.Element) -> bytes:
    """The document as UTF-8 with its declaration."""
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))
