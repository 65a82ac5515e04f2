"""Bills for machines: the European standard EN 16931 in its two spellings, UBL and CII."""

from webapp.gateways.einvoice.cii import cii_invoice
from webapp.gateways.einvoice.facts import can_be_said
from webapp.gateways.einvoice.ubl import ubl_invoice

__all__ = ["can_be_said", "cii_invoice", "ubl_invoice"]
