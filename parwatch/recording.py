"""One page on its way into the archive: judged before the transaction, stored with its alerts inside one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parwatch.deciding import (
    Watch,
    edit_kind,
    fresh_topics,
    is_news,
    notice_kind,
    others,
    reform,
    reform_claims,
    same_story,
)
from parwatch.events import Outcome
from parwatch_core.analysis import analyse
from parwatch_core.matching import Matcher, hits
from parwatch_core.notice import NoticeKind
from parwatch_core.page import Article, Fingerprint, Match, Page, PageKind, SameKind
from parwatch_core.ranking import RankingClaim, Verdict
from parwatch_core.source import Source
from parwatch_core.topic import TopicHit
from scraper import dedup, extract
from scraper.extract import Wrapper
from storage import articles, bodies, likeness, outbox, topic_hits
from storage.bodies import Body
from storage.database import Session
from storage.values import KnownUrl


@dataclass(frozen=True, slots=True)
class Portal:
    """Whose portal a source is and what people call it: as configured, else as the survey read it."""

    name: str = ""
    unit: str | None = None
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A page after extraction and analysis. The last three are None unless the page is an article."""

    url: str
    page: Page
    article: Article | None = None
    fingerprint: Fingerprint | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the transaction did."""

    outcome: Outcome
    notified: bool = False


def read(
    source: Source,
    portal: Portal,
    url: str,
    body: bytes,
    content_type: str | None,
    wrapper: Wrapper | None = None,
    topics: Sequence[Matcher] = (),
) -> Reading:
    """Extract, fingerprint and analyse. Pure; CPU only. `url` is canonical."""
    page = extract.extract(body, url, content_type=content_type, selectors=source.selectors, wrapper=wrapper)
    return judge(source, portal, url, page, topics)


def judge(source: Source, portal: Portal, url: str, page: Page, topics: Sequence[Matcher] = ()) -> Reading:
    """Fingerprint and analyse an extracted page. Pure; CPU only. `url` is canonical."""
    if page.kind is not PageKind.ARTICLE:
        return Reading(url, page)
    fingerprint = dedup.fingerprint(page.title, page.text)
    verdict = analyse(
        page.title,
        page.text,
        published=page.published,
        portal_unit=portal.unit,
        portal_province=portal.province,
    )
    found = hits(topics, page.title, page.text, source=source.name, province=portal.province, unit=portal.unit)
    verdict = replace(verdict, topics=found) if found else verdict
    return Reading(url, page, _article(source, portal, url, page, fingerprint), fingerprint, verdict)


def elsewhere(url: str) -> Reading:
    """What is read of a page that led to another site: nothing."""
    return Reading(url, Page(PageKind.OTHER, problems=("redirects to another site",)))


def record(
    session: Session,
    source: Source,
    reading: Reading,
    watch: Watch | None,
    now: datetime,
    topics: Sequence[Matcher] = (),
) -> Recorded:
    """Store one reading and the alerts that it gives. Runs inside the caller's transaction.

    `watch` None: the page is archive material, nobody is told of it, nor that one more portal carries a told story.
    """
    known = articles.known(session, [reading.url]).get(reading.url)
    if reading.article is None or reading.fingerprint is None or reading.verdict is None:
        return _no_article(session, source, reading, known, now)
    recorder = _Recorder(session, reading.article, reading.fingerprint, reading.verdict, watch, now, topics)
    if known is None or known.article_id is None:
        return recorder.arrival()
    return recorder.edit(known)


def _article(source: Source, portal: Portal, url: str, page: Page, fingerprint: Fingerprint) -> Article:
    return Article(
        url=url,
        source=source.name,
        title=page.title,
        text=page.text,
        body_hash=fingerprint.body_hash,
        published=page.published,
        published_precise=page.published_precise,
        author=page.author,
        method=page.method,
        removed=page.removed,
        portal=portal.name,
        portal_unit=portal.unit,
        portal_province=portal.province,
    )


def _no_article(session: Session, source: Source, reading: Reading, known: KnownUrl | None, now: datetime) -> Recorded:
    # A known article that shows a fault page today stays as it was: no version, no deletion.
    if known is not None and known.article_id is not None:
        articles.touch(session, reading.url, now)
        return Recorded(Outcome.UNCHANGED)
    articles.reject(session, reading.url, source.name, reading.page.kind, now)
    return Recorded(Outcome.REJECTED)


@dataclass(frozen=True, slots=True)
class _Recorder:
    session: Session
    article: Article
    fingerprint: Fingerprint
    verdict: Verdict
    watch: Watch | None
    now: datetime
    topics: Sequence[Matcher]

    def arrival(self) -> Recorded:
        """A page that was not stored before: a story of its own, or one more portal that carries a story."""
        worth = dedup.worth(self.fingerprint)
        match = dedup.match(self.fingerprint, likeness.candidates(self.session, self.fingerprint, worth=worth))
        told = reform(articles.claims_of(self.session, match.article_id)) if match else ()
        if match is not None and same_story(match, told, self.verdict):
            return Recorded(Outcome.COPY, self._copy(match))
        story = articles.add_story(self.session, self.article, self.fingerprint, self.verdict, self.now)
        notified = False
        if reform_claims(self.verdict):
            notified = self._publish(story.article_id, story.version_id, NoticeKind.NEW)
        elif others(self.verdict.claims) or self.verdict.topics:
            notified = self._publish_if_wanted(story.article_id, story.version_id, NoticeKind.NEW)
        return Recorded(Outcome.STORY, notified)

    def _copy(self, match: Match) -> bool:
        """One more portal that carries a story: news only where nobody was told yet and it is of a further topic."""
        before = self._before(match.article_id)
        copy_id = articles.add_copy(
            self.session,
            match.article_id,
            self.article,
            match.kind,
            self.now,
            fingerprint=self.fingerprint,
            verdict=self.verdict,
        )
        fresh = () if before is None else self._fresh(before, before)
        if fresh and not outbox.was_told(self.session, match.article_id):
            return self._tell_topics(match, copy_id, fresh)
        if self.watch is not None:
            outbox.revise(self.session, match.article_id, self.now)
        return False

    def _tell_topics(self, match: Match, copy_id: int, fresh: Sequence[TopicHit]) -> bool:
        version_id = bodies.newest(self.session, match.article_id, copy_id)
        assert version_id is not None
        if match.kind is SameKind.EXACT:  # it has no body of its own: what it is of is noted at the story's
            topic_hits.save(self.session, version_id, fresh)
        return self._publish_if_wanted(match.article_id, version_id, NoticeKind.NEW)

    def _before(self, article_id: int, copy_id: int | None = None) -> Body | None:
        """The body that is there already; asked for only where topics are to be compared with it."""
        return bodies.one(self.session, article_id, copy_id) if self.verdict.topics else None

    def _fresh(self, before: Body, portal: Body | Article) -> tuple[TopicHit, ...]:
        """The topics that the body before, on this portal, was not of."""
        source, province, unit = portal.source, portal.portal_province, portal.portal_unit
        known = hits(self.topics, before.title, before.text, source=source, province=province, unit=unit)
        return fresh_topics(self.verdict.topics, known)

    def edit(self, known: KnownUrl) -> Recorded:
        """A page that was stored before: nothing, or a new version, and an update when its ranking claims changed."""
        assert known.article_id is not None and known.copy_id is not None
        if known.body_hash == self.fingerprint.body_hash:
            articles.touch(self.session, self.article.url, self.now)
            return Recorded(Outcome.UNCHANGED)
        own = articles.claims_of(self.session, known.article_id, known.copy_id)
        told = articles.claims_of(self.session, known.article_id)
        was_told = outbox.was_told(self.session, known.article_id)
        before = self._before(known.article_id, known.copy_id)
        version_id = articles.add_version(
            self.session, known.copy_id, self.article, self.fingerprint, self.verdict, self.now
        )
        kind = notice_kind(reform(own), reform(told), self.verdict, was_told=was_told)
        if kind is not None:
            return Recorded(Outcome.VERSION, self._publish(known.article_id, version_id, kind, told))
        kind = edit_kind(others(own), others(told), others(self.verdict.claims), was_told=was_told)
        if kind is not None:
            return Recorded(Outcome.VERSION, self._publish_if_wanted(known.article_id, version_id, kind, told))
        if before is not None and not was_told and self._fresh(before, self.article):
            return Recorded(Outcome.VERSION, self._publish_if_wanted(known.article_id, version_id, NoticeKind.NEW))
        return Recorded(Outcome.VERSION)

    def _publish(
        self, article_id: int, version_id: int, kind: NoticeKind, told: Sequence[RankingClaim] | None = None
    ) -> bool:
        """Tell of a reform ranking: there is a notice even where nobody wants it now."""
        if self._is_told(kind):
            outbox.publish(self.session, article_id, version_id, kind, self.now, told=told)
        return self._is_told(kind)

    def _publish_if_wanted(
        self, article_id: int, version_id: int, kind: NoticeKind, told: Sequence[RankingClaim] | None = None
    ) -> bool:
        """Tell of a topic, or of a ranking on another index, those who asked for that."""
        if not self._is_told(kind):
            return False
        notice = outbox.publish_if_wanted(self.session, article_id, version_id, kind, self.now, told=told)
        return notice is not None

    def _is_told(self, kind: NoticeKind) -> bool:
        if self.watch is None:
            return False
        return kind is not NoticeKind.NEW or is_news(self.article.published, self.now, self.watch)
