"""Homes: a customer, an address, and the places of supply there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from webapp.actions.demo.book import Book
from webapp.actions.demo.fitting import ALWAYS, Fitted, Fitter, Wanted
from webapp.actions.demo.media import MEDIA
from webapp.models.customers import Customer
from webapp.models.reading_windows import ReadingWindow
from webapp.models.service_points import ServicePoint
from webapp.models.supplies import Supply


@dataclass(kw_only=True)
class Home:
    """A customer's home."""

    customer_id: int
    address: str
    second: bool = False
    meters: dict[str, Fitted] = field(default_factory=dict)
    points: list[int] = field(default_factory=list)


class Builder:
    """Adds homes to a company's book."""

    def __init__(self, *, book: Book, today: date, ends: Sequence[date], rng: Random) -> None:
        self.book, self.today, self.ends = book, today, list(ends)
        self.fitter = Fitter(book=book, today=today, rng=rng)

    def home(
        self,
        *,
        number: str,
        name: str,
        address: str,
        wanted: Sequence[Wanted],
        second: bool = False,
    ) -> Home:
        """Add a customer with a home and its meters; a second home stands empty at times."""
        customer_id = self.book.add(Customer, number=number, name=name)
        home = Home(customer_id=customer_id, address=address, second=second)
        for one in wanted:
            point_id = self.point(home=home, wanted=one)
            home.meters[one.medium] = self.fitter.fit(point_id=point_id, wanted=one, days=self.ends)
        return home

    def point(self, *, home: Home, wanted: Wanted) -> int:
        """Add the place of supply, who is supplied there, and when it may be read."""
        make = MEDIA[wanted.medium]
        point_id = self.book.add(
            ServicePoint,
            medium=wanted.medium,
            address=home.address,
            breaker_amps=make.breaker_amps,
            phases=make.phases,
        )
        home.points.append(point_id)
        self.supplied(
            point_id=point_id,
            customer_id=home.customer_id,
            begins_on=self.ends[0],
            second_home=home.second,
        )
        if wanted.rhythm is ALWAYS:
            self._window(point_id, self.ends[0], None)
        else:
            for opens, closes in wanted.rhythm.windows(today=self.today):
                self._window(point_id, opens, closes)
        return point_id

    def supplied(
        self,
        *,
        point_id: int,
        customer_id: int,
        begins_on: date,
        ends_on: date | None = None,
        second_home: bool = False,
    ) -> None:
        """Say who is supplied somewhere, and when."""
        self.book.add(
            Supply,
            service_point_id=point_id,
            customer_id=customer_id,
            begins_on=begins_on,
            ends_on=ends_on,
            second_home=second_home,
        )

    def _window(self, point_id: int, opens: date, closes: date | None) -> None:
        self.book.add(ReadingWindow, service_point_id=point_id, opens_on=opens, closes_on=closes)
