"""Every screen of the portal: its name, who sees it, and how to get there.

Pictures, layout tests, accessibility tests and weights are all made from this one list.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Response

from bench.stage import SUBMISSIONS, Stage
from bench.still import MOMENT
from e2e.faults import Answer

ANNA = "anna@demo.test"
CLARA = "clara@demo.test"
CLERK = "clerk@demo.test"
SUPERVISOR = "supervisor@demo.test"

CLEAN = """
SELECT s.id FROM submission s JOIN company c ON c.id = s.company_id AND c.slug = 'minta'
WHERE s.state = 'received'
  AND EXISTS (SELECT 1 FROM submission_photo p WHERE p.submission_id = s.id)
AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.submission_id = s.id) ORDER BY s.received_at, s.id
"""
ODD = """
SELECT s.id FROM submission s JOIN company c ON c.id = s.company_id AND c.slug = 'minta'
JOIN finding f ON f.submission_id = s.id
WHERE s.state = 'received'
  AND EXISTS (SELECT 1 FROM submission_photo p WHERE p.submission_id = s.id)
GROUP BY s.id, s.received_at ORDER BY count(*) DESC, s.received_at, s.id
"""
DECIDED = """
SELECT s.id FROM submission s JOIN company c ON c.id = s.company_id AND c.slug = 'minta'
WHERE s.state = 'corrected' ORDER BY s.received_at DESC, s.id
"""
OF_ANNA = """
SELECT s.id FROM submission s JOIN account a ON a.id = s.account_id AND a.email = 'anna@demo.test'
WHERE s.state IN (?, ?) ORDER BY s.received_at DESC, s.id
"""
WISHED = """
SELECT s.id FROM submission s JOIN company c ON c.id = s.company_id AND c.slug = 'minta'
WHERE s.state = 'received' AND s.kind = 'invoice_route' ORDER BY s.received_at, s.id
"""
METER = """
SELECT m.id FROM meter m JOIN company c ON c.id = m.company_id AND c.slug = 'minta'
WHERE m.serial = '37461'
"""
CUSTOMER = """
SELECT c.id FROM customer c JOIN company o ON o.id = c.company_id AND o.slug = 'minta'
WHERE c.number = 'SU0044'
"""
DEBT = """
SELECT d.id FROM debt d JOIN customer c ON c.company_id = d.company_id AND c.id = d.customer_id
WHERE c.number = 'SU0044' AND d.kind = 'dunning_fee' ORDER BY d.due_on
"""
ENTRY = """
SELECT e.id FROM ledger_entry e
JOIN customer c ON c.company_id = e.company_id AND c.id = e.customer_id
WHERE c.number = 'SU0044' AND e.kind = 'payment' ORDER BY e.value_on DESC, e.id
"""
BILL = """
SELECT i.id FROM invoice i JOIN customer c ON c.company_id = i.company_id AND c.id = i.customer_id
WHERE c.number = 'SU0044' ORDER BY i.issued_on DESC
"""
PAID = """
SELECT e.id FROM ledger_entry e
JOIN customer c ON c.company_id = e.company_id AND c.id = e.customer_id
WHERE c.number = 'SU0044' AND e.amount = 66365
"""

STATEMENT = """
SELECT id FROM import_batch WHERE kind = 'statement' ORDER BY made_at DESC
"""
OPEN_LINE = """
SELECT id FROM bank_entry WHERE state = 'open' ORDER BY booked_on, place
"""

WHO_PAYS = """
SELECT c.company_id, c.id AS customer_id, a.id AS account_id FROM customer c, account a
WHERE c.number = 'SU0044' AND a.email = 'anna@demo.test'
"""
BEGUN = "00000000-0000-4000-8000-000000000001"

READING = """
SELECT r.id FROM reading r JOIN register g ON g.company_id = r.company_id AND g.id = r.register_id
JOIN meter m ON m.company_id = g.company_id AND m.id = g.meter_id AND m.serial = '37461'
JOIN company c ON c.id = m.company_id AND c.slug = 'minta'
WHERE r.voided_by IS NULL ORDER BY r.read_on DESC, r.id
"""


NOT_YOURS = Answer(
    422,
    json.dumps(
        {
            "code": "V03",
            "message": "This meter is not among the meters you may read. Was it exchanged?",
            "field": "meter",
        }
    ).encode(),
    {"Content-Type": "application/json"},
)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen as somebody sees it."""

    name: str
    who: str | None = None
    address: Callable[[Stage], str]
    """Where it is; also what a test compares with the list of routes."""
    play: Callable[[Stage], None] | None = None
    """What to do there until it looks as its name says; nothing for a page that is just opened."""
    worker: bool = False
    scripts: bool = True

    def open(self, stage: Stage) -> None:
        """Bring it in front of the stage."""
        stage.begin(self.who, worker=self.worker, scripts=self.scripts)
        if self.play is None:
            stage.go(self.address(stage))
        else:
            self.play(stage)
        stage.settle()


