"""Reads content/<key>.toml: a site and its articles, dated relative to a moment.

The text of an article holds fields that are filled in from the day of the event, so that the demo is always news:

    {ngay}       "23/11"                          {nam}        the index year, one before the event's
    {ngay_du}    "23/11/2026"                     {nam_truoc}  the year before the index year
    {nam_nay}    the year of the event            {nam_sau}    the year after the event

`body` is written as plain text: blocks are separated by an empty line; a block of lines "| a | b |" is a table, "## "
starts a heading, "! " a photo caption, "^" a paragraph with a drop capital.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from parwatch.demo.portals.article import Block, BlockKind, Label, SampleArticle, Section, Site, Truth
from parwatch_core.ranking import Index, RankingClaim, UnitLevel
from parwatch_core.zones import to_vietnam

FRESH = timedelta(days=2)

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MARKS = {"## ": BlockKind.HEADING, "! ": BlockKind.CAPTION, "^": BlockKind.DROPCAP}


@dataclass(frozen=True, slots=True)
class Content:
    """One portal's data: what it shows from the start, and what it holds back until it is told to publish."""

    site: Site
    shown: tuple[SampleArticle, ...]
    held_back: tuple[SampleArticle, ...]


def load(key: str, now: datetime) -> Content:
    """The content of the portal `key` as of `now` (aware). KeyError or ValueError where the data file is wrong."""
    tables = _toml(f"{key}.toml")
    stories = _toml("shared.toml")
    entries = [_merged(entry, stories) for entry in tables["article"]]
    articles = [(_article(entry, 11 + 4 * place, now), entry) for place, entry in enumerate(entries)]
    shown = tuple(article for article, entry in articles if not entry.get("held_back", False))
    held = tuple(article for article, entry in articles if entry.get("held_back", False))
    return Content(_site(key, tables["site"]), shown, held)


def duration(text: str) -> timedelta:
    """ "90m", "5h", "40d". ValueError or KeyError for anything else."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def parse_body(text: str) -> tuple[Block, ...]:
    """The blocks of a body in the notation of this module."""
    return tuple(_block(chunk.strip()) for chunk in text.strip().split("\n\n") if chunk.strip())


def _toml(name: str) -> dict[str, Any]:
    text = resources.files("parwatch.demo.portals").joinpath("content", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _merged(entry: Mapping[str, Any], stories: Mapping[str, Any]) -> dict[str, Any]:
    """An entry that names a shared `story` takes from it whatever it does not say itself."""
    return {**stories.get(entry.get("story", ""), {}), **entry}


def _site(key: str, table: Mapping[str, Any]) -> Site:
    """Every field of Site but `key` and `sections` stands in the table under its own name."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
    values["sections"] = tuple(Section(slug, name) for slug, name in table["sections"].items())
    return Site(key=key, **values)


def _article(entry: Mapping[str, Any], number: int, now: datetime) -> SampleArticle:
    published = (now - duration(entry["age"])).astimezone(UTC).replace(second=0, microsecond=0)
    event = now - duration(entry.get("event", entry["age"]))
    fields = _fields(event)
    slug = entry["slug"].format_map(fields)
    return SampleArticle(
        number=number,
        story=entry.get("story", slug),
        slug=slug,
        section=entry["section"],
        title=entry["title"].format_map(fields),
        published=published,
        lead=" ".join(entry.get("lead", "").split()).format_map(fields),
        blocks=parse_body(entry["body"].format_map(fields)),
        truth=_truth(entry, event, fields),
        byline=entry.get("byline", ""),
        author=entry.get("author"),
        fresh=duration(entry["age"]) < FRESH,
    )


def _fields(event: datetime) -> dict[str, str]:
    day = to_vietnam(event)
    years = {"nam_truoc": day.year - 2, "nam": day.year - 1, "nam_nay": day.year, "nam_sau": day.year + 1}
    dates = {"ngay": f"{day.day}/{day.month}", "ngay_du": f"{day.day}/{day.month}/{day.year}"}
    return dates | {name: str(year) for name, year in years.items()}


def _truth(entry: Mapping[str, Any], event: datetime, fields: Mapping[str, str]) -> Truth:
    year = to_vietnam(event).year
    claims = tuple(_claim(claim, year, fields) for claim in entry.get("claims", ()))
    return Truth(Label(entry["label"]), claims, entry.get("trap", ""))


def _claim(table: Mapping[str, Any], event_year: int, fields: Mapping[str, str]) -> RankingClaim:
    """`year` is written relative to the event: -1 is the year before it; left out: the text names none."""
    values = dict(table)
    values["index"] = Index(values.get("index", "PAR"))
    values["unit_level"] = UnitLevel(values["unit_level"])
    values["evidence"] = values["evidence"].format_map(fields)
    if "year" in values:
        values["year"] = event_year + values["year"]
    return RankingClaim(**values)


def _block(chunk: str) -> Block:
    if chunk.startswith("|"):
        rows = (line.strip().strip("|").split("|") for line in chunk.splitlines())
        return Block(BlockKind.TABLE, rows=tuple(tuple(cell.strip() for cell in row) for row in rows))
    mark = next((mark for mark in _MARKS if chunk.startswith(mark)), "")
    return Block(_MARKS.get(mark, BlockKind.PARAGRAPH), " ".join(chunk.removeprefix(mark).split()))
