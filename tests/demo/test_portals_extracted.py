"""The service's own reading of the sample portals against the truth that the portals carry.

Extraction of every page, discovery of every portal, analysis of every article. `missed` collects everything that is
wrong with one article, so that a failure names the whole of it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parwatch.demo.loopback import Request
from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.generated import generate
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch_core import analysis
from parwatch_core.page import Candidate, Page, PageKind, SameKind
from parwatch_core.ranking import RankingClaim, Verdict
from parwatch_core.source import Source
from parwatch_core.text import fold_tone, search_key
from parwatch_core.zones import to_vietnam
from scraper.dedup import fingerprint, match
from scraper.discover import survey
from scraper.extract import extract
from scraper.fetch import Fetcher
from scraper.fetch import Request as Fetch
from scraper.urls import canonical

NOW = datetime(2026, 11, 23, 14, 5, 30, tzinfo=UTC)
KEYS = ("nukeviet", "tandan", "nested_tables", "sharepoint", "liferay")
IDENTITY = ("index", "year", "rank", "of_total")
DETAILS = ("score", "rank_change", "score_change")
DETAILS_FOUND = 0.65  # floor: share of the scores and changes in the truth that are read; raised as reading improves


class Offline:
    """A portal asked without a socket, which is how two hundred pages are read in a second."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def page(self, article: SampleArticle) -> Page:
        path = self.portal.style.path(article)
        bare, _, query = path.partition("?")
        names = dict(pair.split("=") for pair in query.split("&") if pair)
        response = self.portal.respond(Request("GET", path, bare, names))
        url = f"http://{self.portal.site.key}.example.gov.vn{path}"
        return extract(response.body, url, content_type=dict(response.headers)["Content-Type"])


@pytest.fixture
async def portals() -> dict[str, Portal]:
    made = sample_portals(NOW, clock=lambda: NOW)
    for portal in made:
        await portal.start()
        await portal.stop()  # the address stays, the port is closed: pages are rendered with links of their own host
    return {portal.site.key: portal for portal in made}


def every(portal: Portal) -> tuple[SampleArticle, ...]:
    for article in portal.held_back:
        portal.publish(article)
    return portal.articles


def flat(text: str) -> str:
    return " ".join(text.split())


def missed(portal: Portal, article: SampleArticle, page: Page) -> list[str]:
    text = flat(page.text)
    wrong = [] if page.kind is PageKind.ARTICLE else [f"kind {page.kind}"]
    wrong += [] if flat(page.title) == article.title else [f"title {page.title!r}"]
    wrong += [] if page.author == article.author else [f"author {page.author!r}, not {article.author!r}"]
    wrong += [] if page.published == article.published else [f"published {page.published}, not {article.published}"]
    wrong += [f"lost {line!r}" for line in article.paragraphs if flat(line) not in text]
    wrong += [f"left {furniture!r}" for furniture in portal.boilerplate if furniture in page.text]
    return wrong


@pytest.mark.parametrize("key", KEYS)
async def test_every_article_is_extracted_exactly(key: str, portals: dict[str, Portal]) -> None:
    """Exact title, time and author (None where there is none), every paragraph kept, no boilerplate left."""
    portal = portals[key]
    reader = Offline(portal)
    wrong = {article.title: missed(portal, article, reader.page(article)) for article in every(portal)}
    assert {title: problems for title, problems in wrong.items() if problems} == {}


@pytest.mark.parametrize("key", KEYS)
async def test_two_fetches_extract_the_same(key: str, portals: dict[str, Portal]) -> None:
    """Counters and tokens move between two fetches, the extracted page does not."""
    portal = portals[key]
    reader = Offline(portal)
    for article in portal.articles:
        assert reader.page(article) == reader.page(article)


@pytest.mark.parametrize("key", KEYS)
async def test_the_verdict_is_right(key: str, portals: dict[str, Portal]) -> None:
    """An article is a reform ranking exactly where its truth says so; unit, index, year, rank and total are right."""
    portal = portals[key]
    wrong = {article.title: misread(portal, article) for article in every(portal)}
    assert {title: problems for title, problems in wrong.items() if problems} == {}


async def test_scores_and_changes_are_read(portals: dict[str, Portal]) -> None:
    """Of the scores and changes that the truth states, at least the floor's share is read."""
    stated = [
        found
        for portal in portals.values()
        for article in every(portal)
        for claim in article.truth.claims
        for found in details(claim, reform_claims(portal, article))
    ]
    assert len(stated) >= 30
    assert sum(stated) / len(stated) >= DETAILS_FOUND, f"{sum(stated)} of {len(stated)}"


def reform_claims(portal: Portal, article: SampleArticle) -> tuple[RankingClaim, ...]:
    """The reform claims read from the article's true text."""
    return tuple(claim for claim in verdict(portal, article).claims if claim.index.is_reform)


