"""A page made to hurt is refused before it is parsed and quarantined; the rest of its portal is read as ever."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from support.world import Clock, World, address, serving, source_of, world

from parwatch.demo.loopback import Request, Response
from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.portal import Portal
from parwatch.demo.portals.samples import sample_portals
from parwatch.events import Outcome, PageDone
from parwatch_core.page import PageKind
from storage import articles
from storage.database import Database

PROSE = "<p>Huyện Thanh Lâm đứng thứ 2 toàn tỉnh về chỉ số cải cách hành chính năm 2025, tăng 3 bậc.</p>" * 9
FONTS = "".join(f"<font color=c{number}>" for number in range(240))
BOMBS = {
    "nested": "<div>" * 50_000,
    "attributes": "<div " + " ".join(f"a{number}" for number in range(100_000)) + ">",
    "options": "<select>" + "<option selected>Xã Phú Hòa" * 50_000 + "</select>",
    "cells": "<table>" + ("<tr>" + "<td>12</td>" * 10) * 10_000 + "</table>",
    "reopened": "<p>" + FONTS + "<p>x" * 5_000,
    "line": "<p>" + "cải cách hành chính " * 50_000 + "</p>",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def service(database: Database, clock: Clock) -> AsyncIterator[World]:
    async with world(database, clock) as made:
        yield made


@pytest.fixture
async def portal(clock: Clock) -> AsyncIterator[Portal]:
    async with serving([one for one in sample_portals(clock(), clock=clock) if one.site.key == "tandan"]) as (one,):
        yield one


def replaced(portal: Portal, article: SampleArticle, body: str) -> None:
    """From now on the page of this article is `body`."""
    path, sound = portal.style.path(article), portal.respond
    page = Response(200, body.encode(), (("Content-Type", "text/html; charset=utf-8"),))

    def respond(request: Request) -> Response:
        return page if request.target.startswith(path) else sound(request)

    portal.respond = respond  # type: ignore[method-assign]


@pytest.mark.parametrize("name", BOMBS)
async def test_a_hostile_page_is_quarantined(service: World, portal: Portal, name: str) -> None:
    """It is kept as rejected, named for what it is, and stored as no article; every other article is stored."""
    bad, *others = portal.articles
    replaced(portal, bad, f"<html><title>{bad.title}</title><body><h1>{bad.title}</h1>{PROSE}{BOMBS[name]}")
    await service.poll(source_of(portal))
    told = next(event for event in service.events if isinstance(event, PageDone) and event.url == address(portal, bad))
    assert (told.outcome, told.page and told.page.kind) == (Outcome.REJECTED, PageKind.ERROR)
    assert told.page is not None and told.page.problems[-1].startswith("hostile: ")
    with service.database.read() as session:
        known = articles.known(session, [address(portal, bad)])[address(portal, bad)]
    assert (known.rejected, known.article_id) == (PageKind.ERROR.value, None)
    assert {address(portal, one) for one in others} <= service.stored().keys()
    assert address(portal, bad) not in service.stored()
