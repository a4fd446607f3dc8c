"""Titles and sentences as portals and papers really write them, damaged encodings among them."""

from __future__ import annotations

import pytest
from support.alerting import claim, notice
from support.shared import rows

from alerts import render
from alerts.spans import clean
from parwatch.demo.telegram.entities import parse_html, trimmed
from parwatch_core.notice import Language
from parwatch_core.text import utf16_units


@pytest.mark.shared
@pytest.mark.parametrize("name", ["rankings/dev.jsonl", "rankings/variants.jsonl"])
def test_real_titles_and_sentences_are_shown_whole(name: str) -> None:
    """Every title appears as it is, every message is short enough for a phone and for Telegram."""
    texts = rows(name)
    assert len(texts) > 100
    for row in texts:
        what = notice(claim(evidence=row["text"]), title=row["title"])
        shown = trimmed(parse_html(render.messages(what, Language.VI)[0]))
        assert clean(row["title"]).strip() in shown.text
        assert shown.units < 1500
        assert utf16_units(render.plain(what, Language.EN)[0]) < 1500
