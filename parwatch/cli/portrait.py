"""How the findings of `parwatch check` look: a terminal gets lines that fit it, a pipe gets each fact on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.console import Console
from rich.text import Text

from parwatch.cli.console import claim_line, clean, out
from parwatch.inspection import Category, Check, Example, Found
from parwatch.remedies import Setting, sureness
from parwatch.spelling import moment
from parwatch_core.ranking import Verdict

_LABEL = 10
_HEAD, _TAIL = 3, 2
_PARAGRAPH = 240
_DATE = 16
_NAMES = {"feed": "Feed", "sitemap": "Sitemap", "list": "List"}
_COLOURS = {"sure": "green", "fairly sure": "yellow", "doubtful": "red"}
_CATEGORIES = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report: `label` stands in the margin, what does not fit goes on under the text."""

    label: str
    text: str
    style: str = ""


# Never folded: what is pasted or clicked must be what was meant.
HEADING, PASTE, ADDRESS = "heading", "paste", "address"


def show(check: Check) -> None:
    """Print it for a person."""
    console = out()
    for entry in _entries(check):
        _print(console, entry)


def _print(console: Console, entry: Entry) -> None:
    text = clean(entry.text)
    if entry.style in (PASTE, ADDRESS):
        margin = entry.label.ljust(_LABEL) if entry.label else ""
        console.print(Text.assemble((margin, "bold"), text), highlight=False, soft_wrap=True)
    elif entry.style == HEADING:
        console.print(f"\n{text}", style="bold", markup=False, highlight=False)
    else:
        margin = f"{entry.label} " if entry.label == "!" else entry.label.ljust(_LABEL)
        _print_folded(console, margin, text, entry.style)


def _print_folded(console: Console, margin: str, text: str, style: str) -> None:
    """The text beside its margin, and below it where a terminal is too narrow for one line."""
    rows = [text] if console.soft_wrap else _folded(console, text, max(20, console.width - len(margin)))
    for number, row in enumerate(rows):
        edge = margin if number == 0 else " " * len(margin)
        console.print(Text.assemble((edge, "bold"), (row, style)), soft_wrap=True, highlight=False)


def _folded(console: Console, text: str, width: int) -> list[str]:
    return [row.plain.rstrip() for row in Text(text).wrap(console, width)] or [""]


def _entries(check: Check) -> Iterator[Entry]:
    yield from _portal(check)
    yield from _channels(check)
    yield from _newest(check)
    if check.example:
        yield from _article(check, check.example)
    yield from _problems(check)
    yield from _settings(check)
    yield Entry("", "To paste into sources.toml", HEADING)
    for line in check.block.split("\n"):
        yield Entry("", line, PASTE)


def _portal(check: Check) -> Iterator[Entry]:
    found = check.found
    yield Entry("Portal", f"{found.site_name or 'no name found'} ({found.home})", "bold")
    where = f", {found.province}" if found.province and found.province != found.unit else ""
    yield Entry("Unit", f"{found.unit}{where}" if found.unit else "not recognised")
    yield Entry("CMS", found.cms or "none recognised: the layout is learned from the site's own pages")


def _channels(check: Check) -> Iterator[Entry]:
    yield Entry("", "Where articles are listed", HEADING)
    for channel in check.channels:
        yield from _channel(channel)
    if not check.channels:
        yield Entry(" ", "nothing was found", "red")
    if check.categories:
        yield Entry("Sections", "; ".join(map(_category, check.categories[:_CATEGORIES])) + _and_more(check))


def _channel(channel: Found) -> Iterator[Entry]:
    yield Entry(_NAMES[channel.kind.value], channel.url, ADDRESS)
    words = f"{channel.sureness}, {channel.confidence:.0%}: {channel.why}"
    yield Entry(" ", words, _COLOURS[channel.sureness])


def _category(category: Category) -> str:
    return f"{category.title} (watched)" if category.watched else category.title


def _and_more(check: Check) -> str:
    left = len(check.categories) - _CATEGORIES
    return f"; {left} more" if left > 0 else ""


