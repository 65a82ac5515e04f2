"""The money of the demo world: how both companies take it, and what Anna and Clara owe."""

from datetime import date, datetime

from webapp.actions.demo.annas_money import add_annas_money
from webapp.actions.demo.claras_money import add_claras_money
from webapp.actions.demo.neighbours_money import add_neighbours_money
from webapp.actions.demo.people import MINTA, MUSTER
from webapp.models.base import atomic, new_id
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal
from webapp.models.staff import Staff

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


def lead_to_bank(*, origin: str, now: datetime) -> None:
    """Let the companies of the pretend bank send their customers to this address of it."""
    elsewhere = MoneySetting.select().where(
        MoneySetting.provider == "sandbox", MoneySetting.payment_origins != origin
    )
    for setting in list(elsewhere):
        _lead(setting, origin, now)


def _lead(setting: MoneySetting, origin: str, now: datetime) -> None:
    """As the command proposes it and somebody at the desk agrees; at first the command alone."""
    proposal_id, company_id = new_id(), setting.company_id
    if not setting.payment_origins:
        MoneySetting.update(payment_origins=origin).where(
            MoneySetting.company_id == company_id
        ).execute()
        return
    anybody = Staff.select(Staff.account_id).where(Staff.company_id == company_id).limit(1)
    with atomic():
        SettingProposal.insert(
            company_id=company_id,
            id=proposal_id,
            proposed_at=now,
            follows=setting.agreed_id,
            payment_origins=origin,
        ).execute()
        SettingProposal.update(ended_at=now, ended_by=anybody.scalar(), outcome="approved").where(
            SettingProposal.company_id == company_id, SettingProposal.id == proposal_id
        ).execute()
        MoneySetting.update(payment_origins=origin, agreed_id=proposal_id).where(
            MoneySetting.company_id == company_id
        ).execute()


def add_money(*, today: date, now: datetime) -> None:
    """Write it; the readings that the bills rest on are there already."""
    MoneySetting.insert_many([dict(setting) for setting in SETTINGS]).execute()
    add_annas_money(today=today, now=now)
    add_claras_money(today=today, now=now)
    add_neighbours_money(today=today, now=now)
