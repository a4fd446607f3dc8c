"""The learned wrapper of a source: learned from its own first pages, kept, and dropped when the layout drifts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog

from parwatch_core.page import Page, PageKind
from scraper.extract import Wrapper, extract
from scraper.extract.article import parsed
from scraper.extract.wrapper import MIN_PAGES, learn
from scraper.fetch import Response

# The pages that are held back until they have taught: enough for a wrapper even when some of them are no articles.
SAMPLE = MIN_PAGES + 3
# So many articles in a row that the wrapper did not find: the site has another layout now.
DRIFTED = 3
LEARNED, UNKNOWN = "wrapper", "generic"

log = structlog.get_logger("parwatch.lessons")


def study(responses: Iterable[Response]) -> Wrapper | None:
    """Learn from a sample of one site's pages; None where a CMS rule reads them, or they are too few or too unlike."""
    documents = []
    for response in responses:
        page = extract(response.body, response.final_url, content_type=response.content_type)
        if page.kind is PageKind.ARTICLE and page.method == UNKNOWN:
            documents.append(parsed(response.body, response.final_url, response.content_type))
    found = [document for document in documents if document is not None]
    return learn(found) if len(found) >= MIN_PAGES else None


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
