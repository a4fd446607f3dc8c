"""Stories, the URLs that carry them and the bodies that they had."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, null, select, union_all, update
from sqlalchemy.orm import Session

from parwatch_core.fetching import FetchStatus
from parwatch_core.page import Article, Fingerprint, PageKind, SameKind
from parwatch_core.ranking import RankingClaim, Salience, Verdict
from storage import bodies, claims, likeness, search, subscribers, topic_hits
from storage.statements import AnyRow, change, chunks, insert_or, run, storable
from storage.tables import ARTICLES, CLAIMS, COPIES, NOTICES, OUTBOX, REJECTED, SUBSCRIBERS, VERSIONS
from storage.values import CopyKind, Counts, KnownUrl, OutboxState, StoredArticle, StoredCopy, StoryIds

_NO_VERDICT = Verdict(is_reform_ranking=False)

_KNOWN = select(COPIES)
# One question for both: most pages that are asked for are in neither table.
_SEEN_HERE = union_all(
    select(COPIES.c.url, COPIES.c.source, COPIES.c.kind, COPIES.c.first_seen, COPIES.c.last_checked)
    .add_columns(COPIES.c.id, COPIES.c.article_id, COPIES.c.body_hash, COPIES.c.etag, COPIES.c.last_modified)
    .where(COPIES.c.url.in_(bindparam("pages", expanding=True))),
    select(REJECTED.c.url, REJECTED.c.source, REJECTED.c.kind, REJECTED.c.first_seen, REJECTED.c.last_checked)
    .add_columns(*(null() for _ in range(5)))
    .where(REJECTED.c.url.in_(bindparam("pages", expanding=True))),
)
_DATES_HERE = (
    select(COPIES.c.url, ARTICLES.c.dated)
    .join(ARTICLES, ARTICLES.c.id == COPIES.c.article_id)
    .where(COPIES.c.url.in_(bindparam("pages", expanding=True)))
)
_FORGET_REJECTED = f"DELETE FROM {REJECTED.name} WHERE url = ?"  # noqa: S608 - a name of ours
_ADD_ARTICLE = insert(ARTICLES)
_ADD_COPY = insert(COPIES)
_ADD_VERSION = insert(VERSIONS)
_TOUCH_COPY = update(COPIES).where(COPIES.c.url == bindparam("page")).values(last_checked=bindparam("now"))
_TOUCH_REJECTED = update(REJECTED).where(REJECTED.c.url == bindparam("page")).values(last_checked=bindparam("now"))

_CURRENT = (
    select(VERSIONS, ARTICLES.c.dated, ARTICLES.c.first_seen, COPIES.c.url, COPIES.c.source)
    .join(ARTICLES, ARTICLES.c.id == VERSIONS.c.article_id)
    .join(COPIES, COPIES.c.id == VERSIONS.c.copy_id)
    .where(VERSIONS.c.current)
)


# --- what is known


def known(session: Session, urls: Iterable[str]) -> dict[str, KnownUrl]:
    """Which of these canonical URLs were seen before, and as what."""
    found: dict[str, KnownUrl] = {}
    for some in chunks(urls, 400):
        for row in session.execute(_SEEN_HERE, {"pages": some}):
            if row.id is not None:
                found[row.url] = _known(row)
            else:
                found.setdefault(row.url, _rejected(row))
    return found


def dates(session: Session, urls: Iterable[str]) -> dict[str, datetime]:
    """When the stories that these canonical URLs carry are dated; URLs without a story are left out."""
    found: dict[str, datetime] = {}
    for some in chunks(urls):
        found.update((row.url, row.dated) for row in session.execute(_DATES_HERE, {"pages": some}))
    return found


def recheck_candidates(session: Session, source: str, newest: int = 50) -> tuple[KnownUrl, ...]:
    """The source's newest articles, newest first: the ones that may still be edited. When, is decided elsewhere."""
    statement = (
        _KNOWN.join(ARTICLES, ARTICLES.c.id == COPIES.c.article_id)
        .where(COPIES.c.source == source)
        .order_by(ARTICLES.c.dated.desc(), COPIES.c.id.desc())
        .limit(newest)
    )
    return tuple(_known(row) for row in session.execute(statement))


