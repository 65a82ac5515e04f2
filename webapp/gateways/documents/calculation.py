"""How a bill was calculated, said so that it can be followed with a pencil."""

from webapp.domain.invoice_paper import InvoicePaper, MeterReading, PaperLine
from webapp.domain.money import Money
from webapp.gateways.documents.parts import days
from webapp.gateways.documents.sheet import Section
from webapp.gateways.documents.words import Words
from webapp.gateways.figures import amount_words, decimal_words, quantity_words


def line_notes(line: PaperLine, words: Words) -> tuple[str, ...]:
    """What stands small below a line: its days, its meter, its readings and who read them."""
    notes = (
        days(line.period, words),
        f"{words['meter']} {line.serial}" if line.serial else "",
        _readings(line, words),
    )
    return tuple(note for note in notes if note)


def calculation_section(paper: InvoicePaper, words: Words) -> tuple[Section, ...]:
    """The steps of each line and the billing system's own words; nothing where there is neither."""
    steps = [step for line in paper.lines for step in _steps(line, paper.currency, words)]
    texts = (*steps, *paper.explanation.splitlines())
    said = tuple(text for text in texts if text.strip())
    return (Section(heading=words["calculated"], texts=said),) if said else ()


def _readings(line: PaperLine, words: Words) -> str:
    said = [_reading(reading, line, words) for reading in (line.begin, line.end) if reading]
    return f"{words['readings']}: {' → '.join(said)}" if said else ""


def _reading(reading: MeterReading, line: PaperLine, words: Words) -> str:
    value = quantity_words(reading.value, unit=line.unit, language=words.language)
    return f"{value} ({words.kind(reading.kind)})"


def _steps(line: PaperLine, currency: str, words: Words) -> tuple[str, ...]:
    return tuple(
        step for step in (_difference(line, words), _product(line, currency, words)) if step
    )


def _difference(line: PaperLine, words: Words) -> str:
    # Where a counter passed zero or counts in tens, the plain difference is not what was used.
    if line.begin is None or line.end is None or line.quantity is None:
        return ""
    if line.end.value - line.begin.value != line.quantity:
        return ""
    end, begin = (_bare(value, words) for value in (line.end.value, line.begin.value))
    used = quantity_words(line.quantity, unit=line.unit, language=words.language)
    meter = f"{words['meter']} {line.serial}: " if line.serial else ""
    return f"{meter}{end} − {begin} = {used}"


def _product(line: PaperLine, currency: str, words: Words) -> str:
    if line.quantity is None or line.price is None:
        return ""
    quantity = quantity_words(line.quantity, unit=line.unit, language=words.language)
    price = decimal_words(line.price, language=words.language)
    net = amount_words(Money(line.net, currency), language=words.language)
    return f"{line.description}: {quantity} × {price} = {net}"


def _bare(value: int, words: Words) -> str:
    return quantity_words(value, unit="", language=words.language)
