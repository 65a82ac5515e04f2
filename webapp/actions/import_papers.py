"""The billing system's own papers, each put to the bill whose number its file name says."""

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from webapp.actions.events import record_event
from webapp.actions.one_delivery import one_delivery
from webapp.domain.billing_files import Imported
from webapp.domain.delivered_papers import PaperFault, numbers_named, refuse_no_pdf
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.paper_folder import PaperFile
from webapp.gateways.storage import Storage, document_key
from webapp.models.base import new_id, tuples_of
from webapp.models.documents import Document
from webapp.models.import_batches import ImportBatch
from webapp.models.invoices import Invoice

AT_ONCE = 200

Report = Callable[[PaperFault], None]
Progress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class _Fitting:
    """A paper and its bill."""

    file: PaperFile
    invoice_id: int
    sha256: str
    kept: str | None
    """The key of the paper that its bill has already: this very one."""


def import_papers(
    *,
    company_id: int,
    source: str,
    papers: Sequence[PaperFile],
    storage: Storage,
    now: datetime,
    keep_good: bool,
    progress: Progress,
    report: Report,
) -> Imported:
    """Keep the papers and name them in their bills, all or none, or those that can be taken.

    Every file is looked at before the first is kept. What is no whole PDF, fits no bill or
    several, or would take another paper's place goes to `report`.
    """
    with one_delivery(company_id=company_id):
        pass  # rather refused now than when all of them are in the store
    looked = list(_looked_at(company_id, papers))
    faults = [one for one in looked if isinstance(one, PaperFault)]
    for fault in faults:
        report(fault)
    fitting = [one for one in looked if isinstance(one, _Fitting)]
    fresh = [one for one in fitting if one.kept is None]
    done = Imported(
        import_id=None, read=len(looked), added=0, same=len(fitting) - len(fresh),
        faults=len(faults),
    )  # fmt: skip
    if not fresh or (faults and not keep_good):
        return done
    # In the store before the rows that name them: a crash between leaves a file too many.
    kept = list(_kept(company_id, fresh, storage, progress))
    import_id = _write(company_id, source, kept, now)
    return replace(done, import_id=import_id, added=len(kept))


def _kept(
    company_id: int, fresh: Iterable[_Fitting], storage: Storage, progress: Progress
) -> Iterator[tuple[_Fitting, int]]:
    for number, one in enumerate(fresh, start=1):
        data = one.file.read()
        if hashlib.sha256(data).hexdigest() != one.sha256:
            raise Refusal("paper", N_("A file was changed while it was read; please begin again."))
        storage.put(key=document_key(company_id=company_id, sha256=one.sha256), data=data)
        progress(number)
        yield one, len(data)


def _looked_at(company_id: int, papers: Iterable[PaperFile]) -> Iterator[_Fitting | PaperFault]:
    taken: set[int] = set()
    rest = iter(papers)
    while part := list(itertools.islice(rest, AT_ONCE)):
        bills = _bills(company_id, (number for one in part for number in numbers_named(one.stem)))
        for one in part:
            try:
                fitting = _fitting(company_id, one, bills)
                if fitting.invoice_id in taken:
                    raise Refusal("paper", N_("Two files of this folder are for the same bill."))
                taken.add(fitting.invoice_id)
                yield fitting
            except Refusal as refusal:
                yield PaperFault(name=one.name, refusal=refusal)


def _bills(company_id: int, numbers: Iterable[str]) -> dict[str, tuple[int, str | None]]:
    rows = tuples_of(
        Invoice.select(Invoice.number, Invoice.id, Invoice.document_key).where(
            Invoice.company_id == company_id, Invoice.number.in_(sorted(set(numbers)))
        )
    )
    return {number: (invoice_id, key) for number, invoice_id, key in rows}


def _fitting(
    company_id: int, file: PaperFile, bills: Mapping[str, tuple[int, str | None]]
) -> _Fitting:
    found = {bills[number] for number in numbers_named(file.stem) if number in bills}
    if len(found) != 1:
        raise Refusal(
            "paper",
            N_("No bill has this number.") if not found else N_("Several bills may be meant."),
        )
    length, head, tail = file.ends()
    refuse_no_pdf(length=length, head=head, tail=tail)
    ((invoice_id, kept),) = found
    sha256 = hashlib.sha256(file.read()).hexdigest()
    if kept not in (None, document_key(company_id=company_id, sha256=sha256)):
        raise Refusal(
            "paper", N_("Another paper is kept for this bill; a file does not take its place.")
        )
    return _Fitting(file=file, invoice_id=invoice_id, sha256=sha256, kept=kept)


def _refuse_overtaken(company_id: int, kept: Sequence[tuple[_Fitting, int]]) -> None:
    """Another folder, or an undo, may have come between the look at the bills and now."""
    for start in range(0, len(kept), AT_ONCE):
        ids = [one.invoice_id for one, _ in kept[start : start + AT_ONCE]]
        free = Invoice.select().where(
            Invoice.company_id == company_id, Invoice.id.in_(ids), Invoice.document_key.is_null()
        )
        if free.count() < len(ids):
            raise Refusal(
                "paper", N_("The bills were changed while their papers came; please begin again.")
            )


def _write(
    company_id: int, source: str, kept: Sequence[tuple[_Fitting, int]], now: datetime
) -> int:
    import_id = new_id()
    with one_delivery(company_id=company_id):
        _refuse_overtaken(company_id, kept)
        ImportBatch.insert(
            company_id=company_id, id=import_id, kind="papers", source=source, made_at=now,
            rows_read=len(kept), rows_kept=len(kept),
        ).execute()  # fmt: skip
        for one, length in kept:
            key = document_key(company_id=company_id, sha256=one.sha256)
            if (
                not Document.select()
                .where(Document.company_id == company_id, Document.sha256 == one.sha256)
                .exists()
            ):
                Document.insert(
                    company_id=company_id, sha256=one.sha256, bytes=length, import_id=import_id
                ).execute()
            Invoice.update(document_key=key).where(
                Invoice.company_id == company_id, Invoice.id == one.invoice_id
            ).execute()
        record_event(
            company_id=company_id, actor_id=None, kind="import.written",
            subject=f"import:{import_id}", now=now, what="papers", rows=len(kept),
        )  # fmt: skip
    return import_id
