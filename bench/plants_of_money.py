"""Faults to plant into the ledger, one at a time: the file, what stands there, what comes there."""

from bench.planting import Fault

DOMAIN, LEDGER = "webapp/domain/ledger.py", "webapp/actions/ledger.py"
ROWS, DEBTS = "webapp/actions/ledger_rows.py", "webapp/actions/debts.py"
GUARDS = "webapp/models/ledger_guards.py"


def _fault(name: str, file: str, right: str, wrong: str, *, processes: bool = False) -> Fault:
    return Fault(name=name, file=file, right=right, wrong=wrong, processes=processes)


def _unguarded(name: str, faults: str, number: int) -> Fault:
    """The same guards without one of their questions."""
    # Each list is named once where it is made and once where it is used.
    wrong = f', {faults}[:{number - 1}] + ("1 = 0",) + {faults}[{number}:])'
    return _fault(f"guard: {name}", GUARDS, f", {faults})", wrong)


ENTRY = """            kind="payment",
            money=money,
            cause=cause,
        )"""
HELD = """    with atomic():
        hold(company_id=company_id, customer_id=customer_id)
        known = _known(company_id, cause)
        if known is not None:
            return known
        entry_id = write_entry(
            company_id=company_id,
            customer_id=customer_id,
            kind="payment","""

