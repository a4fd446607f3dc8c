"""The learned wrapper of a source: learned from its own first pages, kept, and dropped when the layout drifts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from parwatch_core.page import Page, PageKind
from scraper.extract import Wrapper
from scraper.extract.article import page_of, parsed
from scraper.extract.markup import Document
from scraper.extract.wrapper import MIN_PAGES, learn
from scraper.fetch import Response

# The pages that are held back until they have taught: enough for a wrapper even when some of them are no articles.
SAMPLE = MIN_PAGES + 3
# So many articles in a row that the wrapper did not find: the site has another layout now.
DRIFTED = 3
# So many articles, and no others, that a CMS rule read: there is nothing to learn.
RULED = 3
LEARNED, UNKNOWN = "wrapper", "generic"

log = structlog.get_logger("parwatch.lessons")


def study(responses: Iterable[Response]) -> Wrapper | None:
    """Learn from a sample of one site's pages; None where a CMS rule reads them, or they are too few or too unlike."""
    documents: list[Document] = []
    ruled = 0
    for response in responses:
        document = parsed(response.body, response.final_url, response.content_type)
        page = page_of(document) if document is not None else None
        if document is None or page is None or page.kind is not PageKind.ARTICLE:
            continue
        if page.method == UNKNOWN:
            documents.append(document)
        elif (ruled := ruled + 1) >= RULED and not documents:
            return None
    return learn(documents) if len(documents) >= MIN_PAGES else None


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
