"""The demo's words and pictures in a terminal: Vietnamese first, English beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from parwatch.demo.portals.article import SampleArticle
from parwatch.demo.portals.portal import Portal
from parwatch.demo.reckoning import Reckoning
from parwatch.demo.telegram import Message
from parwatch.events import Event, Listed, Outcome, PageDone, PollDone, Surveyed
from parwatch_core.fetching import FetchStatus

# What an entity of a message looks like in a terminal.
_STYLES = {
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "cyan",
    "pre": "cyan",
    "blockquote": "dim italic",
    "expandable_blockquote": "dim italic",
    "text_link": "blue underline",
    "url": "blue underline",
}
_BUBBLE_WIDTH = 76


class Narrator:
    """Tells the demo. Each portal has a short name that its lines begin with."""

    def __init__(self, console: Console, portals: Sequence[Portal]) -> None:
        self._console = console
        self._portals = portals
        self._names = {_host(portal.url): portal.site.unit for portal in portals}
        self._first: set[str] = set()

    def opens(self) -> None:
        """What stands, before anything is read."""
        self._rule("parwatch demo · năm cổng mẫu, dịch vụ thật / sample portals, real service")
        for portal in self._portals:
            self._line(f"  {portal.url:28} {portal.name}")

    def subscribed(self, message: Message) -> None:
        """One person has sent /start and was answered."""
        self._line("\n[bold]Một người gửi /start / one person subscribes[/]")
        self._bubble(message, "Telegram")

    def tells(self, event: Event) -> None:
        """One event of the pipeline. After a portal's first poll only what is new is told."""
        match event:
            case Surveyed():
                channels = ", ".join(f"{kind} {url}" for kind, url in event.channels) or "-"
                self._said(event.source, f"tìm thấy / found: {event.cms or 'không rõ CMS'} · {channels}")
            case Listed() if event.source not in self._first:
                self._said(event.source, f"{event.links} liên kết / links, {event.fresh} trang mới / new pages")
            case PageDone():
                self._page(event)
            case PollDone() if event.source not in self._first:
                self._first.add(event.source)
                self._poll(event)
            case _:
                return

    def arrives(self, message: Message) -> None:
        """An alert, as it looks in the chat."""
        self._bubble(message, "Telegram · thông báo / alert")

    def publishes(self, portal: Portal, article: SampleArticle) -> None:
        """A new article goes online while the service runs."""
        self._rule("Tin mới vừa đăng / a new article is published")
        self._line(f"  {portal.site.unit}: {escape(article.title)}")

    def sums_up(self, result: Reckoning) -> None:
        """The summary; what is missing is one line each."""
        counts = result.counts
        table = Table(box=None, show_header=False, pad_edge=False)
        rows = (
            ("cổng đã đọc / portals", result.portals),
            ("bài đã lưu / articles", counts.articles),
            ("khối thừa đã cắt / boilerplate removed", counts.removed),
            ("bản trùng / duplicates", counts.exact_copies + counts.near_copies),
            ("thông báo / alerts", result.alerts),
        )
        for label, number in rows:
            table.add_row(label, f"[bold]{number}[/]")
        style = "green" if result.complete else "red"
        self._console.print(Panel(table, title="Tổng kết / summary", border_style=style, expand=False))
        for line in result.missing:
            self._line(f"[red]thiếu / missing:[/] {escape(line)}")

    def stays(self, url: str) -> None:
        """The service goes on running."""
        self._line(f"\nDịch vụ vẫn chạy / still running: {url}  ·  Ctrl+C để dừng / to stop")

    def _page(self, event: PageDone) -> None:
        title = escape(event.page.title[:90]) if event.page else escape(event.url)
        match event.outcome:
            case Outcome.STORY:
                claims = len(event.verdict.claims) if event.verdict and event.verdict.is_reform_ranking else 0
                mark = f"[green]xếp hạng ×{claims}[/] " if claims else ""
                self._said(event.source, f"lưu / stored  {mark}{title}")
            case Outcome.COPY:
                self._said(event.source, f"trùng / duplicate  {title}", style="yellow")
            case Outcome.VERSION:
                self._said(event.source, f"sửa / changed  {title}")
            case Outcome.FAILED:
                self._said(event.source, f"lỗi / failed  {escape(event.message)}", style="red")
            case _:
                return

    def _poll(self, event: PollDone) -> None:
        if event.status is FetchStatus.OK:
            stored = event.counts.get(Outcome.STORY, 0) + event.counts.get(Outcome.COPY, 0)
            self._said(event.source, f"xong / done: {stored} bài, {event.removed} khối thừa / blocks cut", style="bold")
        else:
            self._said(event.source, escape(event.message), style="red")

    def _said(self, source: str, text: str, *, style: str = "") -> None:
        name = self._names.get(source, source)
        self._console.print(f"[cyan]{escape(name):24}[/] {text}", style=style, soft_wrap=True)

    def _line(self, text: str) -> None:
        self._console.print(text, soft_wrap=True)

    def _rule(self, text: str) -> None:
        self._console.rule(f"[bold]{text}[/]", align="left")

    def _bubble(self, message: Message, title: str) -> None:
        width = min(_BUBBLE_WIDTH, self._console.width)
        self._console.print(
            Panel(
                Group(_styled(message), *_keys(message)),
                title=title,
                title_align="left",
                width=width,
                border_style="blue",
            )
        )


def _styled(message: Message) -> Text:
    """The message with its entities as styles; offsets count UTF-16 units, as Telegram's do."""
    text = Text(message.text)
    for entity in message.entities:
        begin = _codepoints(message.text, entity.offset)
        end = _codepoints(message.text, entity.offset + entity.length)
        style = _STYLES.get(entity.kind, "")
        text.stylize(f"{style} link {entity.url}" if entity.url else style, begin, end)
    return text


def _keys(message: Message) -> Iterator[Text]:
    """The buttons below the message, a line for each row."""
    for number, row in enumerate(message.keyboard):
        yield Text("\n" * (number == 0) + "  ".join(f"[ {button.text} ]" for button in row), style="cyan")


def _codepoints(text: str, units: int) -> int:
    return len(text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))


def _host(url: str) -> str:
    return url.split("://", 1)[1].strip("/")
