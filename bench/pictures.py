"""Takes a picture of every screen, phone and wide, light and dark, into docs/pictures/."""

import argparse
import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.progress import Progress

from bench.screens import SCREENS, Screen
from bench.stage import PHONE, WIDE, Stage, stage
from bench.still import StillPortal

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SIZES = {"phone": PHONE, "wide": WIDE}
SCHEMES = ("light", "dark")
COLOURS = 128
SAME_ENOUGH = 6
"""A difference in brightness, of 255, that nobody sees: then the earlier picture stays."""

STEADY = r"""() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const steady = text.data.replace(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/g, "R-4F7K-9Q2M");
    if (steady !== text.data) text.data = steady;
  }
  const number = document.querySelector("#problem .mono");
  if (number) number.textContent = "5f3a9c07e1d2";
  document.activeElement?.blur?.();
}"""
"""Numbers drawn at random would change every picture."""


def main() -> int:
    """Take all pictures, or those named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="SCREEN", help="only these (default: all)")
    wanted = parser.parse_args().names or [screen.name for screen in SCREENS]
    screens = [screen for screen in SCREENS if screen.name in wanted]
    FOLDER.mkdir(parents=True, exist_ok=True)
    console, failed = Console(stderr=True), []
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        StillPortal(data=Path(folder)) as portal,
        stage(playwright=playwright, portal=portal) as before_us,
        Progress(console=console, transient=True) as progress,
    ):
        for screen in progress.track(screens, description="Pictures"):
            try:
                take(screen, before_us)
            except Exception as problem:
                failed.append(screen.name)
                console.print(f"{screen.name}: {problem}", markup=False)
    if len(screens) == len(SCREENS):
        forget_others()
    size = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    console.print(f"{len(list(FOLDER.glob('*.png')))} pictures, {size / 1e6:.1f} MB, in {FOLDER}")
    return 1 if failed else 0


def take(screen: Screen, before_us: Stage) -> None:
    """The four pictures of one screen."""
    screen.open(before_us)
    page = before_us.page
    page.evaluate(STEADY)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        if size == "wide":
            page.evaluate("scrollTo(0, 0)")  # what a small screen scrolled to fits here anyway
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            keep(FOLDER / f"{screen.name}-{size}-{scheme}.png", shoot(page))


def shoot(page: Page) -> bytes:
    """The page as it stands, without anything that moves."""
    page.mouse.move(1, 1)  # nothing is pointed at
    page.wait_for_timeout(150)
    return page.screenshot(animations="disabled", caret="hide")


def keep(path: Path, png: bytes) -> None:
    """Write the picture in few colours, unless the one that is there shows the same."""
    taken = Image.open(io.BytesIO(png)).convert("RGB")
    if path.exists() and _looks_the_same(Image.open(path).convert("RGB"), _few_colours(taken)):
        return
    _few_colours(taken).save(path, optimize=True)


def forget_others() -> None:
    """Remove pictures of screens that are no more."""
    known = {
        f"{s.name}-{size}-{scheme}.png" for s in SCREENS for size in SIZES for scheme in SCHEMES
    }
    for path in FOLDER.glob("*.png"):
        if path.name not in known:
            path.unlink()


def _few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def _looks_the_same(earlier: Image.Image, now: Image.Image) -> bool:
    if earlier.size != now.size:
        return False
    difference = ImageChops.difference(earlier, now.convert("RGB")).convert("L")
    return difference.getextrema()[1] <= SAME_ENOUGH


if __name__ == "__main__":
    sys.exit(main())
