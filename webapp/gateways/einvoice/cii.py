"""A bill in CII, the spelling that travels inside a PDF (Factur-X, ZUGFeRD)."""

from datetime import date

from webapp.domain.invoice_paper import InvoicePaper, TaxShare
from webapp.domain.papers import Address, CompanyFace, Period
from webapp.gateways.einvoice.facts import (
    INVOICED_OBJECT,
    METER_NUMBER,
    PROFILE,
    LineFacts,
    amount,
    category,
    checked,
    country_of,
    delivery_address,
    email_of,
    is_vat_id,
    legal_number,
    line_facts,
    means_code,
    percent,
    plain,
    type_code,
)
from webapp.gateways.einvoice.tree import Node, document, node, whole

_DAY = "102"
"""The form of a day in digits alone, by UNTDID 2379."""


def cii_invoice(paper: InvoicePaper) -> bytes:
    """The bill in the profile EN 16931; refuses one that the standard cannot say."""
    checked(paper)
    return document(
        whole(
            "rsm:CrossIndustryInvoice",
            node(
                "rsm:ExchangedDocumentContext",
                node("ram:GuidelineSpecifiedDocumentContextParameter", node("ram:ID", PROFILE)),
            ),
            node(
                "rsm:ExchangedDocument",
                node("ram:ID", plain(paper.number)),
                node("ram:TypeCode", type_code(paper)),
                _day("ram:IssueDateTime", paper.issued_on),
                node("ram:IncludedNote", node("ram:Content", plain(paper.explanation))),
            ),
            node(
                "rsm:SupplyChainTradeTransaction",
                *(_line(facts) for facts in line_facts(paper)),
                _agreement(paper),
                _delivery(paper),
                _settlement(paper),
            ),
        )
    )


def _line(facts: LineFacts) -> Node:
    return node(
        "ram:IncludedSupplyChainTradeLineItem",
        node("ram:AssociatedDocumentLineDocument", node("ram:LineID", facts.number)),
        node(
            "ram:SpecifiedTradeProduct",
            node("ram:Name", plain(facts.line.description)),
            *(
                node(
                    "ram:ApplicableProductCharacteristic",
                    node("ram:Description", key),
                    node("ram:Value", plain(value)),
                )
                for key, value in facts.properties
            ),
        ),
        node(
            "ram:SpecifiedLineTradeAgreement",
            node("ram:NetPriceProductTradePrice", node("ram:ChargeAmount", facts.price)),
        ),
        node(
            "ram:SpecifiedLineTradeDelivery",
            node("ram:BilledQuantity", facts.quantity, unitCode=facts.unit),
        ),
        node(
            "ram:SpecifiedLineTradeSettlement",
            _line_tax(facts),
            _period(facts.line.period),
            node(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                node("ram:LineTotalAmount", facts.net),
            ),
        ),
    )


def _line_tax(facts: LineFacts) -> Node:
    return node(
        "ram:ApplicableTradeTax",
        node("ram:TypeCode", "VAT"),
        node("ram:CategoryCode", facts.category),
        node("ram:RateApplicablePercent", facts.rate),
    )


def _agreement(paper: InvoicePaper) -> Node:
    buyer = paper.buyer
    return node(
        "ram:ApplicableHeaderTradeAgreement",
        node("ram:BuyerReference", plain(buyer.number)),
        _seller(paper.company),
        node(
            "ram:BuyerTradeParty",
            node("ram:ID", plain(buyer.number)),
            node("ram:Name", plain(buyer.name)),
            _address(buyer.address, country_of(buyer, paper.company)),
        ),
        _object(paper),
    )


