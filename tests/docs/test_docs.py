"""What the pages say is what the code does: settings, commands, keys, error lines, links, pictures."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from alerts.texts import VIETNAMESE
from alerts.texts.operating import operating
from parwatch import deciding, polling
from parwatch.cli import app
from parwatch.settings import _SECRETS, Settings
from parwatch_core.fetching import FetchStatus
from parwatch_core.notice import Language
from scraper import sources

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.vi.md")
ROOMS = ("parwatch_core", "scraper", "storage", "alerts", "parwatch", "tools")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# A quoted line of the troubleshooting tables, without what the program fills in.
FILLED_IN = re.compile(r"\.\.\.|LINE:COLUMN|HOST:PORT|sources\.toml:|120")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pages() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split()


def first_cells(page: str) -> list[str]:
    """The first cell of every row of every table."""
    return re.findall(r"^\| ?((?:\\\||[^|])*?) ?\|", FENCE.sub("", page), re.MULTILINE)


def quoted(cells: list[str]) -> set[str]:
    return {words for cell in cells for words in re.findall(r"`([^`]+)`", cell)}


def troubleshooting(page: str) -> str:
    """The section whose tables explain lines and classes."""
    return next(part for part in re.split(r"^## ", page, flags=re.MULTILINE) if "parwatch health` (" in part)


def headings(page: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", FENCE.sub("", page), re.MULTILINE)]


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives the headings: lower case, blanks to hyphens, punctuation gone."""
    names = re.findall(r"^#+ (.+)$", FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}


def code() -> str:
    """All code, with the parts of broken strings joined again."""
    files = [file for room in ROOMS for kind in ("*.py", "*.sh") for file in (ROOT / room).rglob(kind)]
    whole = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"[\"'](?: \\)?\s*\n\s*f?[\"']", "", whole)


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_in_the_settings_table(readme):
    """A setting that is not in the table is one that nobody finds, one that is not in the code is a lie."""
    settings = {name.upper() for name in Settings.model_fields}
    named = {name for name in quoted(first_cells(text(readme))) if re.fullmatch(r"[A-Z]+_[A-Z_]+", name)}
    assert named - {"TELEGRAM_BOT_TOKEN_FILE"} == settings
    assert [name for name in _SECRETS if f"`{name}_FILE`" not in text(readme)] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_table_shows_the_defaults(readme):
    rows = dict(re.findall(r"^\| `([A-Z]+_[A-Z_]+)` \| (?:`([^`]*)`)?", text(readme), re.MULTILINE))
    shown = {name: rows[name.upper()] for name in Settings.model_fields}
    defaults = {name: getattr(Settings(_env_file=None), name) for name in Settings.model_fields}
    plain = {n: d.get_secret_value() if hasattr(d, "get_secret_value") else d for n, d in defaults.items()}
    assert shown == {name: "" if value in (None, ()) else str(value) for name, value in plain.items()}


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_every_setting_is_in_the_example_file():
    named = set(re.findall(r"^#([A-Z][A-Z_]+)=", text(".env.example"), re.MULTILINE))
    assert {name.upper() for name in Settings.model_fields} - named == set()


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_is_in_the_commands_table(readme):
    """Both ways round: no command is left out, none is made up, and every option named is one of that command."""
    rows = re.findall(r"^\| `parwatch (\w+)([^`]*)` \|(.*)\|$", text(readme), re.MULTILINE)
    commands = typer.main.get_command(app).commands
    assert [name for name, *_ in rows] == list(dict.fromkeys(name for name, *_ in rows))
    assert {name for name, *_ in rows} == set(commands)
    for name, usage, meaning in rows:
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", usage + meaning)) <= options, name


@pytest.mark.parametrize("readme", READMES)
def test_every_key_of_sources_toml_is_explained(readme):
    """In a row of the table, starred where [defaults] may hold it, and used in the block that shows everything."""
    page = text(readme)
    rows = [cell for cell in first_cells(page) if quoted([cell]) & set(sources.KEYS)]
    assert quoted(rows) == set(sources.KEYS)
    starred = {key for cell in rows if cell.endswith("*") for key in quoted([cell])}
    assert starred == {name for name, key in sources.KEYS.items() if key.default}
    full = max(re.findall(r"```toml\n(.*?)```", page, re.DOTALL), key=len)
    used = set(re.findall(r"^(\w+) =", full, re.MULTILINE))
    # A certificate has to be there before it can be named.
    assert set(sources.KEYS) - used == {"ca"}


@pytest.mark.parametrize("page", pages())
def test_the_blocks_of_sources_toml_can_be_read(page):
    """What a person copies from a page works."""
    for block in re.findall(r"```toml\n(.*?)```", text(page), re.DOTALL):
        assert sources.parse(block, page)


@pytest.mark.parametrize("readme", READMES)
def test_every_class_of_a_failed_fetch_is_explained(readme):
    """`parwatch sources` shows the class; a person looks it up here."""
    section = troubleshooting(text(readme))
    explained = [word for word in re.findall(r"`([^`]+)`", " ".join(first_cells(section))) if word in set(FetchStatus)]
    assert sorted(explained) == sorted(status for status in FetchStatus if not status.good)


