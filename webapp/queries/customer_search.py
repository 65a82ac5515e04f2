"""Customers found by what somebody remembers of them: a page of them, and why each is there.

However many customers there are, a fixed number of keys is looked at: the rarest word leads, the
others are looked up for each customer it names, and a page ends where its share is used up.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import JOIN, SQL, fn

from webapp.domain.search_words import bare_words, search_words
from webapp.models.base import dicts_of, tuples_of
from webapp.models.customer_search import CustomerSearch
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.invoices import Invoice
from webapp.models.meters import Meter
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply

PAGE = 20
# A word that so many customers share says little; from there on counting stops.
COMMON = 100
# So many keys are looked at for one page; "Look further" goes on from there.
LOOKED_AT = 500
MOST_REASONS = 3
LAST_SIGN = "\U0010ffff"
Place = tuple[str, int]
"""The key and the customer after which a page begins."""

Other = CustomerSearch.alias("other")
# Where the text stands that a key was made of, if not under the kind's own name.
_TEXTS = {"meter": "serial", "invoice": "bill"}


@dataclass(frozen=True, kw_only=True)
class Why:
    """What of a customer fits, and its own text.

    The kind is number, name, address, meter, invoice, reminder, or what is owed: interest,
    dunning_fee, advance.
    """

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FoundCustomer:
    """A customer who fits, where they are supplied, and why they fit."""

    id: int
    number: str
    name: str
    addresses: tuple[str, ...]
    why: tuple[Why, ...]


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """Some of the customers who fit; `after` is where to look further."""

    typed: str
    rows: tuple[FoundCustomer, ...] = ()
    after: Place | None = None
    looked: bool = True


def find_customers(*, company_id: int, typed: str, after: Place | None = None) -> FoundPage:
    """The customers for whom every word fits the beginning of some word; five queries at most.

    Where nobody is found so, labels and asides are left out, and it is looked once more.
    """
    words, bare = search_words(typed), bare_words(typed)
    if not words:
        return FoundPage(typed=typed, looked=False)
    found = _found(company_id, typed, words, after)
    if found.rows or found.after or not bare or bare == words:
        return found
    return _found(company_id, typed, bare, after)


def _found(company_id: int, typed: str, words: list[str], after: Place | None) -> FoundPage:
    lead, others = _lead(company_id, words)
    rows = tuples_of(_page(company_id, lead, others, after))
    shown = rows[:PAGE]
    further = shown[-1] if len(rows) > PAGE else _end_of_share(company_id, lead, after)
    return FoundPage(
        typed=typed,
        rows=_filled(company_id, [customer for _, customer in shown], [*words, lead]),
        after=further,
    )


def _lead(company_id: int, words: Sequence[str]) -> tuple[str, list[str]]:
    """The word that fewest customers share, and the others; or all of them in their order."""
    phrase = " ".join(words)
    asked = [*words, phrase] if len(words) > 1 else list(words)
    if len(asked) == 1:
        return words[0], []
    (counts,) = tuples_of(
        CustomerSearch.select(
            *(_count(company_id, one).alias(f"n{at}") for at, one in enumerate(asked))
        ).from_()
    )
    # Among common ones a number says more than a word, and a long word more than a short one.
    rarest = min(
        range(len(words)),
        key=lambda at: (counts[at], words[at].isalpha(), -len(words[at])),
    )
    if counts[rarest] >= COMMON and counts[-1]:
        return phrase, []
    return words[rarest], [word for at, word in enumerate(words) if at != rarest]


def _count(company_id: int, word: str) -> Any:
    some = _keys(CustomerSearch, company_id, word).limit(COMMON).alias("some")
    return CustomerSearch.select(fn.COUNT(SQL("1"))).from_(some)


def _keys(table: Any, company_id: int, word: str, *, since: str = "") -> Any:
    return table.select(
        table.word.alias("word"),
        table.customer_id.alias("customer_id"),
        table.kind.alias("kind"),
        table.about_id.alias("about_id"),
    ).where(
        table.company_id == company_id,
        table.word >= (since or word),
        table.word < word + LAST_SIGN,
    )


def _share(company_id: int, lead: str, after: Place | None) -> Any:
    """The keys of one page's share, in their order."""
    keys = _keys(CustomerSearch, company_id, lead, since=max(lead, after[0]) if after else "")
    if after:
        word, customer_id = after
        keys = keys.where((CustomerSearch.word > word) | (CustomerSearch.customer_id > customer_id))
    return keys.order_by(
        CustomerSearch.word,
        CustomerSearch.customer_id,
        CustomerSearch.kind,
        CustomerSearch.about_id,
    )


