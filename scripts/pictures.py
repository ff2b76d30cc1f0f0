"""Take the pictures under docs/pictures from printed reports.

    python scripts/pictures.py [FOLDER]

FOLDER holds a year's reports; default reports/2024. Needs pdftoppm (poppler) and chromium on the machine, and the
packages of requirements-dev.txt. Only whoever changes how reports look runs this, and looks at the pictures afterwards.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 300 * 1024
RULE = "#c8cdd3"
DPI = 84
COLOURS = 255


def page_with(pdf: Path, words: str) -> int:
    """The first page, from 1, whose text holds some words.

    Raises:
        SystemExit: no page does.
    """
    for number, page in enumerate(PdfReader(pdf).pages, start=1):
        if words in page.extract_text().replace(" ", "").replace("\n", ""):
            return number
    message = f"{pdf} has no page with {words}"
    raise SystemExit(message)


def sheet(pdf: Path, number: int) -> Image.Image:
    """One page of a PDF, with a thin frame."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", str(number), "-l", str(number), "-png", str(pdf)],
        check=True,
        capture_output=True,
    ).stdout
    return ImageOps.expand(Image.open(BytesIO(drawn)).convert("RGB"), 1, RULE)


def beside(pictures: Sequence[Image.Image], gap: int = 16) -> Image.Image:
    """Pictures side by side on white."""
    width = sum(one.width for one in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(one.height for one in pictures)), "white")
    left = 0
    for one in pictures:
        whole.paste(one, (left, 0))
        left += one.width + gap
    return whole


def screen(html: Path, width: int, height: int) -> Image.Image:
    """The first screen of a page."""
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/home"]
        size = [f"--window-size={width},{height}", f"--screenshot={shot}"]
        subprocess.run(["chromium", *options, *size, html.resolve().as_uri()], check=True, capture_output=True)
        return ImageOps.expand(Image.open(shot).convert("RGB"), 1, RULE)


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours, and refuse a large one."""
    path = PICTURES / name
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {picture.width}×{picture.height}  {path.stat().st_size // 1024} KB")
    if path.stat().st_size > LARGEST:
        message = f"{name} is larger than {LARGEST // 1024} KB"
        raise SystemExit(message)


def main(reports: Path) -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    agency, annual = reports / "agencies" / "D01.pdf", reports / "annual.pdf"
    pages = [1, page_with(agency, "各项指标完成与得分")]
    save(beside([sheet(agency, number) for number in pages]), "agency-report.png")
    pages = [1, page_with(annual, "区类排名")]
    save(beside([sheet(annual, number) for number in pages]), "annual-report.png")
    save(screen(reports / "index.html", 1100, 980), "index.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "reports" / "2024")
