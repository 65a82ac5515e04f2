"""Writes bank files for tests, in the shapes that the versions of camt.053 and camt.054 have."""

import io
from datetime import date
from xml.sax.saxutils import escape

ANNA_PAYS_TO = "HU42117730161111101800000000"
CLARA_PAYS_TO = "DE89370400440532013000"
PAYER = "HU93116000060000000012345676"
DAY = date(2026, 11, 24)
OLD, NEW = "02", "08"


def tag(name, *inside, **attributes):
    """One element; nothing for nothing inside."""
    said = "".join(one for one in inside if one)
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{given}>{said}</{name}>" if said else ""


def text(name, value, **attributes):
    """One element that holds words."""
    return tag(name, escape(str(value)), **attributes) if value not in (None, "") else ""


def movement(*, version=NEW, amount=None, currency="HUF", sign=None, end_to_end="", reference="",
             words="", payer="", payer_iban="", reason="", own="", name="",
             reverse=False):  # fmt: skip
    """A TxDtls; `reverse` has the payer on the creditor's side, as refunds have."""
    names = (text("Nm", payer),) if version == OLD else (tag("Pty", text("Nm", payer)),)
    who, its = ("Cdtr", "CdtrAcct") if reverse else ("Dbtr", "DbtrAcct")
    amounts = text("Amt", amount, Ccy=currency)
    if version == OLD and amount is not None:
        amounts = tag("AmtDtls", tag("TxAmt", amounts))
    return tag(
        "TxDtls",
        tag("Refs", text("AcctSvcrRef", own), text("EndToEndId", end_to_end), text("TxId", name)),
        amounts,
        text("CdtDbtInd", sign),
        tag("RltdPties", tag(who, *names), tag(its, tag("Id", text("IBAN", payer_iban)))),
        tag("RmtInf", *(text("Ustrd", one) for one in [words] if one),
            tag("Strd", tag("CdtrRefInf", text("Ref", reference)))),
        tag("RtrInf", tag("Rsn", text("Cd", reason))),
    )  # fmt: skip


def entry(*movements, amount, version=NEW, currency="HUF", sign="CRDT", status="BOOK", ref="",
          place="", day=DAY, value=None, reversal=None, count=None, more=""):  # fmt: skip
    """An Ntry."""
    state = text("Sts", status) if version == OLD else tag("Sts", text("Cd", status))
    return tag(
        "Ntry",
        text("NtryRef", place),
        text("Amt", amount, Ccy=currency),
        text("CdtDbtInd", sign),
        text("RvslInd", reversal),
        state,
        tag("BookgDt", text("Dt", day)),
        tag("ValDt", text("Dt", value or day)),
        text("AcctSvcrRef", ref),
        tag("NtryDtls", tag("Btch", text("NbOfTxs", count)), *movements),
        text("AddtlNtryInf", more),
    )


def document(*entries, iban=ANNA_PAYS_TO, version=NEW, kind="053", currency="HUF"):
    """The whole file as bytes."""
    body, one = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
                 "052": ("BkToCstmrAcctRpt", "Rpt")}[kind]  # fmt: skip
    account = tag("Acct", tag("Id", text("IBAN", iban)), text("Ccy", currency))
    said = tag(body, tag("GrpHdr", text("MsgId", "M1")),
               tag(one, text("Id", "S1"), account, *entries))  # fmt: skip
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<Document xmlns="{space}">{said}</Document>\n'.encode()


def paid(amount, *, ref, version=NEW, currency="HUF", day=DAY, **said):
    """An entry of one movement: somebody paid."""
    inside = movement(version=version, currency=currency, **said)
    return entry(inside, amount=amount, ref=ref, version=version, currency=currency, day=day)


def returned(amount, *, ref, version=NEW, day=DAY, reason="AC04", **said):
    """An entry of one movement: a direct debit came back."""
    inside = movement(version=version, reason=reason, **said)
    return entry(inside, amount=amount, ref=ref, version=version, day=day, sign="DBIT",
                 reversal="true")  # fmt: skip


def opened(data):
    """The file as the portal gets it."""
    return io.BytesIO(data)
