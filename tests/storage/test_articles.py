"""Stories, copies and versions, as they come back from either database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import NOTHING, NOW, add, article, claim, fingerprint, later, verdict

from parwatch_core.errors import StorageError
from parwatch_core.fetching import FetchStatus
from parwatch_core.page import PageKind, SameKind
from parwatch_core.ranking import Index, UnitLevel
from storage import articles, likeness
from storage.database import Database
from storage.likeness import _signed
from storage.values import CopyKind


def test_story_comes_back_as_it_went_in(database: Database) -> None:
    """Title, text, times, verdict, claims and the first copy survive the way through the database unchanged."""
    changes = {"rank_change": -3, "score_change": 2.63, "score_change_unit": "%"}
    full = claim(score=88.5, score_unit="điểm", group="khối huyện", doubtful=True, **changes)
    nothing = dict.fromkeys(("province", "year", "rank", "of_total"))
    bare = claim("Sở Nội vụ", unit_level=UnitLevel.DEPARTMENT, index=Index.SIPAS, score=0.0, **nothing)
    new, judged = article(author="Nguyễn Văn Ơn", published_precise=False), verdict(full, bare)
    with database.write() as session:
        ids = add(session, new, judged)
    with database.read() as session:
        stored = articles.one(session, ids.article_id)
    assert stored is not None
    for name in ("url", "source", "title", "text", "author", "published", "published_precise", "method", "removed"):
        assert getattr(stored, name) == getattr(new, name), name
    assert stored.claims == (full, bare)
    assert (stored.is_reform_ranking, stored.confidence, stored.salience, stored.because) == (
        True,
        judged.confidence,
        judged.salience,
        judged.because,
    )
    assert (stored.id, stored.version_id, stored.versions) == (ids.article_id, ids.version_id, 1)
    assert (stored.first_seen, stored.dated) == (NOW, new.published)
    assert [(copy.url, copy.source, copy.kind) for copy in stored.copies] == [(new.url, new.source, CopyKind.ORIGINAL)]


def test_unknown_story_is_none(database: Database) -> None:
    """A number that no story has gives None, not an error."""
    with database.read() as session:
        assert articles.one(session, 404) is None


def test_times_come_back_in_utc_whatever_zone_they_had(database: Database) -> None:
    """An instant given on a Vietnamese clock is the same instant, and UTC."""
    hanoi = datetime(2026, 3, 14, 6, 30, tzinfo=timezone(timedelta(hours=7)))
    with database.write() as session:
        ids = add(session, article(published=hanoi))
    with database.read() as session:
        stored = articles.one(session, ids.article_id)
    assert stored is not None
    assert stored.published == hanoi
    assert stored.published is not None
    assert stored.published.tzinfo is UTC


def test_time_without_a_zone_is_refused(database: Database) -> None:
    """A naive time could mean any zone: storing it is an error, and nothing of the story is kept."""
    with pytest.raises(StorageError, match="without a zone"), database.write() as session:
        add(session, article(published=datetime(2026, 3, 14)))  # noqa: DTZ001
    with database.read() as session:
        assert articles.counts(session).articles == 0


def test_what_no_database_takes_is_taken_out(database: Database) -> None:
    """NUL and half surrogates in a page do not stop the article from being stored."""
    with database.write() as session:
        ids = add(
            session, article(title="Sông\x00 Trà", text="Xếp thứ 2 \ud83d năm 2025"), verdict(claim(evidence="2\x00"))
        )
    with database.read() as session:
        stored = articles.one(session, ids.article_id)
    assert stored is not None
    assert (stored.title, stored.text, stored.claims[0].evidence) == ("Sông Trà", "Xếp thứ 2 ? năm 2025", "2")


def test_known_tells_copies_from_rejected_pages(database: Database) -> None:
    """A URL is a copy of a story, or was rejected for a reason, or is not in the answer."""
    new = article()
    with database.write() as session:
        ids = add(session, new)
        articles.reject(session, "https://songtra.example.gov.vn/", "songtra", PageKind.HOME, NOW)
        articles.reject(session, "https://songtra.example.gov.vn/gone", "songtra", FetchStatus.HTTP_GONE, NOW)
    with database.read() as session:
        urls = [new.url, "https://songtra.example.gov.vn/", "https://songtra.example.gov.vn/gone", "https://x.vn/"]
        known = articles.known(session, urls)
    assert set(known) == set(urls[:3])
    assert (known[new.url].copy_id, known[new.url].article_id) == (ids.copy_id, ids.article_id)
    assert (known[new.url].body_hash, known[new.url].kind) == (new.body_hash, CopyKind.ORIGINAL)
    assert [known[url].rejected for url in urls[:3]] == [None, "home", "http_gone"]
    assert known[urls[1]].copy_id is None


def test_known_takes_more_urls_than_a_statement(database: Database) -> None:
    """Thousands of URLs of one sitemap are asked for at once."""
    urls = [f"https://songtra.example.gov.vn/tin/x{number}" for number in range(2_500)]
    with database.write() as session:
        add(session, article(urls[-1]))
        assert set(articles.known(session, urls)) == {urls[-1]}


def test_rejected_page_that_becomes_an_article_is_no_longer_rejected(database: Database) -> None:
    """Storing a URL takes it off the list of rejected ones."""
    new = article()
    with database.write() as session:
        articles.reject(session, new.url, new.source, PageKind.SHELL, NOW)
        add(session, new)
        assert articles.known(session, [new.url])[new.url].rejected is None
        assert articles.counts(session).rejected == 0


def test_rejecting_again_keeps_the_first_time(database: Database) -> None:
    """A second rejection changes the kind and the time of the look, not when it was first seen."""
    url = "https://songtra.example.gov.vn/a"
    with database.write() as session:
        articles.reject(session, url, "songtra", PageKind.SHELL, NOW)
        articles.reject(session, url, "songtra", PageKind.LOGIN, later(days=1))
        known = articles.known(session, [url])[url]
    assert (known.rejected, known.first_seen, known.last_checked) == ("login", NOW, later(days=1))


def test_touch_moves_the_time_of_the_look(database: Database) -> None:
    """An unchanged page, article or not, was looked at now; its other times stay."""
    new, other = article(), "https://songtra.example.gov.vn/list"
    with database.write() as session:
        add(session, new)
        articles.reject(session, other, "songtra", PageKind.LIST, NOW)
        for url in (new.url, other):
            articles.touch(session, url, later(hours=3))
        known = articles.known(session, [new.url, other])
    assert {entry.last_checked for entry in known.values()} == {later(hours=3)}
    assert {entry.first_seen for entry in known.values()} == {NOW}


def test_validators_are_kept_with_the_page(database: Database) -> None:
    """What the server gave with an article's page comes back, to ask again with."""
    new = article()
    with database.write() as session:
        add(session, new)
        articles.remember_validators(session, new.url, '"v1"', "Sat, 14 Mar 2026 08:00:00 GMT")
        known = articles.known(session, [new.url])[new.url]
    assert (known.etag, known.last_modified) == ('"v1"', "Sat, 14 Mar 2026 08:00:00 GMT")


