"""`[[topic]]` of sources.toml: its keys, and what a table of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parwatch_core.topic import REFORM, Topic
from scraper.keys import Key

KEYS: dict[str, Key] = {
    "name": Key("text", "What alerts call the topic; unique in this file."),
    "any": Key("words", "Words or phrases of which at least one must occur. Whole words, capitals do not matter."),
    "all": Key("words", "Words or phrases that must all occur."),
    "none": Key("words", "Words or phrases of which none may occur."),
    "regex": Key("expressions", "Regular expressions (RE2) of which one must occur, where no word of 'any' does."),
    "sources": Key("names", "Only on the portals with these names; else on all."),
    "province": Key("text", "Only on portals of this province."),
    "enabled": Key("flag", "false keeps the topic in the file without watching it."),
}
_FIELDS = {"any": "any_of", "all": "all_of", "none": "none_of", "regex": "patterns"}
_SEARCHED = ("any", "all", "regex")


def trouble(entry: Mapping[str, Any], values: Mapping[str, Any], names: set[str]) -> tuple[str, str] | None:
    """The key at fault ("" for the table) and what is wrong with a topic as a whole, or None."""
    if "name" not in entry:
        return "", 'this [[topic]] has no name; add name = "..."'
    name = values.get("name")
    if name is None:
        return None
    if name.casefold() == REFORM:
        return "name", f"{name!r} is the built-in topic, the reform rankings; choose another name"
    if name.casefold() in names:
        return "name", f"the name {name!r} is used twice; give each topic its own name"
    if not any(key in entry for key in _SEARCHED):
        return "", 'this [[topic]] looks for nothing; add any = ["..."], all = ["..."] or regex = "..."'
    return None


def build(values: Mapping[str, Any]) -> Topic:
    """The topic of values that have no trouble."""
    return Topic(**{_FIELDS.get(key, key): value for key, value in values.items()})
