"""How the company takes money: every setting in words, since when, and setting others."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.money_setting_answers import agree_to_settings, turn_settings_down
from webapp.actions.money_settings import set_money_settings
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import NotFound, Refusal
from webapp.forms.money_settings import wanted_settings
from webapp.queries.money_settings import company_money, latest_changes, waiting_settings
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.money_desk import tell, wrong
from webapp.web.money_setting_words import (
    faults_by_setting,
    shown_changes,
    shown_groups,
    shown_waiting,
)
from webapp.web.respond import respond
from webapp.web.sessions import keep_alive

bp = Blueprint("desk_money_settings", __name__)


@bp.get("/desk/money-settings")
@allow(Permission.SET_MONEY)
def page() -> Response:
    """Every setting; the group that is asked for as a form."""
    return _page(request.args.get("group", ""))


@bp.post("/desk/money-settings")
@allow(Permission.SET_MONEY)
def set_them() -> AnyResponse:
    """Set what was filled in differently in a group, all of it or nothing."""
    keep_alive()
    group = request.form.get("group", "")
    try:
        wanted = wanted_settings(request.form)
        done = set_money_settings(
            company_id=_company_id(),
            given=wanted.given,
            shown=wanted.shown,
            actor_id=asker().account_id,
            now=now(),
        )
    except Refusal as refusal:
        return _page(group, refusal)
    tell("asked" if done.proposed else "set" if done.changed else "as_before")
    return redirect(url_for(".page", _anchor=group), code=303)


@bp.post("/desk/money-settings/proposals/<int:change_id>/agreement")
@allow(Permission.SET_MONEY)
def agree(change_id: int) -> AnyResponse:
    """Let what a colleague has proposed hold from now on."""
    keep_alive()
    try:
        agree_to_settings(person=asker(), proposal_id=change_id, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page("", refusal)
    tell("set")
    return redirect(url_for(".page"), code=303)


@bp.post("/desk/money-settings/proposals/<int:change_id>/declination")
@allow(Permission.SET_MONEY)
def turn_down(change_id: int) -> AnyResponse:
    """End a colleague's proposal, or take one's own back."""
    keep_alive()
    try:
        own = turn_settings_down(person=asker(), proposal_id=change_id, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _page("", refusal)
    tell("unasked" if own else "turned_down")
    return redirect(url_for(".page"), code=303)


def _company_id() -> int:
    return companies_with(asker(), Permission.SET_MONEY)[0].company_id


def _page(group: str, refusal: Refusal | None = None) -> Response:
    company_id = _company_id()
    found = company_money(company_id=company_id)
    waiting = waiting_settings(company_id=company_id)
    shown: dict[str, Any] = wrong(None)
    if refusal:
        shown["errors"] = faults_by_setting(refusal)
    return respond(
        page="desk/money_settings.html",
        status=422 if refusal else 200,
        money=found,
        groups=shown_groups(found),
        editing=group,
        waiting=shown_waiting(found, waiting, account_id=asker().account_id),
        changes=shown_changes(latest_changes(company_id=company_id)),
        **shown,
    )