def test_same_url_cannot_be_stored_twice(database: Database) -> None:
    """A canonical URL carries one story; a second one is refused and rolled back whole."""
    new = article()
    with database.write() as session:
        add(session, new)
    with pytest.raises(StorageError), database.write() as session:
        add(session, replace(new, body_hash="another"))
    with database.read() as session:
        assert articles.counts(session).versions == 1


# --- duplicates


def test_candidates_share_the_hash_or_a_band(database: Database) -> None:
    """Bodies with the same hash or one band in common are candidates, the same body first; others are not."""
    by_band, by_hash, neither = article(), article(), article()
    with database.write() as session:
        for new, bands in ((by_band, (1, 2**63 + 5)), (by_hash, (7,)), (neither, (8, 9))):
            articles.add_story(session, new, fingerprint(new, bands, frozenset({"2/10", "2025"})), NOTHING, NOW)
    with database.read() as session:
        asked = fingerprint(replace(article(), body_hash=by_hash.body_hash), (2**63 + 5, 3))
        found = likeness.candidates(session, asked)
        assert [candidate.title for candidate in found] == [by_hash.title, by_band.title]
        assert found[1].fingerprint.signature == fingerprint(by_band).signature
        assert found[1].fingerprint.numbers == {"2/10", "2025"}
        assert [candidate.title for candidate in likeness.candidates(session, asked, limit=1)] == [by_hash.title]
        assert likeness.candidates(session, fingerprint(article())) == ()
        read = likeness.candidates(session, asked, worth=lambda body_hash, _: body_hash == asked.body_hash)
        assert [candidate.title for candidate in read] == [by_hash.title]


