"""The rasteriser, run as a process of its own by `raster`: SVG on standard input, PNG on standard output.

    python -I pixels.py FAMILY FONT...

Imports nothing of parwatch, so that the process starts in some 30 ms.
"""

from __future__ import annotations

import sys

import resvg_py


def png(svg: str, family: str, fonts: list[str]) -> bytes:
    """The picture at its own size. The fonts of the system are not asked: the same everywhere, and none is needed."""
    return resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=fonts, font_family=family, sans_serif_family=family
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(png(sys.stdin.buffer.read().decode("utf-8"), sys.argv[1], sys.argv[2:]))
