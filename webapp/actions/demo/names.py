"""Invented names and addresses of a Hungarian and a German town."""

from random import Random

HUNGARIAN_FAMILIES = (
    "Nagy", "Kovács", "Tóth", "Szabó", "Horváth", "Varga", "Kiss", "Molnár", "Németh", "Farkas",
    "Balogh", "Papp", "Takács", "Juhász", "Lakatos", "Mészáros", "Oláh", "Simon", "Rácz", "Fekete",
    "Szilágyi", "Török", "Fehér", "Balázs", "Gál", "Kis", "Szűcs", "Kocsis", "Orsós", "Pintér",
)  # fmt: skip
HUNGARIAN_GIVEN = (
    "Anna", "Mária", "Erzsébet", "Ilona", "Katalin", "Éva", "Zsuzsanna", "Judit", "Ágnes", "Andrea",
    "László", "István", "József", "János", "Zoltán", "Sándor", "Gábor", "Ferenc", "Attila", "Péter",
    "Zsófia", "Réka", "Dóra", "Bence", "Máté", "Levente", "Ádám", "Dániel", "Tamás", "Győző",
)  # fmt: skip
HUNGARIAN_STREETS = (
    "Petőfi utca", "Kossuth tér", "Ady Endre utca", "Rákóczi út", "Bartók Béla utca", "Akácfa utca",
    "Hársfa sor", "Malom köz", "Iskola utca", "Temető utca", "Erzsébet liget", "Vásártér",
)  # fmt: skip
GERMAN_FAMILIES = (
    "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz",
    "Hoffmann", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Krüger",
)  # fmt: skip
GERMAN_GIVEN = (
    "Lena", "Jonas", "Marie", "Paul", "Greta", "Lukas", "Ida", "Felix", "Clara", "Emil", "Ute",
    "Jürgen", "Sabine", "Thomas", "Heike", "Uwe", "Anke", "Bernd",
)  # fmt: skip
GERMAN_STREETS = (
    "Musterweg", "Lindenallee", "Am Bahnhof", "Goethestraße", "Kirchgasse", "Mühlenweg",
    "Schulstraße", "Am Alten Markt", "Birkenweg", "Hafenstraße",
)  # fmt: skip


def hungarian_name(rng: Random) -> str:
    """A name, family name first."""
    return f"{rng.choice(HUNGARIAN_FAMILIES)} {rng.choice(HUNGARIAN_GIVEN)}"


def hungarian_address(rng: Random) -> str:
    """A flat in Minta település."""
    street, house = rng.choice(HUNGARIAN_STREETS), rng.randint(1, 60)
    return f"6600 Minta település, {street} {house}. {rng.randint(1, 9)}.em. {rng.randint(1, 48)}."


def german_name(rng: Random) -> str:
    """A name, given name first."""
    return f"{rng.choice(GERMAN_GIVEN)} {rng.choice(GERMAN_FAMILIES)}"


def german_address(rng: Random) -> str:
    """A house in Musterstadt."""
    return f"{rng.choice(GERMAN_STREETS)} {rng.randint(1, 90)}, 12345 Musterstadt"
