"""/search: articles by their words. What was looked for stands in the first line of the answer, for the next page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alerts.desk.archive import Found
from alerts.handlers import data, paging
from alerts.handlers.question import Handler, Question
from alerts.render import moment
from alerts.reply import Reply, say
from alerts.spans import Span, clean, safe_url, shorten
from alerts.texts.asking import asking

# An entry is a title, a place and a snippet: five stay below what one message holds, whatever is in them.
COUNT = 5
_MARK = "🔎 "
_TITLE, _PORTAL = 150, 100
# UTF-16 units; a snippet is cut to 200 characters, which may count two each.
_SNIPPET = 400


async def search(question: Question) -> tuple[Reply, ...]:
    """Articles with these words, newest first."""
    words = paging.asked(question.typed)
    if not words:
        return (say(asking(question.language).search_usage),)
    return await _page(question, words, 0)


async def turn(question: Question) -> tuple[Reply, ...]:
    """search:PAGE, under an answer of ours."""
    page, words = paging.page_of(question), paging.asked_before(question, _MARK)
    if page is None:
        return (Reply(),)
    return await _page(question, words, page) if words else paging.too_old(question)


async def _page(question: Question, words: str, page: int) -> tuple[Reply, ...]:
    found = await question.desk.search(words, COUNT + 1, page * COUNT)
    spans = [Span(_MARK), Span(words, bold=True)]
    if page:
        spans.append(Span("\n" + asking(question.language).page.format(page=page + 1)))
    for one in found[:COUNT]:
        spans += [Span("\n\n"), *_entry(one, question)]
    if not found:
        spans.append(Span("\n\n" + asking(question.language).search_none))
    before = data.write("search", page - 1) if page else None
    further = data.write("search", page + 1) if len(found) > COUNT else None
    return (say(*spans, keyboard=paging.turning(question, before, further), edits=True),)


def _entry(found: Found, question: Question) -> Iterator[Span]:
    title = shorten(clean(found.title[:1_000]).strip() or "…", _TITLE)
    portal = shorten(clean(found.portal[:1_000]).strip(), _PORTAL)
    yield Span(title, link=safe_url(found.url))
    yield Span(f"\n🏛 {portal} · {moment(found.dated, question.words)}\n")
    yield from _snippet(found)


def _snippet(found: Found) -> Iterator[Span]:
    """The snippet with what was looked for in bold; the marks count the letters of the snippet as it came."""
    left, place = _SNIPPET, 0
    for start, end in (*found.marks, (len(found.snippet), len(found.snippet))):
        for text, bold in ((found.snippet[place:start], False), (found.snippet[start:end], True)):
            shown = clean(text)
            if shown and left > 1:
                yield Span(shorten(shown, left), bold=bold)
            left -= 2 * len(shown)
        place = end


COMMANDS: Mapping[str, Handler] = {"search": search}
PRESSES: Mapping[str, Handler] = {"search": turn}
