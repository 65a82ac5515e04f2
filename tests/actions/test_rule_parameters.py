"""Setting a number of the rules."""

import pytest

from webapp.actions.rule_parameters import set_rule_parameter
from webapp.domain.refusals import NotFound, Refusal
from webapp.models.rule_parameters import RuleParameter


@pytest.fixture
def set_rule(world, now):
    def call(who="supervisor", **changed):
        asked = {
            "company_id": world.minta, "name": "low_share", "text": "40", "medium": None,
            "model": None, "valid_from": None, **changed,
        }  # fmt: skip
        set_rule_parameter(person=world.person(who), now=now, **asked)

    return call


@pytest.mark.parametrize("who", ["supervisor", "admin"])
def test_it_holds_from_today(set_rule, who):
    set_rule(who)
    assert RuleParameter.select().count() == 1


@pytest.mark.parametrize("who", ["clerk", "reader", "anna", "foreign_clerk"])
def test_others_find_no_rules(set_rule, who):
    with pytest.raises(NotFound):
        set_rule(who)


def test_a_supervisor_sets_none_elsewhere(set_rule, world):
    with pytest.raises(NotFound):
        set_rule(company_id=world.muster)


@pytest.mark.parametrize("model", ["M" * 81, "M\0"])
def test_a_model_that_cannot_be(set_rule, model):
    with pytest.raises(Refusal) as refused:
        set_rule(model=model)
    assert (refused.value.code, refused.value.field) == ("parameter", "model")
    assert RuleParameter.select().count() == 0