def test_many_bodies_with_little_in_common_crowd_out_no_copy(database: Database) -> None:
    """However many newer bodies share a band, the same body comes first, then the one that shares the most."""
    exact, near = article(), article()
    with database.write() as session:
        articles.add_story(session, exact, fingerprint(exact, (9,)), NOTHING, NOW)
        articles.add_story(session, near, fingerprint(near, (1, 2, 3)), NOTHING, NOW)
        for _ in range(40):
            other = article()
            articles.add_story(session, other, fingerprint(other, (1,)), NOTHING, NOW)
    with database.read() as session:
        asked = fingerprint(replace(article(), body_hash=exact.body_hash), (1, 2, 3))
        found = likeness.candidates(session, asked, limit=2)
    assert [candidate.title for candidate in found] == [exact.title, near.title]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
@settings(max_examples=300)
def test_bands_keep_apart_as_signed_numbers(one: int, other: int) -> None:
    """Each 64-bit band has a signed number of its own, within what both databases hold."""
    assert -(2**63) <= _signed(one) < 2**63
    assert (_signed(one) == _signed(other)) == (one == other)


def test_signed_bands_stay_as_they_are() -> None:
    """A band that is signed already is stored as it is."""
    assert [_signed(band) for band in (-(2**63), -1, 0, 2**63 - 1)] == [-(2**63), -1, 0, 2**63 - 1]


def test_exact_copy_adds_a_url_and_no_body(database: Database) -> None:
    """A second portal with the same body is a further copy of the story; claims and versions stay one."""
    new = article()
    copied = replace(new, url="https://tragiang.example.gov.vn/9", source="tragiang")
    with database.write() as session:
        ids = add(session, new)
        articles.add_copy(session, ids.article_id, copied, SameKind.EXACT, later(hours=1))
        stored = articles.one(session, ids.article_id)
        counts = articles.counts(session)
    assert stored is not None
    assert [(copy.source, copy.kind.value) for copy in stored.copies] == [
        ("songtra", "original"),
        ("tragiang", "exact"),
    ]
    assert (counts.articles, counts.copies, counts.exact_copies, counts.versions, counts.claims) == (1, 2, 1, 1, 1)


def test_near_copy_keeps_its_own_body(database: Database) -> None:
    """A nearly equal body is kept as a version that is not current, and later texts are compared with it."""
    new = article()
    near = article(source="tragiang", title="Sông Trà đứng thứ 2")
    with database.write() as session:
        ids = add(session, new)
        articles.add_copy(session, ids.article_id, near, SameKind.NEAR, NOW, fingerprint=fingerprint(near, (77,)))
        stored = articles.one(session, ids.article_id)
        assert stored is not None
        assert (stored.title, stored.versions) == (new.title, 2)
        for asked in (fingerprint(near), fingerprint(article(), (77,))):
            assert {candidate.article_id for candidate in likeness.candidates(session, asked)} == {ids.article_id}
        assert articles.counts(session).near_copies == 1


# --- versions


def test_edit_adds_a_version_and_keeps_the_old_one(database: Database) -> None:
    """The new body is the current one; the old one is still a candidate for duplicates."""
    new = article()
    edited = replace(new, title="Đính chính", text="Huyện Sông Trà xếp thứ 3/10.", body_hash="edited")
    with database.write() as session:
        ids = add(session, new)
        version_id = articles.add_version(
            session, ids.copy_id, edited, fingerprint(edited), verdict(claim(rank=3)), later(days=1)
        )
        stored = articles.one(session, ids.article_id)
        known = articles.known(session, [new.url])[new.url]
        assert {candidate.title for candidate in likeness.candidates(session, fingerprint(new))} == {new.title}
    assert stored is not None
    assert (stored.title, stored.text, stored.version_id, stored.versions) == (edited.title, edited.text, version_id, 2)
    assert [found.rank for found in stored.claims] == [3]
    assert (known.body_hash, known.last_checked) == ("edited", later(days=1))


