"""The keys of the tables in sources.toml: what they take, what is wrong with what was given, and their JSON schema."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from parwatch_core.source import ChallengeMode, TlsMode
from scraper import expressions

_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of sources.toml: its kind, what it means, and whether `[defaults]` may set it for all sources."""

    kind: str
    about: str
    choices: tuple[str, ...] = ()
    default: bool = False


def duration(text: str) -> timedelta | None:
    """'2s', '10m', '6h', '1d' as a timedelta; None when it is no duration of at least one second."""
    match = _DURATION.fullmatch(text.strip())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    return timedelta(seconds=seconds) if seconds else None


def value_of(key: Key, raw: object, base: Path) -> object:
    """What a key was given, converted. `base` is the directory of relative files. ValueError: what to write instead."""
    return _CONVERT[key.kind](key, raw, base)


def _to_text(_key: Key, raw: object, _base: Path) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError("write a text in quotes")
    return raw.strip()


def _to_css(key: Key, raw: object, base: Path) -> str:
    selector = _to_text(key, raw, base)
    try:
        LexborHTMLParser("").css_first(selector)
    except SelectolaxError:
        raise ValueError(f'{selector!r} is no CSS selector; write one such as "div.content > p"') from None
    return selector


def _to_many_css(key: Key, raw: object, base: Path) -> tuple[str, ...]:
    items = raw if isinstance(raw, list) else [raw]
    return tuple(_to_css(key, item, base) for item in items)


def _to_words(key: Key, raw: object, base: Path) -> tuple[str, ...]:
    items = raw if isinstance(raw, list) else [raw]
    words = tuple(" ".join(_to_text(key, item, base).split()) for item in items)
    if not words or not all(any(letter.isalnum() for letter in word) for word in words):
        raise ValueError('write words in quotes, such as ["chuyển đổi số", "DTI"]')
    return words


def _to_names(key: Key, raw: object, base: Path) -> tuple[str, ...]:
    items = raw if isinstance(raw, list) else [raw]
    return tuple(_to_text(key, item, base) for item in items)


def _to_expressions(key: Key, raw: object, base: Path) -> tuple[str, ...]:
    items = raw if isinstance(raw, list) else [raw]
    found = tuple(_to_text(key, item, base) for item in items)
    for expression in found:
        try:
            expressions.compiled(expression)
        except ValueError as error:
            raise ValueError(f"{expression!r}: {error}") from None
    return found


def _to_url(key: Key, raw: object, base: Path) -> str:
    text = _to_text(key, raw, base)
    try:
        parts = urlsplit(text)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_ok = urlsplit(""), False
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_ok or re.search(r"\s", text):
        raise ValueError(f'{text!r} is no web address; write it in full, such as "https://example.gov.vn/"')
    return text


def _to_duration(key: Key, raw: object, base: Path) -> timedelta:
    span = duration(raw) if isinstance(raw, str) else None
    if span is None:
        raise ValueError(f'{raw!r} is no duration; write a number and s, m, h or d, such as "30m"')
    return span


def _to_choice(key: Key, raw: object, base: Path) -> str:
    if raw not in key.choices or not isinstance(raw, str):
        raise ValueError(f"{raw!r} is not one of {', '.join(map(repr, key.choices))}")
    return TlsMode(raw) if "legacy" in key.choices else ChallengeMode(raw)


def _to_one_of(key: Key, raw: object, _base: Path) -> str:
    if not isinstance(raw, str) or raw not in key.choices:
        raise ValueError(f"{raw!r} is not one of {', '.join(repr(str(one)) for one in key.choices)}")
    return raw


def _to_some_of(key: Key, raw: object, base: Path) -> tuple[str, ...]:
    return tuple(_to_one_of(key, item, base) for item in (raw if isinstance(raw, list) else [raw]))


def _to_file(key: Key, raw: object, base: Path) -> str:
    path = base / _to_text(key, raw, base)
    if not path.is_file():
        raise ValueError(f"no file at {path}; give the path of a PEM file")
    return str(path)


def _to_flag(_key: Key, raw: object, _base: Path) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("write true or false, without quotes")
    return raw


_CONVERT = {
    "text": _to_text,
    "css": _to_css,
    "many_css": _to_many_css,
    "words": _to_words,
    "names": _to_names,
    "expressions": _to_expressions,
    "url": _to_url,
    "duration": _to_duration,
    "choice": _to_choice,
    "one_of": _to_one_of,
    "some_of": _to_some_of,
    "file": _to_file,
    "flag": _to_flag,
}


def schema_of(key: Key) -> dict[str, object]:
    """The JSON schema of a key's value."""
    shapes: dict[str, dict[str, object]] = {
        "text": {"type": "string", "minLength": 1},
        "css": {"type": "string", "minLength": 1},
        "many_css": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "words": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
        "names": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "expressions": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "url": {"type": "string", "pattern": "^https?://"},
        "duration": {"type": "string", "pattern": r"^\s*\d{1,6}\s*[smhd]\s*$"},
        "choice": {"type": "string", "enum": list(key.choices)},
        "one_of": {"type": "string", "enum": list(key.choices)},
        "some_of": {
            "oneOf": [
                {"type": "string", "enum": list(key.choices)},
                {"type": "array", "items": {"type": "string", "enum": list(key.choices)}},
            ]
        },
        "file": {"type": "string", "minLength": 1},
        "flag": {"type": "boolean"},
    }
    return {"description": key.about, **shapes[key.kind]}
