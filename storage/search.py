"""Full text of the stories, found by words with and without marks.

Both databases index the same words, folded (marks off, đ -> d, lower case): FTS5 folds and splits by itself once đ is
dealt with, which saves half a millisecond an article; PostgreSQL gets a ready-made `tsvector` with the words' places,
so that its own idea of a word does not matter. The index keeps no text; its key is the version's. Versions are never
deleted, so entries never have to be.

A query is words, all of which must occur, and "phrases in quotes". Everything else in it is ignored: what a person
types cannot be a syntax error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, bindparam, column, literal_column, select, table
from sqlalchemy.orm import Session

from parwatch_core.text import nfc, search_key, strip_marks
from storage.statements import AnyRow, is_lite, run
from storage.tables import ARTICLES, COPIES, VERSIONS
from storage.values import Hit

_WORD = re.compile(r"[^\W_]+")
_BREAK = re.compile(r"\s")
_TERM = re.compile(r'"([^"]*)"?|([^\s"]+)')
# PostgreSQL refuses lexemes above 2046 bytes.
_LONGEST_LEXEME = 500
# Stands between title and text, so that no phrase spans them. Nobody asks for it.
_GAP = "parwatchtitleends"
# PostgreSQL counts places up to here; a phrase behind it is found by its words only.
_LAST_PLACE = 16_383
_SNIPPET = 200
# More phrases narrow nothing down any more, and SQLite would refuse hundreds of them.
_MOST_TERMS = 32

_SQLITE_ADD = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
_POSTGRES_ADD = "INSERT INTO search_words (version_id, words) VALUES (?, CAST(? AS tsvector))"

_WORDS = table("search_words", column("rowid"), column("version_id"), column("words"))
_HITS = (
    select(VERSIONS.c.article_id, VERSIONS.c.title, VERSIONS.c.text, COPIES.c.url, COPIES.c.source, ARTICLES.c.dated)
    .add_columns(COPIES.c.portal)
    .join(ARTICLES, ARTICLES.c.id == VERSIONS.c.article_id)
    .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
    .where(VERSIONS.c.current)
    .order_by(ARTICLES.c.dated.desc(), ARTICLES.c.id.desc())
)

Term = tuple[str, ...]  # the folded words of a phrase; one word is a phrase of one


def articles(session: Session, query: str, limit: int = 20, skip: int = 0) -> tuple[Hit, ...]:
    """Stories whose current title or body holds all the words and phrases, newest first; none for an empty query."""
    wanted = terms(query)
    if not wanted:
        return ()
    statement = _HITS.where(_matches(session, wanted)).limit(limit).offset(skip)
    return tuple(_hit(row, wanted) for row in session.execute(statement))


def terms(query: str) -> tuple[Term, ...]:
    """What a person typed, as folded phrases, `_MOST_TERMS` at most. A quote that is not closed runs to the end."""
    parts = (phrase or word for phrase, word in _TERM.findall(query))
    return tuple(dict.fromkeys(term for part in parts if (term := tuple(words(part)))))[:_MOST_TERMS]


def words(body: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(search_key(body))


def add(session: Session, version_id: int, title: str, body: str) -> None:
    """Index a version. Called by `storage.articles` for every body."""
    if is_lite(session):
        indexed = nfc(f"{title} {_GAP} {body}").replace("đ", "d").replace("Đ", "D")
        run(session, _SQLITE_ADD, version_id, indexed)
    else:
        run(session, _POSTGRES_ADD, version_id, _vector([*words(title), _GAP, *words(body)]))


def _vector(found: Sequence[str]) -> str:
    """The text form of a tsvector. Words hold letters and digits only, so quoting them is enough."""
    return " ".join(f"{_lexeme(word)}:{min(place, _LAST_PLACE)}" for place, word in enumerate(found, start=1))


def _lexeme(word: str) -> str:
    return f"'{word[:_LONGEST_LEXEME]}'"


def _matches(session: Session, wanted: Iterable[Term]) -> ColumnElement[bool]:
    if is_lite(session):
        asked = " AND ".join(f'"{" ".join(term)}"' for term in wanted)
        found = select(_WORDS.c.rowid).where(literal_column("search_words").op("MATCH")(asked))
    else:
        from sqlalchemy.dialects.postgresql import TSQUERY

        phrases = (" <-> ".join(map(_lexeme, term)) for term in wanted)
        asked = " & ".join(f"({phrase})" for phrase in phrases)
        found = select(_WORDS.c.version_id).where(_WORDS.c.words.op("@@")(bindparam(None, asked, type_=TSQUERY)))
    return VERSIONS.c.id.in_(found)


def _hit(row: AnyRow, wanted: Sequence[Term]) -> Hit:
    snippet, marks = cut(row.text, wanted)
    if not marks:
        in_title = cut(row.title, wanted)
        snippet, marks = in_title if in_title[1] else (snippet, marks)
    return Hit(row.article_id, row.title, row.url, row.source, row.dated, snippet, marks, row.portal)


def cut(body: str, wanted: Sequence[Term]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """About 200 characters around the first place that was asked for, in the text's own letters, and where it stands.

    Cuts stand between words, line ends become blanks; "…" tells that something is missing.
    """
    found = _places(body, wanted)
    start, end = _window(body, found[0][0] if found else 0)
    head, tail = ("… " if start else ""), (" …" if end < len(body) else "")
    shift = len(head) - start
    marks = tuple((first + shift, last + shift) for first, last in found if start <= first and last <= end)
    return f"{head}{_BREAK.sub(' ', body[start:end])}{tail}", marks


def _places(body: str, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the phrases stand in the text, in order. Folding letter by letter keeps the offsets."""
    folded = "".join(_folded(letter) for letter in body)
    patterns = "|".join(r"[\W_]+".join(map(re.escape, term)) for term in sorted(wanted, key=len, reverse=True))
    return [match.span() for match in re.finditer(rf"(?<![^\W_])(?:{patterns})(?![^\W_])", folded)]


def _folded(letter: str) -> str:
    """One letter for one letter; a loose mark, which folding drops, becomes a separator."""
    return (strip_marks(letter).lower() or "\u00b7")[0]


def _window(body: str, first: int) -> tuple[int, int]:
    start = max(0, first - _SNIPPET // 4)
    if start:
        start = body.find(" ", start, first) + 1 or first
    end = start + _SNIPPET
    if end < len(body):
        end = max(body.rfind(" ", first + 1, end), first + 1)
    return start, min(end, len(body))
