"""Money settings for tests: as two people would have set them, and proposals that wait."""

from datetime import UTC, datetime

from webapp.domain.money_settings import RULES, TWO_PEOPLE
from webapp.models.base import new_id
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal
from webapp.models.staff import Staff


def begun(company_id, **given):
    """A company's first settings; the usual ones where none is given."""
    usual = {name: rule.default for name, rule in RULES.items()}
    MoneySetting.insert(**{"company_id": company_id, **usual, **given}).execute()


def agreed(**given):
    """Let every company's settings be these, as two people would."""
    for row in list(MoneySetting.select()):
        proposal_id = proposed_setting(row.company_id, **_where(given))
        by = Staff.select(Staff.account_id).where(Staff.company_id == row.company_id).limit(1)
        ended(proposal_id, by=by.scalar()).execute()
        MoneySetting.update(**given, agreed_id=proposal_id).where(
            MoneySetting.company_id == row.company_id
        ).execute()


def proposed_setting(company_id, *, by=None, **given):
    """One of the staff, or the command, wants these; returns the proposal's id."""
    proposal_id = new_id()
    follows = MoneySetting.select(MoneySetting.agreed_id).where(
        MoneySetting.company_id == company_id
    )
    SettingProposal.insert(
        **{
            "company_id": company_id, "id": proposal_id, "staff_id": by,
            "proposed_at": datetime.now(UTC), "follows": follows.scalar(), **given,
        }
    ).execute()  # fmt: skip
    return proposal_id


def ended(proposal_id, *, by, outcome="approved"):
    """The statement that ends a proposal."""
    return SettingProposal.update(ended_at=datetime.now(UTC), ended_by=by, outcome=outcome).where(
        SettingProposal.id == proposal_id
    )


def _where(given):
    return {name: value for name, value in given.items() if name in TWO_PEOPLE}
