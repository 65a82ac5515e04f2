"""What happens in every town: people move, meters are exchanged."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from webapp.actions.demo.fitting import Wanted
from webapp.actions.demo.homes import Builder, Home
from webapp.actions.demo.names import hungarian_name
from webapp.actions.demo.serials import Serials
from webapp.models.customers import Customer

MONTHS_SINCE_EXCHANGE = 7


def former_tenants(*, builder: Builder, homes: Sequence[Home], rng: Random) -> None:
    """Let somebody else have lived in these homes before; what was theirs is not the new one's."""
    begins_on = builder.ends[0]
    for number, home in enumerate(homes, start=1):
        left = builder.book.add(Customer, number=f"SU9{number:03d}", name=hungarian_name(rng))
        for point_id in home.points:
            builder.supplied(
                point_id=point_id,
                customer_id=left,
                begins_on=begins_on - timedelta(days=700),
                ends_on=begins_on,
            )


def exchange_meter(*, builder: Builder, home: Home, serials: Serials) -> None:
    """Give a home a cold-water meter that was exchanged for a new one some months ago."""
    cut = len(builder.ends) - MONTHS_SINCE_EXCHANGE
    before, after = builder.ends[:cut], builder.ends[cut - 1 :]
    point_id = builder.point(home=home, wanted=Wanted(medium="cold_water", serial=""))
    builder.fitter.fit(
        point_id=point_id,
        wanted=Wanted(medium="cold_water", serial=serials.new(medium="cold_water"), year=2016),
        days=before,
        removed_on=before[-1],
    )
    used = tuple(amount * 1000 for amount in (6, 7, 8, 8, 7, 6, 6))
    builder.fitter.fit(
        point_id=point_id,
        wanted=Wanted(
            medium="cold_water", serial=serials.new(medium="cold_water"), used=used, last=48_000
        ),
        days=after,
        installed_on=after[0],
    )
