"""/sources: every portal that is watched, and how it does."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.desk.archive import Condition, SourceReport
from alerts.handlers import data, paging
from alerts.handlers.question import Handler, Question
from alerts.render import moment
from alerts.reply import Reply, say
from alerts.spans import Span, clean, safe_url, shorten
from alerts.texts.asking import asking

_LINES = 10
_NAME = 100
_MARKS = {Condition.GOOD: "🟢", Condition.FAILING: "🔴", Condition.NEW: "⚪", Condition.PAUSED: "⏸"}


async def sources(question: Question) -> tuple[Reply, ...]:
    """The board, page by page: sources, or sources:PAGE."""
    page, words = paging.page_of(question), asking(question.language)
    if page is None:
        return (Reply(),)
    known = await question.desk.sources()
    if not known:
        return (say(words.sources_none, edits=True),)
    entries, more = paging.cut([_entry(one, question) for one in known], page, _LINES)
    keyboard = paging.turning(
        question, data.write("sources", page - 1) if page else None, data.write("sources", page + 1) if more else None
    )
    head = Span(f"{words.sources_title} ({len(known)})", bold=True)
    return (say(head, Span("\n\n"), *paging.joined(entries), keyboard=keyboard, edits=True),)


def _entry(source: SourceReport, question: Question) -> list[Span]:
    words = asking(question.language)
    name = shorten(clean(source.name[:1_000]).strip() or "…", _NAME)
    state = [_state(source, question)]
    if source.articles:
        state.append(words.source_articles.format(count=source.articles))
    return [Span(f"{_MARKS[source.condition]} "), Span(name, link=safe_url(source.url)), Span(f"\n{' · '.join(state)}")]


def _state(source: SourceReport, question: Question) -> str:
    words = asking(question.language)
    if source.condition is Condition.PAUSED:
        return words.source_paused
    if source.condition is Condition.NEW:
        return words.source_new
    if source.last_success is None:
        return words.source_never
    form = words.source_failing if source.condition is Condition.FAILING else words.source_read
    return form.format(moment=moment(source.last_success, question.words))


COMMANDS: Mapping[str, Handler] = {"sources": sources}
PRESSES: Mapping[str, Handler] = {"sources": sources}
