"""What each door is given when the tests knock: a whole form or record about somebody's things."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conventions.visits import Things
from tests.phone import meta

Body = dict[str, Any]


def _reading(things: Things) -> Body:
    record = meta(meter=things.serial, registers=dict.fromkeys(things.register_ids, things.value))
    return {"meta": json.dumps(record)}


def _plain_form(things: Things) -> Body:
    values = {f"value-{register}": things.value for register in things.register_ids}
    return {f"id-{things.meter_id}": str(uuid.uuid4()), "confirmed": "yes", **values}


def _accept(_things: Things) -> Body:
    return {"verdict": "accept"}


def _estimate(things: Things) -> Body:
    return {f"value-{register}": things.value for register in things.register_ids}


def _correction(_things: Things) -> Body:
    return {"id": str(uuid.uuid4()), "value": "1072", "why": "I had read the other meter."}


def _handover(things: Things) -> Body:
    today = datetime.now(UTC).date()
    days = {"handover_on": today.isoformat(), "read_on": (today - timedelta(days=1)).isoformat()}
    values = {f"value-{register}": things.value for register in things.register_ids}
    return {"id": str(uuid.uuid4()), "direction": "move_out", **days, **values}


def _aside(_things: Things) -> Body:
    return {"act": "aside", "reason": "no_customer"}


def _rule(_things: Things) -> Body:
    return {"name": "low_share", "value": "40"}


def _money_settings(_things: Things) -> Body:
    return {"group": "counting", "day_count": "act_360", "was-day_count": "act_365"}


def _tariff(_things: Things) -> Body:
    return {"what": "interest", "valid_from": "2026-01-01", "value": "8.75"}


def _route(things: Things) -> Body:
    key = f"{things.customer_id}-{things.service_point_id}"
    shown = {"place": key, f"id-{key}": str(uuid.uuid4()), f"was-{key}": "paper"}
    return {**shown, f"electronic-{key}": "yes"}


BODIES: dict[str, Callable[[Things], Body]] = {
    "sync.submit": _reading,
    "capture.submit": _plain_form,
    "corrections.submit": _correction,
    "handovers.submit": _handover,
    "invoice_routes.ask": _route,
    "desk_invoice_routes.put": _route,
    "desk_decisions.decide": _accept,
    "desk_estimates.treat": _estimate,
    "desk_rules.set_one": _rule,
    "desk_money_settings.set_them": _money_settings,
    "desk_tariffs.put": _tariff,
    "desk_statement_lines.act": _aside,
}
"""By endpoint. A POST that is not listed is sent empty."""

INCOMPLETE = {
    "desk_outbox_file.take_in",
    "desk_clean.accept",
    "desk_hand_overs.give",
    "desk_undo.take_back",
    "desk_missing.estimate",
    "desk_exchanges.treat",
    "desk_other_meters.treat",
    "desk_rollovers.treat",
    "desk_proposals.confirm_it",
    "desk_proposals.decline_it",
    "desk_statements.take_in",
    "payments.start",
    "desk_entries.refund",
    "desk_debts.let_go",
    "desk_debts.begin",
    "desk_debts.end",
    "desk_credit.put",
    "desk_money_settings.agree",
    "desk_money_settings.turn_down",
    "desk_tariffs.withdraw",
    "desk_money.agree",
    "desk_money.book",
    "desk_money.refuse",
}
"""Doors that answer an empty form with 422: they want a file, a choice, or something to undo."""

TAKES_A_METER = {"sync.submit"}
"""Doors that name a meter in the body and not in the address."""


def body_for(endpoint: str, things: Things) -> Body:
    """The form for a POST to this endpoint about these things."""
    return BODIES.get(endpoint, lambda _: {})(things)
