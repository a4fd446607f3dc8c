"""The values of the sample portals: an article as it is printed, and the truth that a reader of it must find.

Site              whose portal it is: unit, province, menus, the strings that are furniture
SampleArticle     title, byline, time, lead, blocks
  Block           a paragraph, a heading, a caption, a table
  Truth           ranking or not, which claims, why it is hard
View, Visit       what one request sees: the state of the portal and the counters of that moment
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from parwatch_core.ranking import RankingClaim


class BlockKind(StrEnum):
    """DROPCAP is a paragraph whose first letter stands in an element of its own."""

    PARAGRAPH = "paragraph"
    DROPCAP = "dropcap"
    HEADING = "heading"
    CAPTION = "caption"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: `text`, or `rows` of cells for a table."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The block as clean text holds it: one line, or one line a row with its cells joined by ' | '."""
        return tuple(" | ".join(row) for row in self.rows) if self.kind is BlockKind.TABLE else (self.text,)


class Label(StrEnum):
    """RANKING: a reform ranking, worth an alert. OTHER_INDEX: ranks, but of PAPI, PCI and the like. NONE: no rank."""

    RANKING = "ranking"
    OTHER_INDEX = "other_index"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Truth:
    """What a right reading finds. `trap` says in a few words what makes the article easy to misread.

    `claims` are the reform claims; each one's evidence occurs verbatim in the title, the lead or a block.
    """

    label: Label
    claims: tuple[RankingClaim, ...] = ()
    trap: str = ""


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article. `number` is its identity on the portal, `story` is shared by the copies on other portals.

    `byline` is printed, `author` is the person in it with the office in brackets, if any (None: no person).
    `published` is in UTC, to the minute. `fresh` tells whether the first poll of a new source may alert on it
    (younger than two days).
    """

    number: int
    story: str
    slug: str
    section: str
    title: str
    published: datetime
    lead: str
    blocks: tuple[Block, ...]
    truth: Truth
    byline: str = ""
    author: str | None = None
    fresh: bool = True

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Every line that clean text must hold. Captions are left open: keeping or cutting them is both right."""
        kept = (line for block in self.blocks if block.kind is not BlockKind.CAPTION for line in block.lines)
        return tuple(line for line in (self.lead, *kept) if line)

    @property
    def alerts(self) -> bool:
        """Whether a first poll must alert on it (once per story, whatever the number of copies)."""
        return self.fresh and self.truth.label is Label.RANKING


def amended(article: SampleArticle, old: str, new: str) -> SampleArticle:
    """The article with `old` replaced by `new` in its text and in the evidence of its claims. ValueError if absent."""
    blocks = tuple(replace(block, text=block.text.replace(old, new)) for block in article.blocks)
    claims = tuple(replace(claim, evidence=claim.evidence.replace(old, new)) for claim in article.truth.claims)
    lead = article.lead.replace(old, new)
    if (lead, blocks) == (article.lead, article.blocks):
        raise ValueError(f"{old!r} does not occur in {article.title!r}")
    return replace(article, lead=lead, blocks=blocks, truth=replace(article.truth, claims=claims))


@dataclass(frozen=True, slots=True)
class Section:
    """A menu entry that lists articles."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Site:
    """Whose portal it is. `boilerplate`: strings that are printed on its pages and belong to no article."""

    key: str
    name: str
    unit: str
    province: str
    motto: str
    address: str
    sections: tuple[Section, ...]
    menu: tuple[str, ...]
    links: tuple[str, ...]
    notices: tuple[str, ...]
    boilerplate: tuple[str, ...]

    def section_name(self, slug: str) -> str:
        """The printed name of a section; "Tin tức" where the portal has none of that slug."""
        return next((section.name for section in self.sections if section.slug == slug), "Tin tức")


@dataclass(frozen=True, slots=True)
class Visit:
    """What differs between two requests for the same page: counters, a session and form tokens."""

    online: int
    today: int
    week: int
    month: int
    total: int
    token: str
    session: str


@dataclass(frozen=True, slots=True)
class View:
    """What one request sees. `articles` are the published ones, newest first; `changed` is the last edit of any."""

    site: Site
    base: str
    articles: tuple[SampleArticle, ...]
    visit: Visit
    now: datetime
    changed: datetime

    def find(self, number: int) -> SampleArticle | None:
        """The published article of that number."""
        return next((article for article in self.articles if article.number == number), None)

    def section(self, slug: str) -> tuple[SampleArticle, ...]:
        """The published articles of a section, newest first."""
        return tuple(article for article in self.articles if article.section == slug)

    @property
    def popular(self) -> tuple[SampleArticle, ...]:
        """The "most read" list: the same few old numbers, whatever is new."""
        return tuple(sorted(self.articles, key=lambda article: article.number))[:5]