def at(path: str) -> Callable[[Stage], str]:
    """An address that needs no looking up."""
    return lambda _: path


def item(question: str, *values: str, path: str = "/desk/submissions/") -> Callable[[Stage], str]:
    """The address of the first thing that answers the question."""
    return lambda stage: f"{path}{stage.truth.ask(question, *values)[0]['id']}"


def under(address: Callable[[Stage], str], rest: str) -> Callable[[Stage], str]:
    """What stands under an address."""
    return lambda stage: address(stage) + rest


def of_anna(question: str, what: str) -> Callable[[Stage], str]:
    """The address of something about the money of Anna's customer, at the desk."""
    customer = item(CUSTOMER, path="/desk/customers/")
    return lambda stage: f"{customer(stage)}{item(question, path=f'/{what}/')(stage)}"


def back_from_bank(stage: Stage) -> str:
    """Where Anna returns to; what she has begun is written down once, under a name of its own."""
    from webapp.domain.return_tokens import return_hash, return_token
    from webapp.models.base import database
    from webapp.models.payments import Payment

    app = stage.portal.app
    token = return_token(secret=str(app.secret_key), payment_id=BEGUN)
    with database.connection_context():
        if not Payment.select().where(Payment.id == BEGUN).exists():
            (anna,) = stage.truth.ask(WHO_PAYS)
            Payment.insert(
                **anna, id=BEGUN, amount=41_091, currency="HUF", state="review",
                provider="sandbox", reference="P7K3QFW2MX", return_hash=return_hash(token),
                choice_hash=BEGUN, created_at=MOMENT, changed_at=MOMENT, expires_at=MOMENT,
                polls=0,
            ).execute()  # fmt: skip
    return f"/payments/return/{token}"


def pay_where_no_bank_is(stage: Stage) -> None:
    stage.go("/debts?all=1")
    stage.page.get_by_test_id("pay-submit").click()
    stage.page.get_by_test_id("payment-not-begun").wait_for()


def wrong_password(stage: Stage) -> None:
    stage.go("/sign-in")
    stage.page.get_by_test_id("signin-email").fill("anna@example.org")
    stage.page.get_by_test_id("signin-password").fill("a guess")
    stage.page.get_by_test_id("signin-submit").click()
    stage.page.locator("[role=alert]").first.wait_for()


def beside(question: str, *, path: str, page: str) -> Callable[[Stage], str]:
    """The address of a page that belongs to the first thing that answers the question."""
    return lambda stage: f"{item(question, path=path)(stage)}{page}"


def fresh_capture(stage: Stage) -> None:
    stage.capture.open()


def photo_and_value(stage: Stage) -> None:
    stage.capture.open()
    stage.capture.take_photo(stage.photo)
    stage.capture.type_value("1077,482")


def soft_finding(stage: Stage) -> None:
    photo_and_value(stage)
    stage.capture.type_value("1277,482")
    stage.capture.save_and_be_asked()


def two_digits_swapped(stage: Stage) -> None:
    stage.capture.open()
    stage.capture.type_value("1708")
    stage.capture.save_and_be_asked()


def lower_reading(stage: Stage) -> None:
    stage.capture.open()
    stage.capture.type_value("965,2")
    stage.capture.save_and_be_asked()


def saved(stage: Stage) -> None:
    stage.nothing_arrives()
    photo_and_value(stage)
    stage.page.get_by_test_id("capture-save").click()
    stage.capture.saved.wait_for()


def nothing_waits(stage: Stage) -> None:
    stage.outbox.open()


def three_fates(stage: Stage) -> None:
    """One reading has arrived, one was refused, one still waits."""
    stage.earlier(days=1)
    _read(stage, "received")
    stage.earlier(hours=3)
    stage.refuse_next(NOT_YOURS)
    _read(stage, "needs-you")
    stage.nothing_arrives()
    stage.earlier(minutes=40)
    _read(stage, "waiting")
    stage.earlier()
    stage.outbox.open()


