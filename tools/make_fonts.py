"""Makes the fonts of the pictures: parwatch/pictures/fonts/*.ttf and widths.json.

    python tools/make_fonts.py FOLDER

FOLDER is the unpacked package @fontsource/be-vietnam-pro (5.3), which has Be Vietnam Pro cut into subsets as WOFF2. Two
weights of it become one small TrueType file each: Latin and Vietnamese, with kerning, without hints, which a rasteriser
that smooths letters does not read. Needs fonttools and brotli, which nothing else does: they are not in the locks.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "parwatch" / "pictures" / "fonts"
WEIGHTS = {"regular": "400", "bold": "700"}
PARTS = ("latin", "vietnamese", "latin-ext")
# Basic Latin, Latin-1, Vietnamese (Latin Extended-A/B and Additional), dashes, quotes and signs.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ĂăĐđĨĩŨũƠơƯư"),
    *range(0x1EA0, 0x1EFA),
    *map(ord, "–—‘’“”„•…€₫−"),
)


def one_file(folder: Path, weight: str) -> TTFont:
    """The subsets of a weight as one font."""
    with TemporaryDirectory() as place:
        files = [plain(folder, part, weight, Path(place)) for part in PARTS]
        return Merger().merge(files)


def plain(folder: Path, part: str, weight: str, place: Path) -> str:
    """A subset as TrueType, without hints and substitutions, whose merging is of no use here."""
    font = TTFont(folder / "files" / f"be-vietnam-pro-{part}-{weight}-normal.woff2")
    font.flavor = None
    for table in ("cvt ", "fpgm", "prep", "gasp", "GSUB", "GDEF"):
        if table in font:
            del font[table]
    file = place / f"{part}.ttf"
    font.save(file)
    return str(file)


def slim(font: TTFont) -> None:
    """Keep the letters of the pictures only."""
    options = subset.Options(hinting=False, layout_features=["kern", "mark"], name_IDs=[0, 1, 2, 4, 6, 13, 14])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=LETTERS)
    cutter.subset(font)


def widths(font: TTFont) -> dict[str, int]:
    """Letter -> its advance in thousandths of the type size."""
    unit = font["head"].unitsPerEm
    return {chr(code): round(font["hmtx"][name][0] * 1000 / unit) for code, name in font.getBestCmap().items()}


def main() -> None:
    """Write the fonts, their licence and the widths of their letters."""
    folder = Path(sys.argv[1])
    table = {}
    for name, weight in WEIGHTS.items():
        font = one_file(folder, weight)
        slim(font)
        table[name] = widths(font)
        file = OUT / f"BeVietnamPro-{name.capitalize()}.ttf"
        font.save(file)
        missing = sorted(chr(code) for code in LETTERS if chr(code) not in table[name])
        print(f"{file.name}: {file.stat().st_size} bytes, {len(table[name])} letters, without {''.join(missing)}")
    (OUT / "widths.json").write_text(json.dumps(table, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    shutil.copyfile(folder / "LICENSE", OUT / "OFL.txt")


if __name__ == "__main__":
    main()
