"""Pictures of ranks: SVG for pages, PNG for chats, of the same drawing.

    pictures.unit_svg(facts, language) -> str      a unit's ranks over the years, best on top
    pictures.unit_png(facts, language) -> bytes    the same, 1280 pixels wide
    pictures.league_svg(league, language), league_png(league, language)      a league table
    pictures.drawable(facts) -> bool               whether there is any rank with a year to draw

The facts are those of one unit; further ones of other indices get a panel each. Pure but for `raster`, which has a
process of its own draw the pixels; call `unit_png` in a thread.
"""

from parwatch.pictures.league import league_png, league_svg
from parwatch.pictures.series import drawable
from parwatch.pictures.unit import unit_png, unit_svg

__all__ = ["drawable", "league_png", "league_svg", "unit_png", "unit_svg"]
