"""A bill in UBL 2.1, a credit note where it is one."""

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
    sign_of,
    type_code,
)
from webapp.gateways.einvoice.tree import Node, document, node, whole


def ubl_invoice(paper: InvoicePaper, *, profile: str = PROFILE) -> bytes:
    """The bill as UBL 2.1 by EN 16931; `profile` names a country's additions (CIUS).

    Refuses a bill that the standard cannot say.
    """
    checked(paper)
    credit = sign_of(paper) < 0
    name = "CreditNote" if credit else "Invoice"
    return document(
        whole(
            f"cn:{name}" if credit else f"inv:{name}",
            node("cbc:CustomizationID", profile),
            node("cbc:ID", plain(paper.number)),
            node("cbc:IssueDate", paper.issued_on.isoformat()),
            None if credit else node("cbc:DueDate", paper.due_on.isoformat()),
            node(f"cbc:{name}TypeCode", type_code(paper)),
            node("cbc:Note", plain(paper.explanation)),
            node("cbc:DocumentCurrencyCode", paper.currency),
            node("cbc:BuyerReference", plain(paper.buyer.number)),
            _period(paper.period),
            _object(paper),
            _seller(paper.company),
            _buyer(paper),
            _delivery(paper),
            _means(paper, paper.due_on if credit else None),
            _tax_total(paper),
            _totals(paper),
            *(_line(facts, paper.currency, name) for facts in line_facts(paper)),
        )
    )


def _period(period: Period | None) -> Node:
    if period is None:
        return None
    return node(
        "cac:InvoicePeriod",
        node("cbc:StartDate", period.first.isoformat()),
        node("cbc:EndDate", period.last.isoformat()),
    )


def _object(paper: InvoicePaper) -> Node:
    # The standard takes one: the meter of a bill with one meter, else the place of supply.
    if len(paper.serials) == 1:
        named = node("cbc:ID", plain(paper.serials[0]), schemeID=METER_NUMBER)
    else:
        named = node("cbc:ID", plain(paper.supply))
    if named is None:
        return None
    return node(
        "cac:AdditionalDocumentReference",
        named,
        node("cbc:DocumentTypeCode", INVOICED_OBJECT),
    )


def _seller(company: CompanyFace) -> Node:
    scheme = "VAT" if is_vat_id(company) else "TAX"
    return node(
        "cac:AccountingSupplierParty",
        node(
            "cac:Party",
            _address(company.address, company.address.country),
            node(
                "cac:PartyTaxScheme",
                node("cbc:CompanyID", plain(company.tax_number)),
                node("cac:TaxScheme", node("cbc:ID", scheme)),
            ),
            node(
                "cac:PartyLegalEntity",
                node("cbc:RegistrationName", plain(company.name)),
                node("cbc:CompanyID", plain(legal_number(company))),
            ),
            node("cac:Contact", node("cbc:ElectronicMail", plain(email_of(company)))),
        ),
    )


def _buyer(paper: InvoicePaper) -> Node:
    buyer = paper.buyer
    return node(
        "cac:AccountingCustomerParty",
        node(
            "cac:Party",
            node("cac:PartyIdentification", node("cbc:ID", plain(buyer.number))),
            _address(buyer.address, country_of(buyer, paper.company)),
            node("cac:PartyLegalEntity", node("cbc:RegistrationName", plain(buyer.name))),
        ),
    )


def _delivery(paper: InvoicePaper) -> Node:
    place = delivery_address(paper)
    located = node(
        "cac:DeliveryLocation",
        node("cbc:ID", plain(paper.supply)),
        _address(place, place.country, name="cac:Address"),
    )
    return node("cac:Delivery", located)


def _address(address: Address, country: str, *, name: str = "cac:PostalAddress") -> Node:
    return node(
        name,
        node("cbc:StreetName", plain(address.street)),
        node("cbc:CityName", plain(address.city)),
        node("cbc:PostalZone", plain(address.postcode)),
        node("cac:Country", node("cbc:IdentificationCode", country)),
    )


def _means(paper: InvoicePaper, due_on: date | None) -> Node:
    bank = paper.bank
    branch = node("cac:FinancialInstitutionBranch", node("cbc:ID", bank.bic))
    return node(
        "cac:PaymentMeans",
        node("cbc:PaymentMeansCode", means_code(paper)),
        node("cbc:PaymentDueDate", due_on.isoformat()) if due_on else None,
        node("cbc:PaymentID", plain(bank.reference)),
        node(
            "cac:PayeeFinancialAccount",
            node("cbc:ID", bank.account),
            node("cbc:Name", plain(bank.payee)),
            branch,
        ),
    )


def _tax_total(paper: InvoicePaper) -> Node:
    return node(
        "cac:TaxTotal",
        _money("TaxAmount", paper, paper.tax.minor),
        *(_tax(paper, share) for share in paper.tax_shares),
    )


def _tax(paper: InvoicePaper, share: TaxShare) -> Node:
    return node(
        "cac:TaxSubtotal",
        _money("TaxableAmount", paper, share.net),
        _money("TaxAmount", paper, share.tax),
        _category("cac:TaxCategory", category(share.rate), percent(share.rate)),
    )


def _totals(paper: InvoicePaper) -> Node:
    return node(
        "cac:LegalMonetaryTotal",
        _money("LineExtensionAmount", paper, paper.net.minor),
        _money("TaxExclusiveAmount", paper, paper.net.minor),
        _money("TaxInclusiveAmount", paper, paper.total.minor),
        _money("PayableAmount", paper, paper.total.minor),
    )


def _line(facts: LineFacts, currency: str, name: str) -> Node:
    counted = "CreditedQuantity" if name == "CreditNote" else "InvoicedQuantity"
    return node(
        f"cac:{name}Line",
        node("cbc:ID", facts.number),
        node(f"cbc:{counted}", facts.quantity, unitCode=facts.unit),
        node("cbc:LineExtensionAmount", facts.net, currencyID=currency),
        _period(facts.line.period),
        node(
            "cac:Item",
            node("cbc:Name", plain(facts.line.description)),
            _category("cac:ClassifiedTaxCategory", facts.category, facts.rate),
            *(
                node(
                    "cac:AdditionalItemProperty",
                    node("cbc:Name", key),
                    node("cbc:Value", plain(value)),
                )
                for key, value in facts.properties
            ),
        ),
        node("cac:Price", node("cbc:PriceAmount", facts.price, currencyID=currency)),
    )


def _category(name: str, code: str, rate: str) -> Node:
    return node(
        name,
        node("cbc:ID", code),
        node("cbc:Percent", rate),
        node("cac:TaxScheme", node("cbc:ID", "VAT")),
    )


def _money(name: str, paper: InvoicePaper, minor: int) -> Node:
    return node(f"cbc:{name}", amount(paper, minor), currencyID=paper.currency)
