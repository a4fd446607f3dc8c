"""The learned wrapper of a source: learned from its own first pages, kept, and dropped when the layout drifts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from parwatch_core.page import Page, PageKind
from parwatch_core.source import Selectors
from scraper.extract import Wrapper
from scraper.extract.article import opened, page_of
from scraper.extract.markup import Document
from scraper.extract.wrapper import MIN_PAGES, learn
from scraper.fetch import Response

# The pages that are held back until they have taught: enough for a wrapper even when some of them are no articles.
SAMPLE = MIN_PAGES + 3
# So many articles in a row that the wrapper did not find: the site has another layout now.
DRIFTED = 3
# So many articles, and no others, that something else than the generic search read.
RULED = 3
LEARNED, UNKNOWN = "wrapper", "generic"

log = structlog.get_logger("parwatch.lessons")


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a sample taught, and its pages as they are read with that, by address; some may not have been read."""

    wrapper: Wrapper | None
    pages: Mapping[str, Page]


def study(responses: Iterable[Response]) -> Wrapper | None:
    """Learn from a sample of one site's pages; None where a CMS rule reads them, or they are too few or too unlike."""
    return attend({response.final_url: response for response in responses}).wrapper


def attend(sample: Mapping[str, Response], selectors: Selectors = Selectors()) -> Lesson:  # noqa: B008 - frozen
    """`study`, and read the sample's pages while they are parsed anyway: each is parsed once."""
    documents: dict[str, Document] = {}
    pages: dict[str, Page] = {}
    for url, response in sample.items():
        document = opened(response.body, url, response.content_type)
        if isinstance(document, Document):
            documents[url] = document
        pages[url] = document if isinstance(document, Page) else page_of(document, selectors)
        if _is_ruled(pages.values()):
            return Lesson(None, pages)
    unknown = [document for url, document in documents.items() if _is_unknown(pages[url])]
    wrapper = learn(unknown) if len(unknown) >= MIN_PAGES else None
    if wrapper is not None:
        pages |= {url: page_of(document, selectors, wrapper) for url, document in documents.items()}
    return Lesson(wrapper, pages)


def _is_unknown(page: Page) -> bool:
    """Whether an article was found by the generic search."""
    return page.kind is PageKind.ARTICLE and page.method == UNKNOWN


def _is_ruled(pages: Iterable[Page]) -> bool:
    """Whether a CMS rule reads the site: there is nothing to learn."""
    methods = [page.method for page in pages if page.kind is PageKind.ARTICLE]
    return len(methods) >= RULED and UNKNOWN not in methods


def drifted(pages: Iterable[Page]) -> bool:
    """Whether the articles among these pages of a learned site were read without its wrapper."""
    methods = [page.method for page in pages if page.kind is PageKind.ARTICLE]
    return len(methods) >= DRIFTED and LEARNED not in methods[-DRIFTED:]


def recall(raw: Mapping[str, Any] | None, source: str) -> Wrapper | None:
    """The stored wrapper; none where it was written by a parwatch that kept it in another form."""
    if raw is None:
        return None
    try:
        return Wrapper.from_json(json.dumps(raw))
    except ValueError as error:
        log.warning("the learned wrapper cannot be used and is learned again", source=source, error=str(error))
        return None


def keep(wrapper: Wrapper | None) -> dict[str, Any] | None:
    """The wrapper as JSON."""
    return None if wrapper is None else dict(json.loads(wrapper.to_json()))