def rejected(session: Session, source: str, newest: int = 50) -> tuple[KnownUrl, ...]:
    """The source's pages that were no articles when they were read last, newest first: faults heal."""
    statement = select(REJECTED).where(REJECTED.c.source == source).order_by(REJECTED.c.first_seen.desc()).limit(newest)
    return tuple(_rejected(row) for row in session.execute(statement))


def claims_of(session: Session, article_id: int, copy_id: int | None = None) -> tuple[RankingClaim, ...]:
    """The claims of the story's current body; with `copy_id` those of that copy's newest body, where it has its own.

    Ask before `add_version`.
    """
    version_id = bodies.newest(session, article_id, copy_id)
    return claims.of_versions(session, [version_id]).get(version_id, ()) if version_id else ()


# --- what is new


def add_story(
    session: Session, article: Article, fingerprint: Fingerprint, verdict: Verdict, now: datetime
) -> StoryIds:
    """Store a story not seen before: article, its first copy, its first body, its claims."""
    added = change(session, _ADD_ARTICLE, first_seen=now, dated=article.published or now)
    article_id = _new_id(added)
    copy_id = _add_copy(session, article_id, article, CopyKind.ORIGINAL, now)
    version_id = _add_body(session, article_id, copy_id, 1, article, fingerprint, verdict, now, current=True)
    return StoryIds(article_id, copy_id, version_id)


def add_copy(
    session: Session,
    article_id: int,
    article: Article,
    match_kind: SameKind,
    now: datetime,
    *,
    fingerprint: Fingerprint | None = None,
    verdict: Verdict = _NO_VERDICT,
) -> int:
    """Store a further URL of a story; its id.

    A near copy's body differs, so it is kept too, as a version that is not the current one. With a `fingerprint` later
    texts are compared with it as well.
    """
    copy_id = _add_copy(session, article_id, article, CopyKind(match_kind.value), now)
    if match_kind is SameKind.NEAR:
        own = fingerprint or Fingerprint(article.body_hash, b"", (), frozenset())
        number = _next_number(session, article_id)
        _add_body(session, article_id, copy_id, number, article, own, verdict, now, current=False)
    return copy_id


def add_version(
    session: Session, copy_id: int, article: Article, fingerprint: Fingerprint, verdict: Verdict, now: datetime
) -> int:
    """Store the new body of a known URL and make it the story's current one; the version's id. Older ones stay."""
    article_id = session.scalars(select(COPIES.c.article_id).where(COPIES.c.id == copy_id)).one()
    number = _next_number(session, article_id)
    change(
        session, update(VERSIONS).where(VERSIONS.c.article_id == article_id, VERSIONS.c.current).values(current=False)
    )
    version_id = _add_body(session, article_id, copy_id, number, article, fingerprint, verdict, now, current=True)
    seen = {"body_hash": article.body_hash, "last_checked": now, "changed_at": now}
    change(session, update(COPIES).where(COPIES.c.id == copy_id).values(**seen))
    if article.published is not None:
        change(session, update(ARTICLES).where(ARTICLES.c.id == article_id).values(dated=article.published))
    return version_id


def touch(session: Session, url: str, now: datetime) -> None:
    """Note that a known URL was looked at again and is what it was."""
    if change(session, _TOUCH_COPY, page=url, now=now).rowcount == 0:
        change(session, _TOUCH_REJECTED, page=url, now=now)


def remember_validators(session: Session, url: str, etag: str | None, last_modified: str | None) -> None:
    """Keep what the server gave with an article's page, so that the next look can be conditional."""
    values = {"etag": etag, "last_modified": last_modified}
    change(session, update(COPIES).where(COPIES.c.url == url).values(**values))


def reject(session: Session, url: str, source: str, kind: PageKind | FetchStatus, now: datetime) -> None:
    """Note that a URL is no article (or will not become one soon), so that the next poll leaves it alone."""
    row = {"url": url, "source": source, "kind": kind.value, "first_seen": now, "last_checked": now}
    statement = insert_or(session, REJECTED).values(**row)
    again = {"kind": statement.excluded.kind, "last_checked": statement.excluded.last_checked}
    change(session, statement.on_conflict_do_update(index_elements=["url"], set_=again))


