"""What cases are made from: our fixtures, pages of the sample portals, and the recorded data where it is there.

Nothing here depends on the clock, on a port or on the order of a directory, so a case is the same on every machine
that has the same data. The suite makes its cases from what the repository holds (`shared=False`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from support.golden import GOLDEN, pairs
from support.shared import SHARED

from parwatch.demo.loopback import Request
from parwatch.demo.portals.article import SampleArticle, View
from parwatch.demo.portals.generated import generate
from parwatch.demo.portals.portal import Counters, Portal
from parwatch.demo.portals.samples import sample_portals
from scraper.extract import Wrapper
from scraper.extract.article import parsed
from scraper.extract.wrapper import learn

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "scraper" / "fixtures" / "pages"
NOW = datetime(2026, 11, 23, 14, 5, 30, tzinfo=UTC)
ROBOTS = (
    b"User-agent: *\nDisallow: /users/\nDisallow: /*?print=\nAllow: /tin-tuc/$\nCrawl-delay: 5\n"
    b"Sitemap: https://songtra.example.gov.vn/sitemap.xml\n",
    b"\xef\xbb\xbfUser-Agent: parwatch\r\nUser-agent: Googlebot\r\nAllow: /\r\n\r\nUser-agent: *\r\nDisallow: /\r\n",
    b"# none\nUser-agent: *\nDisallow:\n",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A body as a portal sends it, and where it stands."""

    url: str
    body: bytes


class Visitor:
    """Reads a sample portal without a socket; each visit moves the counters and the tokens."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.base = f"http://{portal.site.key}.example.gov.vn"
        self._counters = Counters(portal.site.key)

    def get(self, target: str) -> Sample:
        """The answer to one more request."""
        path, _, query = target.partition("?")
        names = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        view = View(self.portal.site, self.base, self.portal.articles, self._counters.visit(), NOW, NOW)
        answer = self.portal.style.respond(view, Request("GET", target, path, names))
        return Sample(self.base + target, answer.body)

    def article(self, article: SampleArticle) -> Sample:
        """The page of an article."""
        return self.get(self.portal.style.path(article))


def visitors(generated: int = 9) -> tuple[Visitor, ...]:
    """One for each portal of the demo, and for some that are generated, one in each layout."""
    demo = sample_portals(NOW, clock=lambda: NOW)
    made = generate(generated, 8, NOW, clock=lambda: NOW) if generated else ()
    return tuple(Visitor(portal) for portal in (*demo, *made))


@dataclass
class Corpus:
    """Samples of each kind, read when first asked for. `shared`: the recorded data too, where it is there."""

    shared: bool = False

    def __post_init__(self) -> None:
        self.shared = self.shared and SHARED.is_dir()

    @property
    def _visitors(self) -> tuple[Visitor, ...]:
        """New ones each time: what a page says must not depend on which others were asked for before."""
        return visitors()

    @cached_property
    def articles(self) -> tuple[Sample, ...]:
        """Pages of articles of the sample portals."""
        return tuple(
            visitor.article(article)
            for place, visitor in enumerate(self._visitors)
            for article in visitor.portal.articles[: 12 if place < 5 else 2]
        )

    @cached_property
    def fixtures(self) -> tuple[Sample, ...]:
        """The fixture pages of extraction: one for each CMS rule, and each kind of fault page."""
        return tuple(
            Sample(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")).get("url", ""), path.read_bytes())
            for path in sorted(FIXTURES.glob("*.html"))
        )

    @cached_property
    def lists(self) -> tuple[Sample, ...]:
        """Front and section pages with their pagers."""
        own = tuple(front for visitor in self._visitors if (front := visitor.get("/")).body)
        listed = tuple(sample for sample in self.fixtures if b"list" in sample.body or b"page" in sample.body)
        return (*own, *listed, *self._recorded("sites", "front*.html", "*list*.html", "tin-tuc*.html"))

    @cached_property
    def pages(self) -> tuple[Sample, ...]:
        """Every page there is."""
        recorded = self._recorded("pages", "*/*.html") + self._recorded("sites", "*.html")
        return (*self.fixtures, *self.articles, *self.lists[:10], *recorded)

    @cached_property
    def feeds(self) -> tuple[Sample, ...]:
        """RSS and Atom."""
        found = [v.get(path) for v in self._visitors if (path := v.portal.style.feed_path())]
        return (*(sample for sample in found if sample.body), *self._recorded("sites", "feed*.xml"))

    @cached_property
    def sitemaps(self) -> tuple[Sample, ...]:
        """Sitemaps and their indexes."""
        paths = [
            (v, path)
            for v in self._visitors[:5]
            for path in (v.portal.style.sitemap_path(), "/sitemap-vi.news.xml")
            if path
        ]
        found = [visitor.get(path) for visitor, path in paths]
        return (*(sample for sample in found if b"<loc" in sample.body), *self._recorded("sites", "sitemap*.xml"))

    @cached_property
    def robots(self) -> tuple[Sample, ...]:
        """robots.txt files."""
        own = tuple(Sample("https://songtra.example.gov.vn/robots.txt", body) for body in ROBOTS)
        return (*own, *self._recorded("sites", "robots.txt"))

    @cached_property
    def tomls(self) -> tuple[str, ...]:
        """sources.toml as we ship it, and the blocks that the README shows."""
        page = (ROOT / "README.md").read_text(encoding="utf-8")
        blocks = [part.partition("```")[0] for part in page.split("```toml\n")[1:]]
        return ((ROOT / "sources.toml").read_text(encoding="utf-8"), *blocks)

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Title and body of texts about rankings, and about what only looks like one."""
        golden = [
            (pair.title, pair.text)
            for path in sorted(GOLDEN.glob("*.txt"))
            if path.stem != "README"
            for pair in pairs(path)
        ]
        prose = [
            (row["title"], row["text"])
            for path in sorted((GOLDEN.parent / "prose").glob("*.jsonl"))
            for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        ]
        return (*golden, *prose, *self._recorded_texts())

    @cached_property
    def wrappers(self) -> tuple[tuple[Wrapper, tuple[Sample, ...]], ...]:
        """What is learned from sample portals, each with the pages that taught it."""
        found = []
        for visitor in self._visitors:
            samples = tuple(map(visitor.article, visitor.portal.articles[:8]))
            trees = [tree for sample in samples if (tree := parsed(sample.body, sample.url)) is not None]
            if (wrapper := learn(trees)) is not None:
                found.append((wrapper, samples))
        return tuple(found)

    def _recorded(self, group: str, *patterns: str) -> tuple[Sample, ...]:
        if not self.shared:
            return ()
        folder = SHARED / group
        found = sorted({path for pattern in patterns for path in folder.rglob(pattern)})
        return tuple(
            Sample(f"https://{path.parent.name}.example.gov.vn/tin/{path.name}", path.read_bytes()) for path in found
        )

    def _recorded_texts(self) -> tuple[tuple[str, str], ...]:
        if not self.shared:
            return ()
        lines = (SHARED / "rankings" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        return tuple((row["title"], row["text"]) for row in map(json.loads, filter(None, lines)))
