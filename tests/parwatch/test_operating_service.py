"""The operator and the running service: what a tap writes into sources.toml is watched, and so is what breaks."""

from __future__ import annotations

from pathlib import Path

from support.process import Home
from support.tiny import tiny

from parwatch.demo.telegram import TOKEN, BotApi

OPERATOR = 7


async def test_a_tap_makes_the_running_service_watch_a_portal(tmp_path: Path) -> None:
    """Found, confirmed, written, taken up and polled while the service runs; /pause ends that, without a restart."""
    home = Home(tmp_path)
    home.watch("http://127.0.0.1:1/", every="6h")
    async with tiny() as portal, BotApi() as api:
        for rank in (1, 2, 3):
            portal.publish(rank)
        home.environment.update(
            PARWATCH_TELEGRAM_API_URL=api.base_url, TELEGRAM_BOT_TOKEN=TOKEN, PARWATCH_ADMIN_CHATS=str(OPERATOR)
        )
        async with home.service() as service:
            api.say(OPERATOR, f"/add {portal.url}", "en")
            _, found = await api.arrived(OPERATOR, 2, seconds=40)
            api.press(OPERATOR, found.buttons["✅ Add this source"], found.message_id, "en")
            await api.until(lambda: api.edits, seconds=20)
            assert api.edits[-1].text.endswith("It is watched within seconds.")
            await service.says("sources.toml read", sources=2)
            name = api.edits[-1].text.removeprefix("✅ ").partition(" was added")[0]
            await service.says("polled", source=name, seconds=40)
            api.say(OPERATOR, f"/pause {name}", "en")
            await api.until(lambda: [one for one in api.to(OPERATOR) if "is paused" in one.text])
            await service.until(lambda: service.count("sources.toml read") >= 2)
            assert await service.stop() == 0
    assert home.file.read_text(encoding="utf-8").count("enabled = false") == 1