def test_edit_moves_the_date_of_the_story(database: Database) -> None:
    """A new publication date counts; an edit that shows none keeps the old one for the order of lists."""
    new = article()
    with database.write() as session:
        ids = add(session, new)
        for published, dated in ((None, new.published), (later(days=2), later(days=2))):
            edited = replace(new, body_hash=f"edit {published}", published=published)
            articles.add_version(session, ids.copy_id, edited, fingerprint(edited), NOTHING, later(days=3))
            stored = articles.one(session, ids.article_id)
            assert stored is not None
            assert (stored.published, stored.dated) == (published, dated)


def test_claims_of_gives_what_was_told_last(database: Database) -> None:
    """The newest body's claims; for a copy those of its own newest body, else the story's."""
    new, near = article(), article(source="tragiang")
    with database.write() as session:
        ids = add(session, new, verdict(claim(rank=2)))
        exact = replace(new, url="https://c.example.vn/1", source="c")
        exact_id = articles.add_copy(session, ids.article_id, exact, SameKind.EXACT, NOW)
        judged = verdict(claim(rank=4))
        near_id = articles.add_copy(session, ids.article_id, near, SameKind.NEAR, NOW, verdict=judged)
        edited = replace(new, body_hash="edited")
        articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(claim(rank=3)), NOW)

        def ranks(copy_id: int | None = None) -> list[int | None]:
            return [found.rank for found in articles.claims_of(session, ids.article_id, copy_id)]

        assert (ranks(), ranks(ids.copy_id), ranks(near_id), ranks(exact_id)) == ([3], [3], [4], [3])
        assert articles.claims_of(session, 404) == ()


def test_story_without_claims_says_so(database: Database) -> None:
    """An article that reports no ranking is stored with an empty tuple of claims."""
    with database.write() as session:
        ids = add(session, judged=NOTHING)
        assert articles.claims_of(session, ids.article_id) == ()


# --- lists


def test_latest_filters_and_orders(database: Database) -> None:
    """Newest publication first, whatever the order of storing; each filter leaves what it names."""
    with database.write() as session:
        old = add(session, article(published=NOW - timedelta(days=400)))
        new = add(session, article(published=NOW - timedelta(days=1)), verdict(claim("thị xã Ân Hoà")))
        other = add(session, article(source="tragiang", published=None), NOTHING)

        def found(**filters: object) -> list[int]:
            return [stored.id for stored in articles.latest(session, **filters)]  # type: ignore[arg-type]

        order = [other.article_id, new.article_id, old.article_id]
        assert found() == found(limit=None) == order
        assert found(limit=1, skip=1) == [new.article_id]
        assert found(source="tragiang") == [other.article_id]
        assert found(since=NOW - timedelta(days=2)) == order[:2]
        assert found(reform_only=True) == order[1:]
        for spelling in ("ân hòa", "AN HOA", "Thị xã  Ân Hoà"):
            assert found(unit=spelling) == [new.article_id]
        assert found(unit="n ho") == found(unit="%") == found(unit="_") == []


def test_recheck_candidates_are_the_newest_of_the_source(database: Database) -> None:
    """Only the source's own copies, newest publication first, at most as many as asked for."""
    with database.write() as session:
        urls = []
        for age in (3, 1, 2):
            new = article(published=NOW - timedelta(days=age))
            urls.append(new.url)
            add(session, new)
        add(session, article(source="other"))
        found = [known.url for known in articles.recheck_candidates(session, "songtra")]
        assert found == [urls[1], urls[2], urls[0]]
        assert len(articles.recheck_candidates(session, "songtra", newest=2)) == 2


def test_counts_of_an_empty_database_are_zero(database: Database) -> None:
    """Every figure is a number, not None, before anything is stored."""
    with database.read() as session:
        counts = articles.counts(session)
    assert {getattr(counts, name) for name in type(counts).__slots__} == {0}