# --- looking at what is stored


def one(session: Session, article_id: int) -> StoredArticle | None:
    """A story with its current body, claims and copies."""
    return next(iter(_stored(session, _CURRENT.where(VERSIONS.c.article_id == article_id))), None)


def latest(
    session: Session,
    limit: int | None = 20,
    *,
    source: str | None = None,
    since: datetime | None = None,
    reform_only: bool = False,
    topic: str | None = None,
    unit: str | None = None,
    skip: int = 0,
) -> tuple[StoredArticle, ...]:
    """Stories, newest first. `unit` is matched with and without marks in the claims; `skip` turns pages."""
    statement = _CURRENT.order_by(ARTICLES.c.dated.desc(), ARTICLES.c.id.desc()).limit(limit).offset(skip)
    if source is not None:
        statement = statement.where(ARTICLES.c.id.in_(select(COPIES.c.article_id).where(COPIES.c.source == source)))
    if since is not None:
        statement = statement.where(ARTICLES.c.dated >= since)
    if reform_only:
        statement = statement.where(VERSIONS.c.is_reform_ranking)
    if topic is not None:
        statement = statement.where(VERSIONS.c.id.in_(topic_hits.versions_of(topic)))
    if unit is not None:
        named = select(CLAIMS.c.version_id).where(CLAIMS.c.unit_key.contains(claims.key(unit), autoescape=True))
        statement = statement.where(VERSIONS.c.id.in_(named))
    return _stored(session, statement)


def counts(session: Session) -> Counts:
    """How much is stored, in one statement."""

    def count(column: Any, *conditions: Any) -> Any:
        return select(func.count(column)).where(*conditions).scalar_subquery()

    parts = {
        "articles": count(ARTICLES.c.id),
        "reform_articles": count(VERSIONS.c.id, VERSIONS.c.current, VERSIONS.c.is_reform_ranking),
        "versions": count(VERSIONS.c.id),
        "copies": count(COPIES.c.id),
        "exact_copies": count(COPIES.c.id, COPIES.c.kind == CopyKind.EXACT.value),
        "near_copies": count(COPIES.c.id, COPIES.c.kind == CopyKind.NEAR.value),
        "claims": count(CLAIMS.c.id, CLAIMS.c.version_id == VERSIONS.c.id, VERSIONS.c.current),
        "rejected": count(REJECTED.c.url),
        "removed": select(func.coalesce(func.sum(VERSIONS.c.removed), 0)).scalar_subquery(),
        "notices": count(NOTICES.c.id, NOTICES.c.text.is_(None)),
        "subscribers": count(SUBSCRIBERS.c.chat_id, SUBSCRIBERS.c.active, subscribers.IS_NO_LINE),
        "sent": count(OUTBOX.c.id, OUTBOX.c.state == OutboxState.SENT.value),
    }
    row = session.execute(select(*(part.label(name) for name, part in parts.items()))).one()
    return Counts(**row._mapping)


# --- rows


def _known(row: AnyRow) -> KnownUrl:
    return KnownUrl(
        url=row.url,
        source=row.source,
        first_seen=row.first_seen,
        last_checked=row.last_checked,
        copy_id=row.id,
        article_id=row.article_id,
        kind=CopyKind(row.kind),
        body_hash=row.body_hash,
        etag=row.etag,
        last_modified=row.last_modified,
    )


def _rejected(row: AnyRow) -> KnownUrl:
    return KnownUrl(row.url, row.source, row.first_seen, row.last_checked, rejected=row.kind)


def _new_id(result: Any) -> int:
    key: int = result.inserted_primary_key[0]
    return key


