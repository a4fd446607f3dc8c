"""Where a site lists its articles, and which links stand there.

survey(source, get) -> Discovery             the full look at an unknown site: a dozen polite requests
read(channel, source, response) -> links     one known channel, at every poll; pure
link_digest(body) -> str                     equal digests: nothing new is linked, the body need not be read
fault(channel, source, response) -> str      why a channel gives nothing, in words
archive(source, get) -> Archive              more lists and sitemaps, for a walk into the past
pagination                                   that walk: leaf (one page read), turned (what comes next)

channels    the values                   markup      text and kind of a body
feeds       RSS, Atom                    sitemaps    sitemaps and their indexes
anchors     the links of a page          lists       which of them are articles
sections    sections of a site           places      CMS, and where it keeps its feeds
pager       the next page of a list      pagination  page after page, to any of its ends
owner       whose portal it is           survey      puts them together
"""

from scraper.discover.archive import Archive, archive
from scraper.discover.channels import Channel, ChannelKind, Discovery, Get
from scraper.discover.markup import link_digest
from scraper.discover.reading import fault, read
from scraper.discover.survey import survey

__all__ = ["Archive", "Channel", "ChannelKind", "Discovery", "Get", "archive", "fault", "link_digest", "read", "survey"]