@pytest.mark.parametrize("readme", READMES)
def test_the_error_lines_are_those_of_the_code(readme):
    """A person searches the page for the line on the screen: it must be there as the program writes it."""
    written = code()
    lines = {line for line in quoted(first_cells(troubleshooting(text(readme)))) if line not in set(FetchStatus)}
    parts = {part.strip(" :") for line in lines for part in FILLED_IN.split(line)}
    # The name before _FILE is filled in too.
    assert {part for part in parts if len(part) > 9 and part not in written and not part.endswith("_FILE")} == set()


def test_both_readmes_explain_the_same_lines():
    english, vietnamese = (quoted(first_cells(troubleshooting(text(readme)))) for readme in READMES)
    assert english == vietnamese


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_the_bot_are_explained(readme):
    cells = quoted(first_cells(text(readme)))
    named = {word[1:] for word in cells if re.fullmatch(r"/[a-z]+", word)}
    operators = set(operating(Language.VI).commands)
    assert named - operators == set(VIETNAMESE.commands)
    assert operators == {word.split()[0][1:] for word in cells if word.startswith("/")} & operators


def test_the_readmes_have_the_same_shape():
    """The Vietnamese page is the whole page: the same headings, tables, rows and blocks in the same order."""
    english, vietnamese = (text(readme) for readme in READMES)
    assert headings(english) == headings(vietnamese)
    assert len(first_cells(english)) == len(first_cells(vietnamese))
    assert re.findall(r"```toml\n(.*?)```", english, re.DOTALL) == re.findall(
        r"```toml\n(.*?)```", vietnamese, re.DOTALL
    )
    assert len(re.findall(r"^[-\d]\.? ", english, re.MULTILINE)) == len(
        re.findall(r"^[-\d]\.? ", vietnamese, re.MULTILINE)
    )


@pytest.mark.parametrize("page", pages())
def test_links_and_pictures_exist(page):
    """Every relative link leads to a file, every anchor to a heading."""
    content = FENCE.sub("", text(page))
    targets = re.findall(r"\]\(([^)\s]+)\)", content) + re.findall(r'<img[^>]* src="([^"]+)"', content)
    for target in targets:
        if re.match(r"https?://|mailto:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("page", pages())
def test_commands_of_make_exist(page):
    """A `make` target that a page names is one."""
    targets = set(re.findall(r"^\.PHONY: (\S+)", text("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^    )make ([a-z][a-z-]*)", text(page), re.MULTILINE)
    assert set(named) - targets == set()


@pytest.mark.parametrize("name", ["render_alert", "render_ranks"])
def test_pictures_are_what_the_code_draws_today(name, monkeypatch):
    """The READMEs show the message and the ranks as they are now; tools/NAME.py draws them anew."""
    tool = loaded(name, monkeypatch)
    for language in Language:
        assert tool.FILES[language].read_text(encoding="utf-8") == tool.drawn(language)


def loaded(name, monkeypatch):
    """A tool of tools/, with those that it imports."""
    monkeypatch.syspath_prepend(ROOT / "tools")
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    tool = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, tool)  # dataclasses look their module up
    spec.loader.exec_module(tool)
    return tool


def test_the_screens_are_what_the_bot_answers_today(monkeypatch):
    """docs/telegram.md shows conversations as they are; tools/render_screens.py draws them anew. Pixels may differ."""
    tool = loaded("render_screens", monkeypatch)
    for language in Language:
        for name in tool.SCREENS:
            kept = tool.file_of(name, language).read_text(encoding="utf-8")
            assert tool.without_pixels(kept) == tool.without_pixels(tool.drawn(name, language)), name


@pytest.mark.parametrize("readme", READMES)
def test_figures_in_words_are_those_of_the_code(readme):
    """The bounds that the limits name."""
    page = text(readme)
    assert f" {polling.PAGES_A_POLL} " in page
    assert f"`{int(sources_default().backfill_alert.days)}d`" in page
    assert f"`{int(sources_default().every.total_seconds() / 60)}m`" in page


def sources_default():
    (source,) = sources.parse('[[source]]\nurl = "https://a.example/"')
    return source


def test_delivery_page_tells_the_pauses_of_the_code():
    page = text("docs/delivery.md")
    assert f"tried again after {deciding.RETRY_FIRST.seconds} s" in page
    assert f"after {deciding.RETRY_UNSURE.seconds} s at the earliest" in page


def test_decisions_are_numbered_once():
    """A decision is referred to by its number."""
    numbers = [file.name[:4] for file in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)


def test_the_map_names_what_there_is():
    """Every module in the table of rooms and every stage in the way of the data exists."""
    page = text("docs/architecture.md")
    rooms = re.findall(r"^\| `(\w+)/` \| (.*?) \| ", page, re.MULTILINE)
    assert sorted(room for room, _ in rooms) == sorted(set(ROOMS) - {"tools"})
    named = [f"{room}/{name.rstrip('/')}" for room, row in rooms for name in re.findall(r"`(\w+/?)`", row)]
    way = re.search(r"## The way of the data\n\n(.*?)\n\n\S", page, re.DOTALL)[1]
    named += [f"{room}/{name}" for room, name in re.findall(r"\b(\w+)\.(\w+)", way) if room in ROOMS]
    assert [name for name in named if not ((ROOT / name).is_dir() or (ROOT / f"{name}.py").is_file())] == []
