"""The demo world: two utilities, their people, two years of readings, and a desk with work on it.

It is the same every time, relative to the day it is built, and it is all there or not at all.
"""

from collections.abc import Callable
from datetime import datetime

from webapp.actions.demo.minta import build_minta
from webapp.actions.demo.money import add_money
from webapp.actions.demo.muster import build_muster
from webapp.actions.demo.people import add_companies
from webapp.actions.demo.stories import Teller
from webapp.actions.demo.weather import add_weather
from webapp.actions.demo.wishes import add_wishes
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.storage import Storage
from webapp.models.base import atomic
from webapp.models.companies import Company

Progress = Callable[[str, int, int], None]


def demo_is_there() -> bool:
    """Whether this database holds the demo world already.

    Raises Refusal where a real company lives: its customers must not meet public passwords.
    """
    slugs = {company.slug for company in Company.select(Company.slug)}
    if slugs - {"minta", "muster"}:
        raise Refusal("not_empty", N_("There is a company here already; nothing was added."))
    return "minta" in slugs


def seed_demo(*, storage: Storage, now: datetime, progress: Progress | None = None) -> None:
    """Build the demo world as of `now`, unless it is there already."""
    if demo_is_there():
        return
    with atomic():
        _build(storage=storage, now=now, progress=progress or _quietly)


def _build(*, storage: Storage, now: datetime, progress: Progress) -> None:
    add_companies(now=now)
    towns = [build_minta(now=now), build_muster(now=now)]
    for done, town in enumerate(towns):
        progress("Homes and meters", done, len(towns))
        town.book.write_supply()
        town.add_memberships(now=now)
    teller = Teller(storage=storage, now=now)
    told = [story for town in towns for story in town.past]
    for done, story in enumerate(told):
        progress("What was decided before", done, len(told))
        teller.tell(story)
    # Only now the history: what was captured long ago must not be judged by what came after it.
    for done, town in enumerate(towns):
        progress("Two years of readings", done, len(towns))
        town.book.write_readings()
        add_weather(company_id=town.book.company_id, today=town.today, now=now)
    waiting = [story for town in towns for story in town.open]
    for done, story in enumerate(waiting):
        progress("What waits at the desk", done, len(waiting))
        teller.tell(story)
    add_wishes(now=now)
    progress("Bills and payments", 0, 1)
    add_money(today=towns[0].today, now=now)
    progress("Ready", 1, 1)


def _quietly(what: str, done: int, total: int) -> None:
    """Nobody is watching."""
