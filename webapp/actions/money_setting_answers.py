"""The second person's answer to another account, bank or payee: it holds from now on, or not.

The database holds it, too: what is set already is another only by a proposal that somebody else
than its maker has agreed to.
"""

from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.money_setting_rows import changed_settings, write_settings
from webapp.domain.money_settings import TWO_PEOPLE
from webapp.domain.people import Person
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_
from webapp.models.base import atomic
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal


def agree_to_settings(*, person: Person, proposal_id: int, now: datetime) -> None:
    """Let what a colleague or the command has proposed hold from now on.

    Raises NotFound, or Refusal no_proposal or same_person.
    """
    with atomic():
        proposal = _open(person, proposal_id)
        if proposal.staff_id == person.account_id:
            raise Refusal(
                "same_person", N_("Somebody else has to confirm it; you have proposed it.")
            )
        wanted = {name: getattr(proposal, name) for name in TWO_PEOPLE}
        changes = changed_settings(
            company_id=proposal.company_id,
            given={name: text for name, text in wanted.items() if text is not None},
        )
        _end(proposal, person, "approved", now)
        write_settings(
            company_id=proposal.company_id,
            changes=changes,
            actor_id=person.account_id,
            now=now,
            agreed_id=proposal.id,
            proposal=proposal.id,
            proposed_by=proposal.staff_id,
        )


def turn_settings_down(*, person: Person, proposal_id: int, now: datetime) -> bool:
    """End a colleague's proposal, or take one's own back; whether it was one's own.

    Raises NotFound, or Refusal no_proposal.
    """
    with atomic():
        proposal = _open(person, proposal_id)
        own: bool = proposal.staff_id == person.account_id
        _end(proposal, person, "withdrawn" if own else "declined", now)
    return own


def _open(person: Person, proposal_id: int) -> SettingProposal:
    """The proposal that waits, its company held, so that two answers come one after the other."""
    companies = [tie.company_id for tie in companies_with(person, Permission.SET_MONEY)]
    mine = SettingProposal.company_id.in_(companies) & (SettingProposal.id == proposal_id)
    found = SettingProposal.get_or_none(mine)
    if found is None:
        raise NotFound
    MoneySetting.hold(company_id=found.company_id)
    waiting: SettingProposal | None = SettingProposal.get_or_none(
        mine, SettingProposal.ended_at.is_null()
    )
    if waiting is None:
        raise Refusal("no_proposal", N_("No proposal waits here any more."))
    return waiting


def _end(proposal: SettingProposal, person: Person, outcome: str, now: datetime) -> None:
    SettingProposal.update(ended_at=now, ended_by=person.account_id, outcome=outcome).where(
        SettingProposal.company_id == proposal.company_id,
        SettingProposal.id == proposal.id,
        SettingProposal.ended_at.is_null(),
    ).execute()
    record_event(
        company_id=proposal.company_id,
        actor_id=person.account_id,
        kind=f"setting_proposal.{outcome}",
        subject=f"setting_proposal:{proposal.id}",
        now=now,
    )
