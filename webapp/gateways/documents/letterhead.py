"""The head of every paper: who sends it, to whom, and what it is called."""

from webapp.domain.colours import on_light
from webapp.domain.papers import CompanyFace, Party
from webapp.gateways.documents.parts import known
from webapp.gateways.documents.sheet import Letterhead
from webapp.gateways.documents.words import Words


def letterhead(*, title: str, company: CompanyFace, recipient: Party, words: Words) -> Letterhead:
    """The head in the paper's language and the company's colour, dark enough for white paper."""
    return Letterhead(
        language=words.language,
        title=title,
        company=company.name,
        accent=on_light(company.accent),
        page_words=words["page"],
        sender_label=words["company"],
        sender=(company.name, *company.address.lines),
        sender_facts=known(
            (words["tax_number"], company.tax_number),
            (words["contact"], company.contact),
        ),
        recipient_label=words["customer"],
        recipient=(recipient.name, *recipient.address.lines),
    )