def verdict(portal: Portal, article: SampleArticle) -> Verdict:
    return analysis.analyse(
        article.title,
        "\n".join(article.paragraphs),
        published=article.published,
        portal_unit=portal.site.unit,
        portal_province=portal.site.province,
    )


def misread(portal: Portal, article: SampleArticle) -> list[str]:
    """What is wrong with the verdict. A claim about an earlier year that the text does make is no mistake."""
    judged = verdict(portal, article)
    expected = article.truth.claims
    if judged.is_reform_ranking != bool(expected):
        return [f"is_reform_ranking {judged.is_reform_ranking}: {judged.because}"]
    latest = max((claim.year for claim in expected if claim.year), default=0)
    found = [claim for claim in judged.claims if claim.index.is_reform]
    lost = [f"lost {shown(claim)}" for claim in expected if not any(agree(claim, got) for got in found)]
    doubted = [got for got in found if got.year is None or got.year >= latest]
    extra = [f"extra {shown(got)}" for got in doubted if not any(agree(claim, got) for claim in expected)]
    return lost + extra if expected else []


def agree(expected: RankingClaim, got: RankingClaim) -> bool:
    """Same unit, whichever spelling of tone marks; and the same identity, where the truth states it."""
    if search_key(fold_tone(expected.unit)) != search_key(fold_tone(got.unit)):
        return False
    stated = [(getattr(expected, name), getattr(got, name)) for name in IDENTITY]
    return all(want in (None, have) for want, have in stated)


def details(expected: RankingClaim, found: tuple[RankingClaim, ...]) -> list[bool]:
    """For each score or change that the truth states: whether a claim of that identity has it."""
    got = next((claim for claim in found if agree(expected, claim)), None)
    stated = [name for name in DETAILS if getattr(expected, name) is not None]
    return [got is not None and getattr(got, name) == getattr(expected, name) for name in stated]


def shown(claim: RankingClaim) -> str:
    return f"{claim.unit}: " + ", ".join(f"{name} {getattr(claim, name)}" for name in (*IDENTITY, *DETAILS))


async def test_every_portal_is_discovered_from_its_bare_address() -> None:
    """The service's own fetcher and survey find every article of every portal, its unit, and nothing else."""
    portals = sample_portals(NOW, clock=lambda: NOW)
    for portal in portals:
        await portal.start()
    async with Fetcher(user_agent="parwatch-test", allow_networks=("127.0.0.0/8",), delay=0.0) as fetcher:
        for portal in portals:
            found = await survey(
                Source(name=portal.name, url=portal.url), lambda url, kind: fetcher.fetch(Fetch(url, kind))
            )
            assert {canonical(link.url) for link in found.links} == {
                canonical(portal.address(article)) for article in portal.articles
            }
            assert fold_tone(found.unit or "") == fold_tone(portal.site.unit)
            assert found.problems == ()
    for portal in portals:
        await portal.stop()


async def test_the_story_on_three_portals_is_one(portals: dict[str, Portal]) -> None:
    """The extracted copies match the original, one exactly and one nearly; no other two articles match."""
    pages = [(article, Offline(portal).page(article)) for portal in portals.values() for article in every(portal)]
    known: list[Candidate] = []
    matches = []
    for number, (article, page) in enumerate(pages):
        print_ = fingerprint(page.title, page.text)
        if (same := match(print_, known)) is not None:
            matches.append((pages[same.article_id][0].story, article.story, same.kind))
        known.append(Candidate(number, page.title, print_))
    story = "par-index-toan-quoc"
    assert matches == [(story, story, SameKind.NEAR), (story, story, SameKind.EXACT)]


async def test_generated_portals_are_extracted_and_read() -> None:
    """Twelve generated portals: every title, time and paragraph, no counters, every verdict."""
    wrong = []
    for portal in generate(12, 10, NOW, clock=lambda: NOW):
        await portal.start()
        await portal.stop()
        reader = Offline(portal)
        for article in portal.articles:
            problems = missed(portal, article, reader.page(article)) + misread(portal, article)
            wrong += [(portal.site.key, portal.style.look, article.title, problems)] if problems else []  # type: ignore[attr-defined]
    assert wrong == []


async def test_times_are_vietnamese(portals: dict[str, Portal]) -> None:
    """The pages print Vietnamese clocks: an extractor that took them for UTC would be seven hours off here."""
    portal = portals["nukeviet"]
    article = portal.articles[0]
    page = Offline(portal).page(article)
    assert page.published is not None
    assert to_vietnam(page.published).utcoffset() == to_vietnam(article.published).utcoffset()
    assert page.published.tzinfo is not None
