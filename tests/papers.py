"""Papers to print in tests: one bill a country, with everything that can stand on it."""

from dataclasses import replace
from datetime import UTC, date, datetime

from webapp.domain.invoice_paper import InvoicePaper, MeterReading, PaidPart, PaperLine
from webapp.domain.money import Money
from webapp.domain.papers import Address, BankDetails, CompanyFace, Party, Period
from webapp.domain.payment_codes import PaymentOrder, payment_payload

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
OCTOBER = Period(first=date(2026, 10, 1), end=date(2026, 11, 1))

MUSTER = CompanyFace(
    name="Stadtwerke Muster GmbH",
    address=Address(street="Am Kraftwerk 1", postcode="10115", city="Berlin", country="DE"),
    tax_number="DE123456789",
    contact="service@muster.test",
    accent="#1d4f91",
)
BANK = BankDetails(
    payee="Stadtwerke Muster GmbH",
    account="DE33100205000001194700",
    bic="BFSWDE33BER",
    bank="Bank für Sozialwirtschaft",
    reference="RF932014S000572",
)
GERMAN = InvoicePaper(
    language="de",
    number="2014S000572",
    kind="invoice",
    issued_on=date(2026, 11, 10),
    due_on=date(2026, 11, 30),
    company=MUSTER,
    buyer=Party(
        name="Clara Größe",
        number="SU0099",
        address=Address(
            street="Straße des 17. Juni 5", postcode="10557", city="Berlin", country="DE"
        ),
    ),
    currency="EUR",
    lines=(
        PaperLine(
            description="Warmwasser",
            net=6173,
            tax_rate=1900,
            tax=1173,
            quantity=5_000,
            unit="m³",
            price="12.3456",
            period=OCTOBER,
            serial="37461",
            begin=MeterReading(value=1_073_000, kind="reader"),
            end=MeterReading(value=1_078_000, kind="estimated"),
        ),
        PaperLine(
            description="Grundpreis",
            net=6043,
            tax_rate=1900,
            tax=1148,
            quantity=1_000,
            unit="Monat",
            price="60.43",
            period=OCTOBER,
        ),
    ),
    bank=BANK,
    outstanding=Money(9537, "EUR"),
    period=OCTOBER,
    supply="VS-0099",
    supply_address="Straße des 17. Juni 5, 3. OG",
    paid=(PaidPart(day=date(2026, 11, 20), amount=Money(5000, "EUR"), how="Karte"),),
    explanation="Preise nach Blatt 7.",
)


HUNGARIAN = replace(
    GERMAN,
    language="hu",
    kind="settlement",
    currency="HUF",
    company=CompanyFace(
        name="Minta Távhő Kft.",
        address=Address(street="Fűtőmű utca 1.", postcode="6600", city="Szentes", country="HU"),
        tax_number="11111111-2-06",
        contact="ugyfelszolgalat@minta.test",
        accent="#0a5f5c",
    ),
    buyer=Party(
        name="Árvíztűrő Őzike",
        number="SU0044",
        address=Address(street="Minta tér G. ép. 9. em. 48.", postcode="6600", city="Szentes"),
    ),
    lines=(
        PaperLine(
            description="Melegvíz hődíja",
            net=30580,
            tax_rate=2700,
            tax=8257,
            quantity=5_000,
            unit="m³",
            price="6116",
            period=OCTOBER,
            serial="37461",
            begin=MeterReading(value=1_073_000, kind="customer_verified"),
            end=MeterReading(value=1_078_000, kind="reader"),
        ),
    ),
    bank=BankDetails(
        payee="Minta Távhő Kft.",
        account="HU42117730161111101800000000",
        bic="OTPVHUHB",
        bank="OTP Bank Nyrt.",
        reference="2014S000572",
    ),
    outstanding=Money(38837, "HUF"),
    paid=(),
    explanation="",
)
CZECH = replace(
    HUNGARIAN,
    language="cs",
    kind="final",
    currency="CZK",
    company=replace(MUSTER, name="Teplárna Žďár a.s.", tax_number="CZ12345678", accent="#ffcc00"),
    buyer=Party(
        name="Příliš Žluťoučký",
        number="SU0100",
        address=Address(street="Náměstí Úpěl Ďábelské ódy 3, Třešť", country="CZ"),
    ),
    bank=BankDetails(
        payee="Teplárna Žďár a.s.",
        account="CZ6508000000192000145399",
        bic="",
        bank="Česká spořitelna",
        reference="2014000572",
    ),
    outstanding=Money(38837, "CZK"),
)
ROMANIAN = replace(
    HUNGARIAN,
    language="ro",
    kind="advance",
    currency="RON",
    company=replace(MUSTER, name="Apă și Căldură Țintă SRL", tax_number="RO12345678"),
    buyer=Party(
        name="Ștefan Întâi Ţăranu",
        number="SU0101",
        address=Address(street="Str. Măgurele 3, București", country="RO"),
    ),
    outstanding=Money(0, "RON"),
    paid=(PaidPart(day=date(2026, 11, 20), amount=Money(38837, "RON"), how="Card"),),
)
RUSSIAN = replace(
    HUNGARIAN,
    language="ru",
    kind="interim",
    currency="RUB",
    company=CompanyFace(
        name="АО Энергосбыт",
        address=Address(street="ул. Вавилова, 19", postcode="117997", city="Москва", country="RU"),
        tax_number="7707083893",
        contact="8 800 555-55-50",
        accent="#21a038",
    ),
    buyer=Party(
        name="Щукина Ёлка Объездовна",
        number="1234567890",
        address=Address(street="ул. Льва Толстого, д. 16, кв. 48", country="RU"),
    ),
    bank=BankDetails(
        payee="АО Энергосбыт",
        account="40702810138250123017",
        bic="044525225",
        bank="ПАО СБЕРБАНК",
        reference="2014S000572",
    ),
    outstanding=Money(38837, "RUB"),
)
BILLS = {"de": GERMAN, "hu": HUNGARIAN, "cs": CZECH, "ro": ROMANIAN, "ru": RUSSIAN}
BILLS["en"] = replace(GERMAN, language="en", buyer=replace(GERMAN.buyer, name="Zoë O’Brien"))


def with_code(paper: InvoicePaper, kind: str, **more: object) -> InvoicePaper:
    """The bill with its company's payment code for what is outstanding."""
    order = PaymentOrder(
        payee=paper.bank.payee,
        account=paper.bank.account,
        bic=paper.bank.bic,
        bank=paper.bank.bank,
        amount=paper.outstanding,
        reference=paper.bank.reference,
        due_on=paper.due_on,
        customer_number=paper.buyer.number,
        **more,
    )
    return replace(paper, payment_payload=payment_payload(kind, order))