def _page(company_id: int, lead: str, others: Sequence[str], after: Place | None) -> Any:
    some = _share(company_id, lead, after).limit(LOOKED_AT).alias("some")
    query = CustomerSearch.select(some.c.word, some.c.customer_id).from_(some)
    query = query.where(~fn.EXISTS(_earlier(company_id, lead, some)))
    for word in others:
        query = query.where(fn.EXISTS(_of_customer(company_id, word, some)))
    return query.order_by(some.c.word, some.c.customer_id).limit(PAGE + 1)


def _of_customer(company_id: int, word: str, some: Any) -> Any:
    return Other.select(SQL("1")).where(
        Other.company_id == company_id,
        Other.customer_id == some.c.customer_id,
        Other.word >= word,
        Other.word < word + LAST_SIGN,
    )


def _earlier(company_id: int, lead: str, some: Any) -> Any:
    """Another key of the same customer that fits and comes before: each stands there once."""
    same = Other.word == some.c.word
    return _of_customer(company_id, lead, some).where(
        (Other.word < some.c.word)
        | (same & (Other.kind < some.c.kind))
        | (same & (Other.kind == some.c.kind) & (Other.about_id < some.c.about_id))
    )


def _end_of_share(company_id: int, lead: str, after: Place | None) -> Place | None:
    """Where the share ended, if there was more than that to look at."""
    last = _share(company_id, lead, after).limit(1).offset(LOOKED_AT - 1)
    rows = tuples_of(last)
    return (rows[0][0], rows[0][1]) if rows else None


def _filled(
    company_id: int, ids: Sequence[int], words: Collection[str]
) -> tuple[FoundCustomer, ...]:
    if not ids:
        return ()
    places = _addresses(company_id, ids)
    reasons: dict[int, list[Why]] = {}
    names: dict[int, tuple[str, str]] = {}
    for row in dicts_of(_reasons(company_id, ids, words)):
        names[row["customer_id"]] = (row["number"], row["name"])
        kind = row["owed"] if row["kind"] == "debt" else row["kind"]
        why = Why(kind=kind, text=row[_TEXTS.get(row["kind"], row["kind"])] or "")
        of = reasons.setdefault(row["customer_id"], [])
        if why not in of and len(of) < MOST_REASONS:
            of.append(why)
    return tuple(
        FoundCustomer(
            id=one,
            number=names[one][0],
            name=names[one][1],
            addresses=tuple(places.get(one, ())),
            why=tuple(reasons[one]),
        )
        for one in ids
        if one in names
    )


def _reasons(company_id: int, ids: Sequence[int], words: Collection[str]) -> Any:
    """Every key of these customers that fits, with the text it comes from."""
    fits: Any = SQL("0 = 1")
    for word in sorted(set(words)):
        fits = fits | ((CustomerSearch.word >= word) & (CustomerSearch.word < word + LAST_SIGN))

    def of(table: Any, *kinds: str) -> Any:
        return (
            (table.company_id == CustomerSearch.company_id)
            & (table.id == CustomerSearch.about_id)
            & (CustomerSearch.kind.in_(kinds))
        )

    return (
        CustomerSearch.select(
            CustomerSearch.customer_id,
            CustomerSearch.kind,
            Customer.number,
            Customer.name,
            ServicePoint.address,
            Meter.serial,
            Invoice.number.alias("bill"),
            Debt.number.alias("debt"),
            Debt.kind.alias("owed"),
            Debt.reminder,
        )
        .join(
            Customer,
            on=(Customer.company_id == CustomerSearch.company_id)
            & (Customer.id == CustomerSearch.customer_id),
        )
        .join_from(CustomerSearch, ServicePoint, JOIN.LEFT_OUTER, on=of(ServicePoint, "address"))
        .join_from(CustomerSearch, Meter, JOIN.LEFT_OUTER, on=of(Meter, "meter"))
        .join_from(CustomerSearch, Invoice, JOIN.LEFT_OUTER, on=of(Invoice, "invoice"))
        .join_from(CustomerSearch, Debt, JOIN.LEFT_OUTER, on=of(Debt, "debt", "reminder"))
        .where(
            CustomerSearch.company_id == company_id,
            CustomerSearch.customer_id.in_(list(ids)),
            fits,
        )
        .order_by(CustomerSearch.kind, CustomerSearch.word)
    )


def _addresses(company_id: int, ids: Sequence[int]) -> dict[int, list[str]]:
    """Where each of them is supplied, the latest first, each address once."""
    rows = tuples_of(
        Supply.select(Supply.customer_id, ServicePoint.address)
        .join(
            ServicePoint,
            on=(ServicePoint.company_id == Supply.company_id)
            & (ServicePoint.id == Supply.service_point_id),
        )
        .where(Supply.company_id == company_id, Supply.customer_id.in_(list(ids)))
        .order_by(Supply.begins_on.desc(), Supply.id)
    )
    found: dict[int, list[str]] = {}
    for customer_id, address in rows:
        of = found.setdefault(customer_id, [])
        if address not in of:
            of.append(address)
    return found