def _seller(company: CompanyFace) -> Node:
    scheme = "VA" if is_vat_id(company) else "FC"
    return node(
        "ram:SellerTradeParty",
        node("ram:Name", plain(company.name)),
        node("ram:SpecifiedLegalOrganization", node("ram:ID", plain(legal_number(company)))),
        node(
            "ram:DefinedTradeContact",
            node(
                "ram:EmailURIUniversalCommunication",
                node("ram:URIID", plain(email_of(company))),
            ),
        ),
        _address(company.address, company.address.country),
        node(
            "ram:SpecifiedTaxRegistration",
            node("ram:ID", plain(company.tax_number), schemeID=scheme),
        ),
    )


def _delivery(paper: InvoicePaper) -> Node:
    place = delivery_address(paper)
    return node(
        "ram:ApplicableHeaderTradeDelivery",
        node(
            "ram:ShipToTradeParty",
            node("ram:ID", plain(paper.supply)),
            _address(place, place.country),
        ),
    )


def _address(address: Address, country: str) -> Node:
    return node(
        "ram:PostalTradeAddress",
        node("ram:PostcodeCode", plain(address.postcode)),
        node("ram:LineOne", plain(address.street)),
        node("ram:CityName", plain(address.city)),
        node("ram:CountryID", country),
    )


def _object(paper: InvoicePaper) -> Node:
    # The standard takes one: the meter of a bill with one meter, else the place of supply.
    alone = len(paper.serials) == 1
    named = node("ram:IssuerAssignedID", plain(paper.serials[0] if alone else paper.supply))
    if named is None:
        return None
    return node(
        "ram:AdditionalReferencedDocument",
        named,
        node("ram:TypeCode", INVOICED_OBJECT),
        node("ram:ReferenceTypeCode", METER_NUMBER) if alone else None,
    )


def _settlement(paper: InvoicePaper) -> Node:
    return node(
        "ram:ApplicableHeaderTradeSettlement",
        node("ram:PaymentReference", plain(paper.bank.reference)),
        node("ram:InvoiceCurrencyCode", paper.currency),
        _means(paper),
        *(_tax(paper, share) for share in paper.tax_shares),
        _period(paper.period),
        node("ram:SpecifiedTradePaymentTerms", _day("ram:DueDateDateTime", paper.due_on)),
        _totals(paper),
    )


def _means(paper: InvoicePaper) -> Node:
    bank = paper.bank
    number = "ram:IBANID" if bank.account[:2].isalpha() else "ram:ProprietaryID"
    return node(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        node("ram:TypeCode", means_code(paper)),
        node(
            "ram:PayeePartyCreditorFinancialAccount",
            node(number, bank.account) if number == "ram:IBANID" else None,
            node("ram:AccountName", plain(bank.payee)),
            node(number, bank.account) if number != "ram:IBANID" else None,
        ),
        node("ram:PayeeSpecifiedCreditorFinancialInstitution", node("ram:BICID", bank.bic)),
    )


def _tax(paper: InvoicePaper, share: TaxShare) -> Node:
    return node(
        "ram:ApplicableTradeTax",
        node("ram:CalculatedAmount", amount(paper, share.tax)),
        node("ram:TypeCode", "VAT"),
        node("ram:BasisAmount", amount(paper, share.net)),
        node("ram:CategoryCode", category(share.rate)),
        node("ram:RateApplicablePercent", percent(share.rate)),
    )


def _totals(paper: InvoicePaper) -> Node:
    net, tax, total = (amount(paper, sum_.minor) for sum_ in (paper.net, paper.tax, paper.total))
    return node(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        node("ram:LineTotalAmount", net),
        node("ram:TaxBasisTotalAmount", net),
        node("ram:TaxTotalAmount", tax, currencyID=paper.currency),
        node("ram:GrandTotalAmount", total),
        node("ram:DuePayableAmount", total),
    )


def _period(period: Period | None) -> Node:
    if period is None:
        return None
    return node(
        "ram:BillingSpecifiedPeriod",
        _day("ram:StartDateTime", period.first),
        _day("ram:EndDateTime", period.last),
    )


def _day(name: str, day: date) -> Node:
    return node(name, node("udt:DateTimeString", f"{day:%Y%m%d}", format=_DAY))
