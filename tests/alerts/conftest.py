"""A sample Bot API server for each test, with flood control on a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from support.clocks import Clock

from parwatch.demo.telegram import BotApi


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApi]:
    async with BotApi(clock=clock) as server:
        yield server
