"""The portals in a process of their own: `python -m bench.ground TASK...` serves until its standard input ends."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench import corpus
from parwatch.demo.loopback import Request
from parwatch.demo.portals.article import Label
from parwatch.demo.portals.portal import Portal
from parwatch.demo.telegram import BotApi
from parwatch_core.zones import to_vietnam

START_SECONDS = 120.0

Truth = dict[str, Any]
"""{"portals": [{"name", "url", "boilerplate", "articles"}], "bot": {"url", "token"}}

An article is {"url", "title", "day", "paragraphs", "ranking", "story"}.
"""


@contextlib.contextmanager
def serving(count: int, articles: int, *, net: int = 1) -> Iterator[Truth]:
    """The portals, up in a child process; what they print. The child ends with the block."""
    command = [sys.executable, "-m", "bench.ground", str(count), str(articles), str(net)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin and child.stdout
    try:
        line = child.stdout.readline()
        if not line:
            raise RuntimeError(f"the portals did not start (exit {child.wait(START_SECONDS)})")
        yield json.loads(line)
    finally:
        child.stdin.close()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        child.stdout.close()


async def _serve(count: int, articles: int, net: int) -> None:
    portals = corpus.portals(count, articles, corpus.utc_now(), clock=corpus.utc_now, net=net)
    async with contextlib.AsyncExitStack() as stack:
        bot = await stack.enter_async_context(BotApi())
        for portal in portals:
            await portal.start()
            stack.push_async_callback(portal.stop)
            _render(portal)
        print(json.dumps({"portals": [_printed(portal) for portal in portals], "bot": _bot(bot)}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


def _render(portal: Portal) -> None:
    """Render every page once: from now on serving is copying."""
    base = portal.url.rstrip("/")
    for path in ("/", *(portal.address(article).removeprefix(base) for article in portal.articles)):
        portal.respond(Request("GET", path, path.partition("?")[0]))


def _printed(portal: Portal) -> dict[str, Any]:
    return {
        "name": portal.site.key + portal.url.split("/")[2],
        "url": portal.url,
        "boilerplate": portal.boilerplate,
        "articles": [
            {
                "url": portal.address(article),
                "title": article.title,
                "day": to_vietnam(article.published).date().isoformat(),
                "paragraphs": article.paragraphs,
                "ranking": article.truth.label is Label.RANKING,
                "story": article.story,
            }
            for article in portal.articles
        ],
    }


def _bot(bot: BotApi) -> dict[str, str]:
    return {"url": bot.base_url, "token": bot.token}


def main() -> None:
    """Serve until the parent closes our standard input."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("count", "articles", "net"):
        parser.add_argument(name, type=int)
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(_serve(asked.count, asked.articles, asked.net))


if __name__ == "__main__":
    main()
