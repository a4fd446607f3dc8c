"""Where a site lists its articles, and which links stand there.

survey(source, get) -> Discovery             the full look at an unknown site: a dozen polite requests
read(channel, source, response) -> links     one known channel, at every poll; pure
link_digest(body) -> str                     equal digests: nothing new is linked, the body need not be read
fault(channel, source, response) -> str      why a channel gives nothing, in words

channels    the values                   markup      text and kind of a body
feeds       RSS, Atom                    sitemaps    sitemaps and their indexes
anchors     the links of a page          lists       which of them are articles
sections    sections and pagers          places      CMS, and where it keeps its feeds
owner       whose portal it is           survey      puts them together
"""

from scraper.discover.channels import Channel, ChannelKind, Discovery, Get
from scraper.discover.markup import link_digest
from scraper.discover.reading import fault, read
from scraper.discover.survey import survey

__all__ = ["Channel", "ChannelKind", "Discovery", "Get", "fault", "link_digest", "read", "survey"]
