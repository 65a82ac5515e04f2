"""Every table in the order in which rows can be put in."""

from webapp.models.accounts import Account
from webapp.models.advances import Advance
from webapp.models.allocations import Allocation
from webapp.models.bank_entries import BankEntry
from webapp.models.billing_entries import BillingEntry
from webapp.models.claims import Claim
from webapp.models.companies import Company
from webapp.models.conflicts import Conflict
from webapp.models.customer_search import CustomerSearch
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.decided_values import DecidedValue
from webapp.models.decisions import Decision
from webapp.models.degree_days import DegreeDay
from webapp.models.desk_leases import DeskLease
from webapp.models.documents import Document
from webapp.models.dunning_tariffs import DunningTariff
from webapp.models.events import Event
from webapp.models.exchanges import Exchange
from webapp.models.export_lines import ExportLine
from webapp.models.findings import Finding
from webapp.models.hand_overs import HandOver
from webapp.models.import_batches import ImportBatch
from webapp.models.interest_rates import InterestRate
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoice_route_wishes import InvoiceRouteWish
from webapp.models.invoice_routes import InvoiceRoute
from webapp.models.invoices import Invoice
from webapp.models.jobs import Job
from webapp.models.ledger_entries import LedgerEntry
from webapp.models.memberships import Membership
from webapp.models.meters import Meter
from webapp.models.money_decisions import MoneyDecision
from webapp.models.money_proposals import MoneyProposal
from webapp.models.money_settings import MoneySetting
from webapp.models.money_tasks import MoneyTask
from webapp.models.payment_items import PaymentItem
from webapp.models.payments import Payment
from webapp.models.photos import Photo
from webapp.models.proposals import Proposal
from webapp.models.provider_events import ProviderEvent
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.refunds import Refund
from webapp.models.registers import Register
from webapp.models.remarks import Remark
from webapp.models.rule_parameters import RuleParameter
from webapp.models.seals import Seal
from webapp.models.service_points import ServicePoint
from webapp.models.sessions import Session
from webapp.models.setting_proposals import SettingProposal
from webapp.models.sign_in_failures import SignInFailure
from webapp.models.staff import Staff
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission
from webapp.models.supplies import Supply
from webapp.models.unsealed import Unsealed

ALL = (
    Company,
    Account,
    Session,
    SignInFailure,
    Staff,
    ImportBatch,
    Customer,
    Membership,
    ServicePoint,
    Supply,
    Meter,
    Register,
    ReadingWindow,
    Remark,
    Photo,
    Submission,
    Claim,
    InvoiceRouteWish,
    SubmissionPhoto,
    Finding,
    Conflict,
    Proposal,
    Decision,
    DecidedValue,
    Reading,
    Exchange,
    InvoiceRoute,
    BillingEntry,
    DeskLease,
    HandOver,
    RuleParameter,
    DegreeDay,
    Event,
    Unsealed,
    Seal,
    Job,
    Invoice,
    InvoiceLine,
    Debt,
    Advance,
    MoneyDecision,
    Payment,
    PaymentItem,
    ProviderEvent,
    LedgerEntry,
    Allocation,
    Refund,
    MoneyTask,
    BankEntry,
    InterestRate,
    DunningTariff,
    MoneySetting,
    Document,
    ExportLine,
    MoneyProposal,
    CustomerSearch,
    SettingProposal,
)
