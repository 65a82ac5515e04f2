"""A company as its papers show it, in its language and on its clock."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from peewee import JOIN

from webapp.domain.papers import Address, CompanyFace, Party, paper_language
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.money_settings import MoneySetting
from webapp.queries.billed import Billed


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """What stands on every paper for one customer of a company."""

    language: str
    company: CompanyFace
    customer: Party
    made_at: datetime


def letterhead(*, billed: Billed, now: datetime) -> Letterhead:
    """The paper's language, both parties and the company's moment, in one query."""
    row = dicts_of(
        Company.select(
            Company.name, Company.country, Company.locale, Company.timezone, Company.accent,
            Company.contact, MoneySetting.payee, MoneySetting.address, MoneySetting.tax_number,
        )
        .join(MoneySetting, JOIN.LEFT_OUTER, on=(MoneySetting.company_id == Company.id))
        .where(Company.id == billed.company_id)
    )[0]  # fmt: skip
    return Letterhead(
        language=paper_language(row["locale"]),
        company=CompanyFace(
            name=row["payee"] or row["name"],
            address=Address(street=row["address"] or "", country=row["country"]),
            tax_number=row["tax_number"] or "",
            contact=row["contact"],
            accent=row["accent"],
        ),
        customer=Party(
            name=billed.customer_name,
            number=billed.customer_number,
            address=Address(street="", country=row["country"]),
        ),
        made_at=now.astimezone(ZoneInfo(row["timezone"])),
    )