def _add_copy(session: Session, article_id: int, article: Article, kind: CopyKind, now: datetime) -> int:
    run(session, _FORGET_REJECTED, article.url)
    added = change(
        session,
        _ADD_COPY,
        article_id=article_id,
        source=article.source,
        portal=article.portal or article.source,
        url=article.url,
        kind=kind.value,
        body_hash=article.body_hash,
        first_seen=now,
        last_checked=now,
        portal_unit=article.portal_unit,
        portal_province=article.portal_province,
    )
    return _new_id(added)


def _add_body(
    session: Session,
    article_id: int,
    copy_id: int,
    number: int,
    article: Article,
    fingerprint: Fingerprint,
    verdict: Verdict,
    now: datetime,
    *,
    current: bool,
) -> int:
    place = {"article_id": article_id, "copy_id": copy_id, "number": number, "current": current, "seen_at": now}
    row = {**place, **_content(article), **_judged(verdict)}
    prints = {"signature": fingerprint.signature, "numbers": storable("\n".join(sorted(fingerprint.numbers)))}
    version_id = _new_id(change(session, _ADD_VERSION, **row, **prints))
    likeness.keep(session, version_id, fingerprint)
    claims.save(session, version_id, verdict.claims)
    topic_hits.save(session, version_id, verdict.topics)
    search.add(session, version_id, row["title"], row["text"])
    return version_id


def _content(article: Article) -> dict[str, Any]:
    return {
        "body_hash": article.body_hash,
        "title": storable(article.title),
        "text": storable(article.text),
        "author": None if article.author is None else storable(article.author),
        "published": article.published,
        "published_precise": article.published_precise,
        "method": article.method,
        "removed": article.removed,
    }


def _judged(verdict: Verdict) -> dict[str, Any]:
    return {
        "is_reform_ranking": verdict.is_reform_ranking,
        "confidence": verdict.confidence,
        "salience": verdict.salience.value,
        "because": [storable(reason) for reason in verdict.because],
    }


def _next_number(session: Session, article_id: int) -> int:
    newest = session.scalar(select(func.max(VERSIONS.c.number)).where(VERSIONS.c.article_id == article_id))
    return (newest or 0) + 1


def _stored(session: Session, statement: Select[Any]) -> tuple[StoredArticle, ...]:
    rows = session.execute(statement).all()
    claimed = claims.of_versions(session, [row.id for row in rows])
    topics = topic_hits.of_versions(session, [row.id for row in rows])
    article_ids = [row.article_id for row in rows]
    copies = _copies(session, article_ids)
    versions = _version_counts(session, article_ids)
    stored = (
        _stored_article(row, claimed.get(row.id, ()), copies[row.article_id], versions[row.article_id]) for row in rows
    )
    return tuple(replace(one, topics=topics.get(one.version_id, ())) for one in stored)


def _copies(session: Session, article_ids: Iterable[int]) -> dict[int, list[StoredCopy]]:
    found: defaultdict[int, list[StoredCopy]] = defaultdict(list)
    for some in chunks(article_ids):
        for row in session.execute(_KNOWN.where(COPIES.c.article_id.in_(some)).order_by(COPIES.c.id)):
            found[row.article_id].append(StoredCopy(row.source, row.url, CopyKind(row.kind), row.first_seen))
    return found


def _version_counts(session: Session, article_ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(article_ids):
        statement = select(VERSIONS.c.article_id, func.count()).where(VERSIONS.c.article_id.in_(some))
        found.update((row[0], row[1]) for row in session.execute(statement.group_by(VERSIONS.c.article_id)))
    return found


def _stored_article(
    row: AnyRow, claimed: tuple[RankingClaim, ...], copies: list[StoredCopy], versions: int
) -> StoredArticle:
    return StoredArticle(
        id=row.article_id,
        version_id=row.id,
        versions=versions,
        url=row.url,
        source=row.source,
        title=row.title,
        text=row.text,
        author=row.author,
        published=row.published,
        published_precise=row.published_precise,
        dated=row.dated,
        first_seen=row.first_seen,
        method=row.method,
        removed=row.removed,
        is_reform_ranking=row.is_reform_ranking,
        confidence=row.confidence,
        salience=Salience(row.salience),
        because=tuple(row.because),
        claims=claimed,
        copies=tuple(copies),
    )
