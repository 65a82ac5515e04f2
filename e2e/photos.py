"""Pictures of meters that the project draws itself."""

from pathlib import Path


def meter_photo(to: Path, *, value: str = "01077482", seed: int = 1) -> Path:
    """A face as a phone would photograph it, as JPEG."""
    from PIL import Image, ImageDraw

    picture = Image.effect_noise((1280, 960), 24 + seed % 8).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((240, 360, 1040, 560), fill="#111", outline="#ccc", width=8)
    pen.text((300, 400), value, fill="#fff", font_size=120)
    picture.save(to, "JPEG", quality=85)
    return to
