"""Article pages of any size, as portals grow them: longer texts, longer tables, more related news and menus."""

from __future__ import annotations

from bench import texts

_HEAD = '<meta name="generator" content="NukeViet v4.5">'
# Shares of the markup: the article's paragraphs, its table, and the links around it.
_PARAGRAPHS, _ROWS, _LINKS = 0.6, 0.1, 0.3


def page(kilobytes: float, number: int = 0) -> bytes:
    """One article page of about that size in a NukeViet theme; `number` makes it another article of the same site."""
    size = 1000 * kilobytes
    title = f"Huyện triển khai nhiệm vụ công tác lần thứ {number} trong năm 2026"
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">{_HEAD}<title>{title}</title></head><body>'
        f'<nav id="menu"><ul>{_links(size * _LINKS / 2, number)}</ul></nav>'
        f'<div class="news_column"><h1 class="title" itemprop="headline">{title}</h1>'
        f'<span class="h5">Thứ tư - 18/11/2026 07:{number % 60:02d}</span>'
        f'<div id="news-bodyhtml" class="bodytext">{_paragraphs(size * _PARAGRAPHS, number)}'
        f"<table>{_rows(size * _ROWS, number)}</table></div></div>"
        f'<ul class="related">{_links(size * _LINKS / 2, number + 7)}</ul>'
        f'<ul class="counter"><li>Đang truy cập: {number % 97}</li></ul></body></html>'
    ).encode()


def _paragraphs(size: float, number: int) -> str:
    lines = texts.ordinary(max(1, round(size / 1000)), 13 * number).splitlines()
    return "".join(f"<p>{line}</p>" for line in lines)


def _rows(size: float, number: int) -> str:
    row = "<tr><td>{0}</td><td>Xã Tân Lập {0}</td><td>{1}</td><td>đạt yêu cầu</td></tr>"
    count = max(1, round(size / len(row.encode())))
    return "".join(row.format(line, (line * 31 + number) % 100) for line in range(count))


def _links(size: float, number: int) -> str:
    link = '<li class="clearfix"><a href="/tin-tuc/bai-viet-so-{0}.html">Tin liên quan về đời sống ở xã số {0}</a></li>'
    count = max(3, round(size / len(link.encode())))
    return "".join(link.format(line + 1000 * number) for line in range(count))
