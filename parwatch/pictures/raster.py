"""SVG to PNG. The rasteriser and the fonts are loaded for the first picture and not before."""

from __future__ import annotations

from importlib import resources

from parwatch.pictures.letters import FAMILY

_FONTS = ("BeVietnamPro-Regular.ttf", "BeVietnamPro-Bold.ttf")


def png(svg: str) -> bytes:
    """The picture at its own size. The fonts of the system are not asked: the same everywhere, and none is needed."""
    import resvg_py

    with resources.as_file(resources.files("parwatch.pictures.fonts")) as folder:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            skip_system_fonts=True,
            font_files=[str(folder / name) for name in _FONTS],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
