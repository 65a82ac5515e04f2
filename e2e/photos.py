"""Pictures of meters that the project draws itself."""

from pathlib import Path

from webapp.gateways.pictures.faces import draw_face


def meter_photo(to: Path, *, seed: int = 1) -> Path:
    """Meter 37461 as a phone would photograph it."""
    picture = draw_face(
        medium="hot_water",
        serial="37461",
        digits=5,
        decimals=3,
        value=1_077_482,
        unit="m³",
        seed=seed,
    )
    to.write_bytes(picture)
    return to
