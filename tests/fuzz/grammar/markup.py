"""Pages made from parts: heads, articles, lists, forms, pagers, in any order and any nesting, well-formed or not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from fuzz.grammar import words
from fuzz.mutation import ENTITIES, count

CHARSETS = ("utf-8", "windows-1258", "utf-16", "x-user-defined", "hz", "punycode", "rot13", "'", "a" * 300)
NAMES = (
    *(
        "content",
        "news-detail",
        "bodytext",
        "article-body",
        "entry-content",
        "sidebar",
        "footer",
        "menu",
        "related",
        "date",
    ),
    *(
        "title",
        "author",
        "post-meta",
        "share",
        "visitor",
        "counter",
        "tin-khac",
        "breadcrumb",
        "journal-content-article",
    ),
    *(
        "detail",
        "hometext",
        "sapo",
        "comment",
        "ad",
        "col-md-8",
        "asset-content",
        "x" * 300,
        "",
        "a b c",
        '"',
        "tin_12",
    ),
)
BLOCKS = (
    "div",
    "div",
    "div",
    "p",
    "table",
    "section",
    "article",
    "ul",
    "form",
    "center",
    "font",
    "blockquote",
    "main",
    "td",
    "li",
)
ODD = (
    *("svg", "math", "template", "noscript", "iframe", "frameset", "select", "option", "textarea", "plaintext", "xmp"),
    *(
        "title",
        "head",
        "body",
        "html",
        "marquee",
        "object",
        "button",
        "ruby",
        "rt",
        "dialog",
        "slot",
        "x-y",
        "image",
        "details",
    ),
)
HREFS = (
    *(
        "/tin-tuc/bai-so-{n}.html",
        "?page={n}",
        "/page-{n}/",
        "javascript:__doPostBack('{n}')",
        "#",
        "//x.vn/{n}",
        "http://[::1",
        "",
    ),
    *(
        "/tin/ten-bai-viet-rat-dai-{n}",
        "chitiet.aspx?ItemID={n}",
        "../../{n}",
        "mailto:a@b",
        "data:text/html,{n}",
        "http://a..b/",
        "\x00",
    ),
)


def page(chance: random.Random) -> str:
    """A document with a head and some blocks."""
    blocks = "\n".join(chance.choice(_PARTS)(chance) for _ in range(chance.choice((1, 3, 6, 12))))
    end = chance.choice(("</body></html>", ""))
    return f"{_opening(chance)}<head>{_head(chance)}</head>\n<body{_attributes(chance)}>{blocks}{end}"


def _opening(chance: random.Random) -> str:
    return chance.choice(
        ("<!DOCTYPE html><html>", "<html lang='vi'>", "<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html>", "")
    )


def _head(chance: random.Random) -> str:
    title = f"{words.clause(chance)}{chance.choice((' - Cổng thông tin', ' | Trang chủ', '', ' - null'))}"
    return "".join(part for part in _declared(chance, title) if chance.random() < 0.5)


def _declared(chance: random.Random, title: str) -> tuple[str, ...]:
    linked = {
        "@type": chance.choice(("NewsArticle", ["Article"], None, 7, "Organization")),
        "headline": chance.choice((title, None, [title], {"@value": title})),
        "datePublished": chance.choice((words.date(chance), 5, None, [])),
        "author": chance.choice(("An", {"name": "An"}, [{"name": None}], [[]], 3)),
    }
    listed = chance.choice((linked, [linked], {"@graph": [linked, 1, "x"]}, "x", 1e308, [[[[linked]]]]))
    return (
        f"<title>{title}</title>",
        f'<meta charset="{chance.choice(CHARSETS)}">',
        f'<meta property="og:title" content="{title}">',
        f'<meta property="article:published_time" content="{words.date(chance)}">',
        f'<meta name="author" content="{chance.choice(words.UNITS)}"><meta property="og:type" content="article">',
        f'<script type="application/ld+json">{json.dumps(listed)[: chance.choice((9, 99, 9999))]}</script>',
        f'<base href="{_href(chance)}">',
        f'<link rel="alternate" type="application/rss+xml" href="{_href(chance)}">',
        f'<meta name="generator" content="{chance.choice(("NukeViet v4.5", "Joomla!", "WordPress 6", "Liferay"))}">',
    )


def _attributes(chance: random.Random) -> str:
    if chance.random() < 0.01:
        return " " + " ".join(f"a{i}={chance.choice(('1', '>', chr(39) * 2))}" for i in range(count(chance, 5_000)))
    pairs = {
        "class": chance.choice(NAMES),
        "id": chance.choice(NAMES),
        "style": chance.choice(("display:none", "display : NONE", "font-weight:bold")),
        "itemprop": chance.choice(("articleBody", "datePublished", "author", "headline")),
        "rel": "author next",
    }
    return "".join(f' {name}="{value}"' for name, value in pairs.items() if chance.random() < 0.3)


def _href(chance: random.Random) -> str:
    return chance.choice(HREFS).format(n=words.number(chance))


def _inline(chance: random.Random) -> str:
    text = words.sentence(chance)
    shapes = (
        text,
        f"<b>{text}</b>",
        f'<a href="{_href(chance)}"{_attributes(chance)}>{text}</a>',
        f"<span{_attributes(chance)}>{text}",
        f"{text}<br>{chance.choice(ENTITIES)}",
        f"<img src=x alt='{text}'><i>{text[:20]}</b>",
    )
    return chance.choice(shapes)


def _article(chance: random.Random) -> str:
    level = chance.choice("1234")
    lines = [f"<p{_attributes(chance)}>{_inline(chance)}</p>" for _ in range(chance.choice((0, 2, 5, 12)))]
    signed = chance.choice(
        ("Tác giả: Nguyễn Văn An", "T/h: Lê Bình", "Nguồn: baochinhphu.vn", "<b>Minh Anh</b>", "admin")
    )
    return (
        f"<h{level}{_attributes(chance)}>{words.clause(chance)}</h{level}><span class=date>{words.date(chance)}</span>"
        f"<div{_attributes(chance)}>{''.join(lines)}<p align=right>{signed}</p></div>"
    )


def _list(chance: random.Random) -> str:
    items = (
        f'<li{_attributes(chance)}><h3><a href="{_href(chance)}">{words.clause(chance)}</a></h3>'
        f"{words.date(chance)}</li>"
        for _ in range(chance.choice((1, 4, 10, 40)))
    )
    return f"<ul{_attributes(chance)}>{''.join(items)}</ul>"


def _pager(chance: random.Random) -> str:
    links = (f'<a href="{_href(chance)}">{words.number(chance)}</a>' for _ in range(chance.randint(1, 9)))
    onward = chance.choice(("Sau", "»", ">", "Trang cuối"))
    return f"<div class=pagination>{' '.join(links)}<a rel=next href='{_href(chance)}'>{onward}</a></div>"


def _table(chance: random.Random) -> str:
    rows = (
        "<tr>"
        + "".join(
            f"<t{chance.choice('dh')} colspan={words.number(chance)} rowspan=2>{_inline(chance)}"
            for _ in range(chance.randint(0, 6))
        )
        for _ in range(chance.choice((0, 2, 8)))
    )
    return f"<table{_attributes(chance)}><caption>{words.clause(chance)}</caption>{''.join(rows)}</table>"


def _counter(chance: random.Random) -> str:
    return (
        f"<div class=thongke>Đang truy cập: {words.number(chance)}<br>Tổng lượt truy cập: {words.number(chance)}</div>"
    )


def _form(chance: random.Random) -> str:
    options = "<option selected>x" * count(chance, 2_000)
    return f"<form><input type=password><select>{options}</select><textarea>{_inline(chance)}</form>"


def _nested(chance: random.Random) -> str:
    tag = chance.choice(BLOCKS + ODD)
    depth = count(chance, 950)
    return (
        f"<{tag}{_attributes(chance)}>" * depth + _inline(chance) + f"</{tag}>" * chance.choice((0, depth, depth + 3))
    )


def _odd(chance: random.Random) -> str:
    tag = chance.choice(ODD)
    return f"<{tag}{_attributes(chance)}>{_inline(chance)}" + chance.choice((f"</{tag}>", ""))


def _script(chance: random.Random) -> str:
    code = chance.choice(
        ("document.cookie='a=1';location.reload()", "if(a<b){'</div>'}", "var x='<script>'", "location='/x'")
    )
    return f"<script>{code}</script>" if chance.random() < 0.8 else f"<!--{code}"


def _around(chance: random.Random) -> str:
    tag = chance.choice(BLOCKS)
    return f"<{tag}{_attributes(chance)}>{chance.choice(_PARTS)(chance)}</{tag}>"


_PARTS: tuple[Callable[[random.Random], str], ...] = (
    *(_article, _article, _article, _list, _pager, _table, _counter, _form, _nested, _odd, _script, _inline),
    *(_around, _around, _around),
)
