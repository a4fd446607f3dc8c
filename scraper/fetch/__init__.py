"""One polite, bounded, conditional HTTP request, and the named class of every way in which it can end.

    exchange       Request and Response: what crosses the border
    fetcher        Fetcher: robots.txt, the host's turn, redirects, the one retry; nothing but order
    connection     bytes on the wire; the only module that imports httpx and httpcore
    trust          which certificates are believed
    failures       an exception of the network -> FetchStatus
    compression    decoders that stop at a limit
    redirects      where an answer leads next
    judgement      an answer -> FetchStatus

For the roof: httpx logs every URL at INFO, a bot token among them, as soon as another library uses its client. The
loggers "httpx" and "httpcore" belong at WARNING, set once at bootstrap.
"""

from scraper.fetch.exchange import Kind, Request, Response
from scraper.fetch.fetcher import Fetcher

__all__ = ["Fetcher", "Kind", "Request", "Response"]