FAULTS = (
    _fault("wrong order of groups", DOMAIN, "return (places.get(GROUPS[line.kind], len(places)),",
           "return (-places.get(GROUPS[line.kind], len(places)),"),
    _fault("the youngest bill first", DOMAIN, "return sorted(lines, key=key)",
           "return sorted(lines, key=key)[::-1]"),
    _fault("a choice settles more than is owed", DOMAIN, "min(part, owed.get(debt, 0))", "part"),
    _fault("a sum is spent again for each debt", DOMAIN, "left -= part", "left -= 0"),
    _fault("what is on account is forgotten when money goes back", DOMAIN,
           "missing = max(0, amount - on_account)", "missing = amount"),
    _fault("the debts that were settled first open first", DOMAIN, "list(reversed(settled))",
           "list(settled)"),
    _fault("more is taken back than is left", DOMAIN,
           "if amount > on_account + sum(one.amount for one in settled):", "if False:"),
    _fault("only the last move of a debt counts", DOMAIN,
           "sums[one.debt_id] = sums.get(one.debt_id, 0) + one.amount",
           "sums[one.debt_id] = one.amount"),
    _fault("wrong sign: what goes back comes in", LEDGER, "money=Money(-amount, whole.currency)",
           "money=Money(amount, whole.currency)"),
    _fault("wrong sign: taking back settles once more", LEDGER,
           "Choice(one.debt_id, -one.amount)", "Choice(one.debt_id, one.amount)"),
    _fault("forgotten allocation of a payment", LEDGER,
           "entry_id=entry_id, parts=parts, now=cause.now)",
           "entry_id=entry_id, parts=[], now=cause.now)"),
    _fault("forgotten allocation of what goes back", LEDGER,
           "parts=[Choice(one.debt_id, -one.amount) for one in parts]", "parts=[]"),
    _fault("double booking: a payment told twice counts twice", LEDGER, HELD,
           HELD.replace("_known(company_id, cause)", "None")),
    _fault("a sum is spread although it should stay on account", LEDGER, "elif spread_rest:",
           "elif True:"),
    _fault("credit is used beyond what there is", LEDGER,
           "spread(amount=free, lines=lines, order=order)",
           "spread(amount=free + 1, lines=lines, order=order)"),
    _fault("a part is asked back and all goes back", LEDGER,
           "wanted = whole.remaining if amount is None else amount", "wanted = whole.remaining"),
    _fault("a write-off undone becomes money on account", LEDGER, "if whole.kind in NOT_MONEY:",
           "if False:"),
    _fault("a match undone opens other debts too", LEDGER,
           "if debt_ids is None or o.debt_id in debt_ids]", "]"),
    _fault("what goes back does not say from what", LEDGER, "reverses=whole.id,",
           "reverses=None,"),
    _fault("what was won back settles nothing", LEDGER,
           "entry_id=back_id, parts=parts, now=cause.now)",
           "entry_id=back_id, parts=[], now=cause.now)"),
    _fault("more comes back than went", LEDGER, "if not 0 < amount <= went.amount:",
           "if not 0 < amount:"),
    _fault("what was opened first is settled again first", DOMAIN,
           "for one in reversed(opened) if", "for one in opened if"),
    _fault("what went back before is forgotten", ROWS,
           "members = [(root.id, root.amount), *_members(company_id, entry_id)]",
           "members = [(root.id, root.amount)]"),
    _fault("other people's debts are settled", ROWS,
           "Debt.customer_id == customer_id, Debt.currency", "Debt.currency"),
    _fault("credit of other customers is used", ROWS,
           "LedgerEntry.customer_id == customer_id,\n            LedgerEntry.currency",
           "LedgerEntry.currency"),
    _fault("no event is left", ROWS, "    record_event(\n", "    (lambda **_: None)(\n"),
    _fault("more is written off than is owed", DEBTS, "if not 0 < wanted <= owed:",
           "if not 0 < wanted:"),
    _fault("all is written off instead of what is left", DEBTS,
           "wanted = owed if amount is None else amount", "wanted = debt.amount"),
    _fault("a cancelled bill keeps what was paid for it", DEBTS,
           "release(company_id=company_id, entry_id=entry_id, cause=cause, debt_ids=[debt_id])",
           "continue"),
    _fault("a bill is cancelled twice", DEBTS, 'if kind == "void":', "if False:"),
    _fault("no hold of the customer's money", LEDGER, HELD,
           HELD.replace("        hold(company_id=company_id, customer_id=customer_id)\n", ""),
           processes=True),
    _fault("no hold when money goes back", ROWS,
           "    hold(company_id=company_id, customer_id=root.customer_id)\n", "", processes=True),
    _unguarded("a debt settled beyond its amount", "ALLOCATION_FAULTS", 1),
    # The second question alone cannot be missed: the fifth answers it, family by family.
    _fault("guard: a debt settled below nothing", GUARDS, ", ALLOCATION_FAULTS)",
           ', ALLOCATION_FAULTS[:1] + ("1 = 0",) + ALLOCATION_FAULTS[2:4] + ("1 = 0",)'
           " + ALLOCATION_FAULTS[5:])"),
    _unguarded("opened by what brings, settled by what takes", "ALLOCATION_FAULTS", 3),
    _unguarded("a payment spent twice", "ALLOCATION_FAULTS", 4),
    _unguarded("more opened than was settled", "ALLOCATION_FAULTS", 5),
    _unguarded("another customer's debt, another currency", "ALLOCATION_FAULTS", 6),
    _unguarded("taken from what takes", "ENTRY_FAULTS", 1),
    _unguarded("given back what nobody paid", "ENTRY_FAULTS", 2),
    _unguarded("more taken back than came", "ENTRY_FAULTS", 3),
    _unguarded("more won back than a dispute took", "ENTRY_FAULTS", 5),
    _unguarded("more comes back than was refunded", "ENTRY_FAULTS", 6),
    # Two questions ask it, the second with the proposal; alone neither can be missed.
    _fault("guard: given back by one person", GUARDS,
           '(*GUARDS, *(TWO_PEOPLE if "money_proposal" in tables else ()))',
           "[(*one, tuple(q for q in asked if \"IN ('refund', 'write_off')\" not in q)"
           " or ('1 = 0',)) for *one, asked in (*GUARDS, *TWO_PEOPLE)]"),
    _unguarded("a debt's amount changed", "DEBT_FAULTS", 1),
)  # fmt: skip
