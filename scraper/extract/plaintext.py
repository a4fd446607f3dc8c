"""A text dump (no markup) -> Page: what is left when someone copied a page with all its furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parwatch_core.page import Page, PageKind
from parwatch_core.text import nfc, search_key, squeeze
from scraper.extract import byline, dates, headline
from scraper.extract.furniture import clean_lines, is_prose
from scraper.extract.render import Line

_BREADCRUMB = re.compile(r"^(?:trang (?:chu|nhat)|home|ban dang o)\b")


def from_text(text: str) -> Page:
    """Read a plain text. The title is the last short line above the first paragraph that ends like no sentence."""
    raw = [Line(line) for part in text.splitlines() if (line := squeeze(nfc(part)))]
    kept = clean_lines(raw)
    first = next((i for i, line in enumerate(kept) if is_prose(line) and len(line.text) >= 180), len(kept))
    title, position = _title(kept[:first])
    moment = _moment([*kept[: first + 1], *raw[:8]])
    body = [line for i, line in enumerate(kept) if i > position and (i >= first or not dates.is_date_line(line.text))]
    prose = sum(len(line.text) for line in body if is_prose(line))
    return Page(
        PageKind.ARTICLE if prose >= 200 else PageKind.OTHER,
        title=title,
        text="\n".join(line.text for line in body),
        published=moment.at if moment else None,
        published_precise=moment.precise if moment else True,
        author=byline.in_lines(body),
        method="text",
        removed=len(raw) - len(body) - bool(title),
    )


def _moment(lines: Sequence[Line]) -> dates.Moment | None:
    return next((found for line in lines if dates.is_date_line(line.text) and (found := dates.parse(line.text))), None)


def _title(head: Sequence[Line]) -> tuple[str, int]:
    """The title and its position; ("", -1) where the dump has none."""
    for position in range(len(head) - 1, -1, -1):
        text = headline.clean(head[position].text)
        if (
            15 <= len(text) <= 250
            and not text.endswith((".", ":", ";"))
            and not _BREADCRUMB.match(search_key(text))
            and not dates.is_date_line(text)
        ):
            return text, position
    return "", -1