def _read(stage: Stage, state: str) -> None:
    meter = stage.capture
    meter.go("/capture")
    stage.page.locator("mp-capture[data-live]").wait_for()
    meter.part("capture-value").first.wait_for()
    for counter in stage.page.locator("mp-register:visible").all():
        facts = json.loads(counter.get_attribute("data-register") or "{}")
        usual = (float(facts["band"]["low"]) + float(facts["band"]["high"])) / 2
        counter.get_by_test_id("capture-value").fill(str(int(usual)))
    with stage.page.expect_response(_is_submission):
        meter.save()
    stage.page.wait_for_timeout(300)  # for the phone to write down what it was told
    stage.outbox.open()
    stage.page.locator(f"[data-testid=outbox-item][data-state={state}]").first.wait_for()


def _is_submission(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith(SUBMISSIONS)


def not_on_this_phone(stage: Stage) -> None:
    stage.leave_network()
    stage.go("/account?elsewhere")


def kept_dashboard(stage: Stage) -> None:
    stage.leave_network()
    stage.page.evaluate(FORTY_MINUTES_OLD, (MOMENT - timedelta(minutes=40)).isoformat())
    stage.go("/")


# The worker's clock cannot be stopped: the kept copy is dated anew.
FORTY_MINUTES_OLD = """async (moment) => {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("pages:"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const page = await cache.match(request);
      const text = await page.text();
      const html = text.replace(/data-cached-at="[^"]*"/, `data-cached-at="${moment}"`);
      await cache.put(request, new Response(html, { headers: page.headers }));
    }
  }
}"""


def correct_form(stage: Stage) -> None:
    stage.go(item(ODD)(stage))
    stage.page.get_by_test_id("decide-correct").click()
    stage.page.get_by_test_id("correct-value").first.wait_for()


def form_of(act: str) -> Callable[[Stage], None]:
    """Open the form of an act behind "More", in its place beside the item."""

    def play(stage: Stage) -> None:
        stage.go(item(ODD)(stage))
        stage.page.locator(".more > summary").click()
        stage.page.get_by_test_id(f"act-{act}").click()
        stage.page.locator("#act-form").wait_for()

    return play


JUST_ACCEPTED = """
SELECT d.submission_id AS id FROM decision d JOIN submission s ON s.id = d.submission_id
WHERE s.state = 'accepted' AND d.decided_at = ? AND d.verdict = 'accept'
"""


def just_accepted(stage: Stage) -> None:
    """The moment after a decision; what an earlier visit accepted is taken back first."""
    session = stage.page.request.get(f"{stage.address}/sync/session").json()
    moment = int(MOMENT.timestamp()) * 1_000_000
    for row in stage.truth.ask(JUST_ACCEPTED, moment):
        undo = f"{stage.address}/desk/submissions/{row['id']}/undo"
        stage.page.request.post(undo, headers={"X-CSRFToken": session["csrf"]})
    stage.go(item(CLEAN)(stage))
    stage.page.get_by_test_id("decide-accept").click()
    stage.page.get_by_test_id("undo").wait_for()


SCREENS = (
    Screen(name="sign-in", address=at("/sign-in")),
    Screen(name="sign-in-error", address=at("/sign-in"), play=wrong_password),
    Screen(name="dashboard", who=ANNA, address=at("/")),
    Screen(name="dashboard-offline", who=ANNA, address=at("/"), play=kept_dashboard, worker=True),
    Screen(name="capture", who=ANNA, address=at("/capture"), play=fresh_capture),
    Screen(name="capture-typed", who=ANNA, address=at("/capture"), play=photo_and_value),
    Screen(name="capture-finding", who=ANNA, address=at("/capture"), play=soft_finding),
    Screen(name="capture-suggestion", who=ANNA, address=at("/capture"), play=two_digits_swapped),
    Screen(name="capture-lower", who=ANNA, address=at("/capture"), play=lower_reading),
    Screen(name="capture-saved", who=ANNA, address=at("/capture"), play=saved),
    Screen(name="capture-plain", who=ANNA, address=at("/capture?meter=37461"), scripts=False),
    Screen(name="capture-receipts", who=ANNA, address=item(
        OF_ANNA, "received", "accepted", path="/capture/saved?id="), scripts=False),
    Screen(name="outbox-empty", who=ANNA, address=at("/outbox"), play=nothing_waits),
    Screen(name="outbox", who=CLARA, address=at("/outbox"), play=three_fates),
    Screen(name="meter", who=ANNA, address=item(METER, path="/meters/")),
    Screen(name="readings", who=ANNA, address=at("/readings?meter=37461")),
    Screen(name="handover", who=ANNA, address=beside(METER, path="/meters/", page="/handover")),
    Screen(name="correction", who=ANNA, address=beside(
        READING, path="/readings/", page="/correction")),
    Screen(name="consumption", who=ANNA, address=at("/consumption?meter=37461")),
    Screen(name="consumption-months", who=ANNA, address=at(
        "/consumption?meter=90112&view=months")),
    Screen(name="consumption-day", who=CLARA, address=at(
        "/consumption?meter=1EMH0048217&view=a-day")),
    Screen(name="consumption-cold", who=CLARA, address=at(
        "/consumption?meter=7704312&view=equally-cold")),
    Screen(name="debts", who=ANNA, address=at("/debts?all=1")),
    Screen(name="invoices", who=ANNA, address=at("/invoices")),
    Screen(name="invoice", who=ANNA, address=item(BILL, path="/invoices/")),
    Screen(name="advances", who=CLARA, address=at("/advances")),
    Screen(name="money-history", who=ANNA, address=at("/money/history")),
    Screen(name="money-entry", who=ANNA, address=item(PAID, path="/money/history/")),
    Screen(name="invoice-routes", who=ANNA, address=at("/invoice-routes")),
    Screen(name="bills-over-time", who=ANNA, address=at("/invoices/over-time")),
    Screen(name="account-statement", who=ANNA, address=at("/money/statement")),
    Screen(name="payment", who=ANNA, address=back_from_bank),
    Screen(name="payment-not-begun", who=ANNA, address=at("/debts"),
           play=pay_where_no_bank_is),
    Screen(name="receipt", who=ANNA, address=item(
        OF_ANNA, "received", "accepted", path="/submissions/")),
    Screen(name="receipt-returned", who=ANNA, address=item(
        OF_ANNA, "returned", "rejected", path="/submissions/")),
    Screen(name="account", who=ANNA, address=at("/account")),
    Screen(name="not-found", who=ANNA, address=at("/meters/1")),
    Screen(name="offline", who=ANNA, address=at("/shell"), play=not_on_this_phone,
           worker=True),
    Screen(name="desk", who=CLERK, address=at("/desk")),
    Screen(name="desk-clean", who=CLERK, address=item(CLEAN)),
    Screen(name="desk-finding", who=CLERK, address=item(ODD)),
    Screen(name="desk-correct", who=CLERK, address=item(ODD), play=correct_form),
    Screen(name="desk-exchange", who=CLERK, address=under(item(ODD), "/exchange"),
           play=form_of("exchange")),
    Screen(name="desk-hand-over", who=CLERK, address=under(item(ODD), "/hand-over"),
           play=form_of("hand-over")),
    Screen(name="desk-request", who=CLERK, address=item(WISHED)),
    Screen(name="desk-invoice-routes", who=CLERK, address=beside(
        CUSTOMER, path="/desk/customers/", page="/invoice-routes")),
    Screen(name="desk-decided", who=CLERK, address=item(DECIDED)),
    Screen(name="desk-together", who=CLERK, address=at("/desk/clean")),
    Screen(name="desk-lists", who=CLERK, address=at("/desk/lists")),
    Screen(name="desk-metrics", who=CLERK, address=at("/desk/metrics")),
    Screen(name="desk-outbox-file", who=CLERK, address=at("/desk/outbox-file")),
    Screen(name="desk-rules", who=SUPERVISOR, address=at("/desk/rules")),
    Screen(name="money-settings", who=SUPERVISOR, address=at("/desk/money-settings")),
    Screen(name="tariffs", who=SUPERVISOR, address=at("/desk/tariffs")),
    Screen(name="desk-missing", who=CLERK, address=at("/desk/missing")),
    Screen(name="desk-account", who=CLERK, address=at("/account")),
    Screen(name="desk-customers", who=CLERK, address=at("/desk/customers?q=minta")),
    Screen(name="desk-customer", who=CLERK, address=item(CUSTOMER, path="/desk/customers/")),
    Screen(name="desk-statements", who=CLERK, address=at("/desk/statements")),
    Screen(name="desk-statement", who=CLERK, address=item(STATEMENT, path="/desk/statements/")),
    Screen(name="desk-statement-line", who=CLERK, address=item(
        OPEN_LINE, path="/desk/statements/lines/")),
    Screen(name="desk-credit", who=CLERK, address=under(
        item(CUSTOMER, path="/desk/customers/"), "/credit")),
    Screen(name="desk-debt", who=CLERK, address=of_anna(DEBT, "debts")),
    Screen(name="desk-entry", who=CLERK, address=of_anna(ENTRY, "entries")),
    Screen(name="desk-money", who=CLERK, address=at("/desk/money")),
    Screen(name="desk-undo", who=CLERK, address=item(CLEAN), play=just_accepted),
)  # fmt: skip
