"""Faults to plant around the ledger: disputes, refunds, second people, ways of bills, tariffs."""

from collections.abc import Callable

from bench.planting import Fault

Plant = Callable[[str, str, str, str], Fault]


def _about(subject: str, *tests: str) -> Plant:
    """What plants faults of this subject, which these files should notice."""

    def plant(name: str, file: str, right: str, wrong: str) -> Fault:
        paths = tuple(f"tests/{path}.py" for path in tests)
        return Fault(name=f"{subject}: {name}", file=file, right=right, wrong=wrong, tests=paths)

    return plant


def _unguarded(plant: Plant, name: str, file: str, faults: str, number: int) -> Fault:
    """The same guards without one of their questions."""
    wrong = f', {faults}[:{number - 1}] + ("1 = 0",) + {faults}[{number}:])'
    return plant(name, file, f", {faults})", wrong)


_dispute = _about("dispute", "payments/test_disputes")
_stripe = _about(
    "dispute at a bank", "payments/test_returned_refunds", "gateways/payments/test_stripe"
)
_refund = _about("refund", "payments/test_returned_refunds")
_two = _about("two people", "models/test_money_proposals", "routes/desk/test_money_pages")
_guard = _about("two people, guard", "models/test_money_proposals")
_where = _about(
    "where money goes", "actions/test_setting_proposals", "routes/desk/test_money_settings"
)
_held = _about("where money goes, guard", "models/test_setting_guards")
_way = _about("way of bills", "actions/test_invoice_routes")
_tariff = _about("tariff", "domain/test_tariffs", "actions/test_tariffs", "routes/test_debts")
_undo = _about(
    "undo",
    "actions/test_import_states",
    "actions/test_statement_imports",
    "actions/test_paper_imports",
)
_turn = _about("delivery", "actions/test_one_delivery")

DISPUTES, RETURNED = "webapp/actions/disputes.py", "webapp/actions/returned_refunds.py"
STRIPE = "webapp/gateways/payments/stripe_state.py"
PROPOSALS, ANSWERS = "webapp/actions/money_proposals.py", "webapp/actions/money_answers.py"
LEDGER_GUARDS, SETTING_GUARDS = "webapp/models/ledger_guards.py", "webapp/models/setting_guards.py"
SETTINGS, SETTING_ROWS = "webapp/actions/money_settings.py", "webapp/actions/money_setting_rows.py"
SETTING_ANSWERS = "webapp/actions/money_setting_answers.py"
WAYS, WAYS_READ = "webapp/actions/invoice_routes.py", "webapp/queries/invoice_routes.py"
TARIFFS, TARIFF_RULES = "webapp/actions/tariffs.py", "webapp/domain/tariffs.py"
DEBTS_READ = "webapp/queries/debts.py"
UNDO, STATES = "webapp/actions/import_undo.py", "webapp/queries/import_states.py"
DELIVERY, STATEMENT_UNDO = "webapp/actions/one_delivery.py", "webapp/actions/statement_undo.py"

