"""Papers of the billing system in the store: which of them a row names, and which are swept."""

import itertools
import re
from collections.abc import Collection, Iterable
from datetime import datetime

from webapp.actions.photos import ORPHAN_AGE
from webapp.gateways.storage import Storage, document_key
from webapp.models.base import tuples_of
from webapp.models.documents import Document
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice

OURS = re.compile(r"papers/(\d+)/[0-9a-f]{2}/([0-9a-f]{64})\.pdf")
AT_ONCE = 500


def sweep_papers(*, now: datetime, storage: Storage) -> int:
    """Delete stored papers that no row names and that are old enough; return how many.

    They are left by a delivery that was cut off, or let go when one was undone.
    """
    old = now - ORPHAN_AGE
    kept = storage.keys(prefix="papers/", older_than=old)
    ours = ((int(m[1]), m[2]) for key in kept if (m := OURS.fullmatch(key)))
    swept = 0
    for company_id, group in itertools.groupby(ours, key=lambda one: one[0]):
        if _undone_since(company_id, old):
            # A backup that began before may still be reading what the undone rows named.
            continue
        for part in _parts(sha256 for _, sha256 in group):
            for key in unnamed(company_id=company_id, hashes=part):
                # A paper may be put again while we look: then it is young, and stays.
                swept += storage.delete(key=key, older_than=old)
    return swept


def unnamed(*, company_id: int, hashes: Collection[str]) -> list[str]:
    """The keys of those papers that neither a row of theirs nor a bill names."""
    named = tuples_of(
        Document.select(Document.sha256).where(
            Document.company_id == company_id, Document.sha256.in_(list(hashes))
        )
    )
    rest = set(hashes) - {sha256 for (sha256,) in named}
    keys = sorted(document_key(company_id=company_id, sha256=sha256) for sha256 in rest)
    if not keys:
        return []
    # A bill whose paper has lost its own row names it all the same.
    of_bills = tuples_of(
        Invoice.select(Invoice.document_key).where(
            Invoice.company_id == company_id, Invoice.document_key.in_(keys)
        )
    )
    return sorted(set(keys) - {key for (key,) in of_bills})


def _undone_since(company_id: int, moment: datetime) -> bool:
    undone = ImportBatch.select().where(
        ImportBatch.company_id == company_id,
        ImportBatch.kind == "papers",
        ImportBatch.undone_at >= moment,
    )
    return bool(undone.exists())


def _parts(hashes: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(hashes)
    while part := list(itertools.islice(rest, AT_ONCE)):
        yield part
