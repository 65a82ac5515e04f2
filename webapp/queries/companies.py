"""Companies as the sign-in page and the stylesheet show them."""

import re
from dataclasses import dataclass
from typing import Any

from webapp.domain.people import CustomerTie, StaffTie
from webapp.models.companies import Company
from webapp.models.prepared import prepared

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True)
class CompanyFace:
    """What strangers may know of a company."""

    slug: str
    name: str
    accent: str
    contact: str


@dataclass(frozen=True, kw_only=True)
class CompanyKey:
    """A company as the commands need it."""

    id: int
    timezone: str
    currency: str


def company_key(*, slug: str) -> CompanyKey | None:
    """The id and the time zone of the company of this short name."""
    row = Company.select().where(Company.slug == slug).first()
    return CompanyKey(id=row.id, timezone=row.timezone, currency=row.currency) if row else None


def company_face(*, slug: str) -> CompanyFace | None:
    """The company of this short name."""
    row = _of_slug.first(slug=slug)
    return _face(row) if row else None


def face_of(tie: CustomerTie | StaffTie) -> CompanyFace:
    """The company of a tie, as it came with the person."""
    return _face(
        {
            "slug": tie.company_slug,
            "name": tie.company_name,
            "accent": tie.company_accent,
            "contact": tie.company_contact,
        }
    )


def company_faces() -> list[CompanyFace]:
    """Every company on this installation, by name."""
    return [_face(row) for row in _all.dicts()]


_FACE = (Company.slug, Company.name, Company.accent, Company.contact)


@prepared
def _of_slug(*, slug: str) -> Any:
    return Company.select(*_FACE).where(Company.slug == slug).limit(1)


@prepared
def _all() -> Any:
    return Company.select(*_FACE).order_by(Company.name)


def _face(row: dict[str, str]) -> CompanyFace:
    accent = row["accent"] if COLOUR.fullmatch(row["accent"]) else "#0a5f5c"
    return CompanyFace(**{**row, "accent": accent})
