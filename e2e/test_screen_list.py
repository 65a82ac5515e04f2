"""Every page is a screen of the list, and every screen has its pictures."""

from bench.pictures import FOLDER, SCHEMES, SIZES
from bench.screens import SCREENS
from bench.stage import Stage
from bench.still import still_portal
from e2e.stills import before_us

__all__ = ["before_us"]

NO_SCREENS = {
    "health.healthz": "for machines",
    "static_files.file": "files",
    "pwa.worker": "a script",
    "pwa.manifest": "for browsers",
    "pwa.theme": "a stylesheet",
    "sync.session": "data for the outbox",
    "sync.meters": "data for the outbox",
    "sync.submissions": "data for the outbox",
    "desk_photos.photo": "a picture",
    "desk_next.page": "leads on to another item",
    "desk_rollovers.page": "a form behind More, as the exchange's is",
    "desk_estimates.page": "a form behind More, as the exchange's is",
    "desk_other_meters.page": "a form behind More, as the exchange's is",
    "submissions.photo": "a picture",
    "consumption.table": "a file",
    "payments.moving": "a part of what is to pay, for htmx",
    "debts.chosen_sum": "a part of what is to pay, for htmx",
    "transfers.code": "a part of what is to pay, for htmx",
    "debts_card.card": "a part of home, for its script",
    "payments_history.proof": "a file",
    "account_statements.pdf": "a file",
    "account_statements.table": "a file",
    "invoice_papers.pdf": "a file",
    "invoice_papers.ubl": "a file",
    "dashboard.way": "a part of the dashboard, for its script",
    "desk_customer.fresh": "the customer's page once more, for its script",
}
"""Routes that are no page, and why."""


def test_every_screen_has_its_pictures() -> None:
    missing = [
        name
        for one in SCREENS
        for size in SIZES
        for scheme in SCHEMES
        if not (FOLDER / (name := f"{one.name}-{size}-{scheme}.png")).exists()
    ]
    assert not missing, f"Please run bin/pictures; docs/pictures has no {', '.join(missing)}"


def test_every_page_is_a_screen(before_us: Stage) -> None:
    portal = still_portal()
    pictured = {portal.endpoint_of(one.address(before_us)) for one in SCREENS}
    pages = {
        rule.endpoint for rule in portal.app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    missing = pages - pictured - NO_SCREENS.keys()
    assert not missing, (
        f"No screen shows {', '.join(sorted(missing))}. Add it to bench/screens.py and run "
        "bin/pictures; if it is no page, say so in NO_SCREENS with the reason."
    )
    gone = NO_SCREENS.keys() - pages
    assert not gone, f"NO_SCREENS names routes that are no more: {', '.join(sorted(gone))}"


def test_the_pictures_stay_small() -> None:
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    assert size < 8_000_000, f"docs/pictures weighs {size / 1e6:.1f} MB, of 8 allowed."
