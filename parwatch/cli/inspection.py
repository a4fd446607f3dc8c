"""What `parwatch check` finds at an address, and how it shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console

from parwatch import bootstrap, recording, settings
from parwatch.cli.console import claim_line, clean, out
from parwatch.spelling import moment
from parwatch_core.errors import FetchError, ParwatchError, SourcesError
from parwatch_core.page import Link, Page, PageKind
from parwatch_core.ranking import Verdict
from parwatch_core.source import Source
from scraper import discover, sources
from scraper.discover import Discovery
from scraper.fetch import Fetcher, Kind, Request, Response

NEWEST = 10
# Some of the first links may be no articles; this many are tried before giving up.
TRIES = 4


@dataclass(frozen=True, slots=True)
class Example:
    """The first article that could be read, as it would be stored."""

    url: str
    page: Page
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Check:
    """All that `check` found."""

    url: str
    found: Discovery
    newest: tuple[Link, ...]
    example: Example | None
    problems: tuple[str, ...]
    block: str


def inspect(url: str) -> Check:
    """Look at an address as `sources.toml` would give it. Raises SettingsError, SourcesError, FetchError."""
    try:
        (source,) = sources.parse(f"[[source]]\nurl = {_toml(url)}\n", "the address")
    except SourcesError as error:
        raise ParwatchError("; ".join(problem.message.removeprefix("url: ") for problem in error.problems)) from None
    return asyncio.run(_check(settings.load(), source))


async def _check(configured: settings.Settings, source: Source) -> Check:
    with Console(stderr=True).status(f"looking at {source.url}"):
        async with bootstrap.fetcher(configured) as fetcher:
            found = await discover.survey(source, lambda url, kind: _get(fetcher, source, url, kind))
            example, problems = await _example(fetcher, source, found)
    if not found.links:
        problems = (*problems, "no articles found; try the address of the news page, or set feed or links by hand")
    newest = sorted(found.links, key=lambda link: link.published.timestamp() if link.published else 0.0, reverse=True)
    return Check(
        source.url, found, tuple(newest[:NEWEST]), example, (*found.problems, *problems), _block(source, found)
    )


async def _get(fetcher: Fetcher, source: Source, url: str, kind: Kind) -> Response:
    return await fetcher.fetch(Request(url, kind, tls=source.tls, ca=source.ca, challenge=source.challenge))


async def _example(fetcher: Fetcher, source: Source, found: Discovery) -> tuple[Example | None, tuple[str, ...]]:
    problems: list[str] = []
    portal = recording.Portal(found.site_name or source.name, found.unit, found.province)
    for link in found.links[:TRIES]:
        try:
            response = await _get(fetcher, source, link.url, "page")
        except FetchError as error:
            problems.append(f"{link.url}: {error}")
            continue
        reading = recording.read(source, portal, link.url, response.body, response.content_type)
        if reading.page.kind is PageKind.ARTICLE:
            return Example(link.url, reading.page, reading.verdict), tuple(problems)
        problems.append(f"{link.url}: not an article but {reading.page.kind.value}")
    return None, tuple(problems)


def _block(source: Source, found: Discovery) -> str:
    lines = ["[[source]]", f"url = {_toml(source.url)}"]
    named = {"name": found.site_name, "unit": found.unit, "province": found.province}
    lines += [f"{key} = {_toml(value)}" for key, value in named.items() if value]
    return "\n".join(lines)


def _toml(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}" for char in escaped) + '"'


def show(found: Check) -> None:
    """Print it for a person."""
    console = out()

    def say(text: str = "", style: str | None = None) -> None:
        console.print("\n".join(map(clean, text.split("\n"))), style=style, markup=False, highlight=False)

    site = found.found
    say(f"Portal    {site.site_name or '-'}  ({site.home})", "bold")
    say(f"Unit      {site.unit or 'not recognised: set unit'}{f', {site.province}' if site.province else ''}")
    say(f"CMS       {site.cms or 'unknown: the generic extraction is used'}")
    for channel in site.channels:
        say(f"{channel.kind.value.capitalize():9} {channel.url}  (sure {channel.confidence:.0%})")
    say(f"\nNewest of {len(site.links)} articles", "bold")
    for link in found.newest:
        say(f"  {moment(link.published):17} {link.title or link.url}")
    if found.example:
        _show_example(found.example, say)
    for problem in found.problems:
        say(f"! {problem}", "yellow")
    say("\nTo paste into sources.toml", "bold")
    say(found.block)


def _show_example(example: Example, say: Callable[..., None]) -> None:
    page = example.page
    say("\nOne article as it would be stored", "bold")
    say(f"  {page.title}")
    say(
        f"  {moment(page.published)} · {page.author or 'no author'} · read by {page.method} · {page.removed} blocks cut"
    )
    for line in page.text.splitlines()[:6]:
        say(f"  {line[:160]}", "dim")
    claims = example.verdict.claims if example.verdict else ()
    for claim in claims:
        say(f"  -> {claim_line(claim)}", "green")
    if not claims:
        say("  -> no ranking claimed")
