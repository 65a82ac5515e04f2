"""The money of the demo world: how both companies take it, and what Anna and Clara owe."""

from datetime import date, datetime

from webapp.actions.demo.annas_money import add_annas_money
from webapp.actions.demo.claras_money import add_claras_money
from webapp.actions.demo.neighbours_money import add_neighbours_money
from webapp.actions.demo.people import MINTA, MUSTER
from webapp.models.money_settings import MoneySetting

SETTINGS = (
    {
        "company_id": MINTA, "payee": "Minta Távhő Kft.", "iban": "HU42117730161111101800000000",
        "bic": "OTPVHUHB", "bank": "OTP Bank", "tax_number": "12345676-2-06",
        "address": "6600 Minta település, Hő utca 1.", "day_count": "act_365",
        "allocation_order": "fees,interest,principal", "provider": "sandbox",
        "payment_origins": "http://127.0.0.1:8090", "least_payment": 250, "qr_kind": "hct",
    },
    {
        "company_id": MUSTER, "payee": "Stadtwerke Muster GmbH", "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX", "bank": "Musterbank", "tax_number": "DE123456788",
        "address": "Werkstraße 1, 12345 Musterstadt", "day_count": "act_act",
        "allocation_order": "fees,interest,principal", "provider": "sandbox",
        "payment_origins": "http://127.0.0.1:8090", "least_payment": 50, "qr_kind": "epc",
    },
)  # fmt: skip


def lead_to_bank(*, origin: str) -> None:
    """Let the companies of the pretend bank send their customers to this address of it."""
    MoneySetting.update(payment_origins=origin).where(MoneySetting.provider == "sandbox").execute()


def add_money(*, today: date, now: datetime) -> None:
    """Write it; the readings that the bills rest on are there already."""
    MoneySetting.insert_many([dict(setting) for setting in SETTINGS]).execute()
    add_annas_money(today=today, now=now)
    add_claras_money(today=today, now=now)
    add_neighbours_money(today=today, now=now)