def _newest(check: Check) -> Iterator[Entry]:
    if not check.newest:
        return
    yield Entry("", f"The newest of {len(check.found.links)} articles", HEADING)
    for link in check.newest:
        yield Entry(f"  {moment(link.published):{_DATE}}  ", link.title or link.url)


def _article(check: Check, example: Example) -> Iterator[Entry]:
    page = example.page
    yield Entry(
        "", f"One article as it would be stored ({check.articles} of {check.read} pages read are articles)", HEADING
    )
    yield Entry("Address", example.url, ADDRESS)
    yield Entry("Title", page.title)
    day = "" if page.published_precise or page.published is None else " (the day only)"
    yield Entry("Date", f"{moment(page.published)}{day}")
    yield Entry("Author", page.author or "none named")
    yield Entry("Read by", _reader(page.method))
    yield from _text(page.text)
    yield from _removed(example)
    yield from _verdict(example.verdict)
    yield from _topics(example.verdict)


def _reader(method: str) -> str:
    known = {
        "generic": "the generic search",
        "wrapper": "the layout learned from the site",
        "selectors": "your selectors",
    }
    return known.get(method, f"the CMS rule {method}")


def _text(text: str) -> Iterator[Entry]:
    lines = text.splitlines()
    label = "Text"
    for line in lines[:_HEAD]:
        yield Entry(label, _cut(line), "dim")
        label = " "
    hidden = lines[_HEAD:-_TAIL]
    if hidden:
        yield Entry(" ", f"[... {len(hidden)} more paragraphs, {sum(map(len, hidden)):,} characters ...]", "italic")
    for line in lines[_HEAD:][-_TAIL:]:
        yield Entry(" ", _cut_head(line), "dim")


def _cut(line: str) -> str:
    return line if len(line) <= _PARAGRAPH else f"{line[:_PARAGRAPH].rstrip()} ..."


def _cut_head(line: str) -> str:
    """The end of a paragraph: the last words of an article show best whether something was left hanging on it."""
    return line if len(line) <= _PARAGRAPH else f"... {line[-_PARAGRAPH:].lstrip()}"


def _removed(example: Example) -> Iterator[Entry]:
    inside = f"inside the article {_count(example.page.removed, 'block')}, " if example.page.removed else ""
    yield Entry("Removed", f"{inside}of the whole page {_count(example.dropped, 'line')}, such as")
    for line in example.left_out:
        yield Entry(" ", f"- {line[:120]}", "dim")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _verdict(verdict: Verdict | None) -> Iterator[Entry]:
    if verdict is None or not (verdict.claims or verdict.because):
        yield Entry("Ranking", "none claimed")
        return
    yield Entry("Ranking", _judgement(verdict), "green" if verdict.is_reform_ranking else "")
    for evidence, claims in groupby(verdict.claims, key=lambda claim: claim.evidence):
        for claim in claims:
            yield Entry(" ", f"-> {claim_line(claim)}{' (doubtful)' if claim.doubtful else ''}", "green")
        yield Entry(" ", f'   "{_cut(evidence)}"', "dim")
    for reason in verdict.because:
        if not any(claim.evidence in reason for claim in verdict.claims):
            yield Entry(" ", f"because {reason}", "dim")


def _topics(verdict: Verdict | None) -> Iterator[Entry]:
    for hit in verdict.topics if verdict else ():
        yield Entry("Topic", hit.topic, "green")
        for quote in hit.because:
            yield Entry(" ", f'   "{_cut(quote.text)}"', "dim")


def _judgement(verdict: Verdict) -> str:
    if not verdict.is_reform_ranking:
        return "not a reform ranking"
    return f"a reform ranking, {verdict.salience.value} ({sureness(verdict.confidence)}, {verdict.confidence:.0%})"


def _problems(check: Check) -> Iterator[Entry]:
    if check.problems:
        yield Entry("", "Problems", HEADING)
    for problem in check.problems:
        yield Entry("!", problem, "yellow")


def _settings(check: Check) -> Iterator[Entry]:
    if check.settings:
        yield Entry("", "What you could set by hand", HEADING)
    for setting in check.settings:
        yield Entry(setting.key, _setting(setting))


def _setting(setting: Setting) -> str:
    return f"{setting.value} ({setting.why})" if setting.value else setting.why