AROUND = (
    _dispute("told twice it is taken twice", DISPUTES,
             "missing = took - gave - held", "missing = took - gave"),
    _dispute("what was won is not looked at", DISPUTES,
             "missing = took - gave - held", "missing = took - held"),
    _dispute("an answer that is older than another one counts", DISPUTES,
             "if took < payment.disputed or gave < payment.won:", "if False:"),
    _dispute("what was won is not remembered", DISPUTES,
             "Payment.update(disputed=took, won=gave)", "Payment.update(disputed=took)"),
    _dispute("more is given again than was taken", DISPUTES,
             "min(-missing, gave + taken_of(whole, kinds=(WON_BACK,)).amount)", "-missing"),
    _dispute("more is taken than is left", DISPUTES,
             "min(missing, whole.remaining)", "missing"),
    _dispute("it is written on a task that is done", DISPUTES,
             "        MoneyTask.done_at.is_null(),\n", ""),
    _stripe("an inquiry takes money", STRIPE,
            'TAKING = ("needs', 'TAKING = ("warning_needs_response", "needs'),
    _stripe("what was won there was never taken", STRIPE, '"lost", "won")', '"lost")'),
    _stripe("amounts of another currency are added up", STRIPE,
            'if all(move["currency"] == dispute["currency"] for move in moves):', "if True:"),
    _stripe("a refund that failed has gone", STRIPE, ' if one["status"] not in NOT_GONE)', ")"),
    _refund("what another one had opened is settled", RETURNED,
            "taken_by=took.id", "taken_by=None"),
    _refund("another one is taken for it", RETURNED,
            "        LedgerEntry.decision_id == refund.decision_id,\n", ""),
    _refund("it comes back to each who hears of it", RETURNED,
            "    if not moved:\n        return\n", ""),
    _refund("more comes back than it had taken", RETURNED,
            "amount=-took.amount", "amount=refund.amount"),
    _refund("a bank that cannot tell is not taken at its word", RETURNED,
            "return RefundState.SUCCEEDED", "return RefundState.FAILED"),
    _refund("no answer is an answer", RETURNED,
            "return RefundState.UNKNOWN not in states.values()", "return True"),
    _two("a proposal for more than is left", PROPOSALS, "if money.minor > left:", "if False:"),
    _two("what the bank is asked for already is proposed again", PROPOSALS,
         "max(0, whole.remaining - under_way(company_id=company_id, entry_id=entry_id))",
         "whole.remaining"),
    _two("less is left by the time of the answer", ANSWERS,
         "if proposal.amount > refundable(company_id=proposal.company_id, entry_id=entry_id):",
         "if False:"),
    _two("who proposed it answers it", ANSWERS,
         "if proposal.staff_id == person.account_id:", "if False:"),
    _two("nobody is told to pay it out", ANSWERS,
         "    open_task(\n", "    (lambda **_: None)(\n"),
    _unguarded(_guard, "more than was agreed on", LEDGER_GUARDS, "AGREED_ENTRY_FAULTS", 1),
    _unguarded(_guard, "another debt than was agreed on", LEDGER_GUARDS,
               "AGREED_ALLOCATION_FAULTS", 1),
    _unguarded(_guard, "the bank is asked for more", LEDGER_GUARDS, "REFUND_FAULTS", 1),
    _unguarded(_guard, "about another customer's money", LEDGER_GUARDS, "PROPOSAL_FAULTS", 1),
    _unguarded(_guard, "decided by who did not say yes", LEDGER_GUARDS, "DECISION_FAULTS", 1),
    _where("the payee takes one person", "webapp/domain/money_settings.py",
           'TWO_PEOPLE = ("payee", ', "TWO_PEOPLE = ("),
    _where("the command sets it alone for ever", SETTINGS,
           "begins = actor_id is None and not change.was", "begins = actor_id is None"),
    _where("who proposed it answers it", SETTING_ANSWERS,
           "if proposal.staff_id == person.account_id:", "if False:"),
    _where("a second proposal while one waits", SETTINGS, "if waiting.exists():", "if False:"),
    _where("what a colleague has set is written over", SETTING_ROWS,
           "if shown.get(change.name, change.was) != change.was", "if False"),
    _unguarded(_held, "another account without an agreement", SETTING_GUARDS, "CHANGE_FAULTS", 2),
    _held("an agreement counts a second time", SETTING_GUARDS,
          " AND COALESCE(x.follows, 0) = COALESCE(OLD.agreed_id, 0)\"", '"'),
    _held("agreed to another value", SETTING_GUARDS,
          "({AGREED} AND x.{name} = NEW.{name})", "({AGREED})"),
    _unguarded(_held, "taken away with all that was set", SETTING_GUARDS, "GONE_FAULTS", 1),
    _way("after midnight there it counts from the day before", WAYS,
         "valid_from=local_day(now=now, timezone=timezone)", "valid_from=now.date()"),
    _way("a second wish while one waits", WAYS, "if place.waiting is not None:", "if False:"),
    _way("who may only look asks for it", WAYS,
         "permission=Permission.ASK_FOR_CHANGES, now=now", "now=now"),
    _way("granted twice", WAYS, 'if submission.state != "accepted":', "if True:"),
    _way("undone it still counts", WAYS_READ, "            Newer.voided_by.is_null(),\n", ""),
    _way("who lived there before has chosen", WAYS_READ,
         "            Newer.customer_id == Supply.customer_id,\n", ""),
    _way("the first word counts, not the last", WAYS_READ,
         "Newer.valid_from.desc(), Newer.recorded_at.desc(), Newer.id.desc()",
         "Newer.valid_from, Newer.recorded_at, Newer.id"),
    _way("what was decided waits", WAYS_READ, '            of_wish.state == "received",\n', ""),
    _way("a place that was left today", WAYS_READ,
         'row["ends_on"] > today', 'row["ends_on"] >= today'),
    _tariff("it holds from the next day on", TARIFF_RULES,
            "one.step == step and one.valid_from <= day",
            "one.step == step and one.valid_from < day"),
    _tariff("any step where none is named", TARIFF_RULES, "if len(steps) != 1:", "if not steps:"),
    _tariff("the fee of the day it is due", DEBTS_READ, "day=line.arose_on", "day=line.due_on"),
    _tariff("every step's fee is another", TARIFFS,
            "return row if what == INTEREST else row & (DunningTariff.step == step)", "return row"),
    _tariff("what holds since today is taken back", TARIFFS,
            "if valid_from <= local_day(", "if valid_from < local_day("),
    _tariff("what was charged otherwise is not said", DEBTS_READ,
            "return comes_to is not None and comes_to != self.amount", "return False"),
    _tariff("no event is left", TARIFFS, "    record_event(\n", "    (lambda **_: None)(\n"),
    _turn("a busy database is a broken one", DELIVERY,
          "        raise _busy() from error", "        raise"),
    _turn("undone twice", UNDO, "if batch.undone_at is not None or ", "if "),
    _undo("money that has moved on is taken back", UNDO,
          "    if money_moved_on(company_id=company_id, import_id=import_id):\n"
          "        raise _touched()\n", ""),
    _undo("what the file took back itself is taken back again", UNDO,
          "if family(company_id=company_id, entry_id=entry_id).remaining:", "if True:"),
    # The question before the lines leave cannot be missed: those that are left are counted again.
    _undo("what a clerk has decided is not seen", STATES,
          "bool(by_hand.exists() or returns.exists())", "bool(returns.exists())"),
    _undo("only later takings are asked for", STATES,
          "bool(later.exists() or earlier.exists())", "bool(later.exists())"),
    _undo("a disputed bill goes with it", UNDO, "if disputed.exists():", "if False:"),
    _undo("papers are still shown", UNDO,
          "            _let_go_of_papers(company_id, import_id)\n", ""),
    _undo("a sum is nobody's work", STATEMENT_UNDO,
          "        _open_sum(company_id, iban, whole, now)\n", "        pass\n"),
)  # fmt: skip
