"""The numbers of the rules: what holds, since when, and setting another."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from webapp.actions.rule_parameters import set_rule_parameter
from webapp.domain.meters import MEDIUM_NAMES
from webapp.domain.parameter_defaults import DEFAULTS
from webapp.domain.people import StaffTie
from webapp.domain.permissions import Permission, companies_with
from webapp.domain.refusals import Refusal
from webapp.forms.rules import RuleForm
from webapp.queries.rule_parameters import company_day, numbers_set
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.language import say
from webapp.web.respond import respond
from webapp.web.rule_words import shown_rules

bp = Blueprint("desk_rules", __name__)


@bp.get("/desk/rules")
@allow(Permission.SET_RULES)
def page() -> Response:
    """Every number in words, with its default and what this company has set."""
    form = _form()
    asked = request.args.get("name", "")
    form.name.data = asked if asked in DEFAULTS else form.name.data
    return _page(form)


@bp.post("/desk/rules")
@allow(Permission.SET_RULES)
def set_one() -> AnyResponse:
    """Set one number, from a day on."""
    form = _form()
    if not form.validate():
        return _page(form, status=422)
    try:
        set_rule_parameter(
            person=asker(),
            company_id=_company().company_id,
            name=form.name.data or "",
            text=form.value.data or "",
            medium=form.medium.data or None,
            model=(form.model.data or "").strip() or None,
            valid_from=form.since.data,
            now=now(),
        )
    except Refusal as refusal:
        form[refusal.field or "value"].errors = [say(refusal)]
        return _page(form, status=422)
    return redirect(url_for(".page", _anchor=form.name.data), code=303)


def _company() -> StaffTie:
    return companies_with(asker(), Permission.SET_RULES)[0]


def _form() -> RuleForm:
    numbers = [(name, gettext(parameter.words)) for name, parameter in DEFAULTS.items()]
    media = [(medium, gettext(words)) for medium, words in MEDIUM_NAMES.items()]
    return RuleForm(numbers=numbers, media=media)


def _page(form: RuleForm, **more: Any) -> Response:
    company = _company()
    rules = shown_rules(
        numbers=numbers_set(company_id=company.company_id),
        today=company_day(company_id=company.company_id, now=now()),
    )
    return respond(
        page="desk/rules.html", form=form, rules=rules, company_name=company.company_name, **more
    )
