"""Words of stories are found alike on both databases, and no query is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.archive import NOTHING, NOW, add, article, fingerprint

from storage import articles, search
from storage.database import Database

BODIES = {
    "rank": (
        "Huyện Hương Sơn xếp thứ 2",
        "Năm 2021, huyện Hương Sơn đứng thứ 2/13 về cải cách hành chính.\nĐường về Đà Nẵng.",
    ),
    "road": (
        "Hội nghị giao thông",
        "Đường Hồ Chí Minh qua xã Sơn Hương: cải tạo, hành lang chính. Điểm 88,5; hòa bình.",
    ),
    "mail": (
        "Thông báo_số 15",
        "Liên hệ ubnd@huongson.example.gov.vn, https://a.example.vn/van-ban-1e5 (COVID-19) và ½ hoà.",
    ),
}


@pytest.fixture
def stored(database: Database) -> Iterator[tuple[Database, dict[int, str]]]:
    """Three articles, the first one the newest; their names by number."""
    with database.write() as session:
        names = {
            add(session, article(title=title, text=text, published=NOW - timedelta(days=age)), NOTHING).article_id: name
            for age, (name, (title, text)) in enumerate(BODIES.items())
        }
    yield database, names


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Hương Sơn", ["rank", "road"]),
        ("huong son", ["rank", "road"]),
        ("HUONG SON", ["rank", "road"]),
        ('"hương sơn"', ["rank"]),
        ('"sơn hương"', ["road"]),
        ('"huong son', ["rank"]),
        ("duong", ["rank", "road"]),
        ("đường đà nẵng", ["rank"]),
        ("hòa", ["road", "mail"]),
        ("hoà", ["road", "mail"]),
        ('"cải cách hành chính"', ["rank"]),
        ("cải hành chính", ["rank", "road"]),
        ("2021", ["rank"]),
        ("2/13", ["rank"]),
        ("13/2", []),
        ("88,5", ["road"]),
        ("88.5", ["road"]),
        ("ubnd@huongson.example.gov.vn", ["mail"]),
        ("huongson", ["mail"]),
        ("1e5", ["mail"]),
        ("covid 19", ["mail"]),
        ("COVID-19", ["mail"]),
        ("thong bao so", ["mail"]),
        ("½", ["mail"]),
        ('"xếp thứ 2 năm 2021"', []),
        ("hội nghị đường", ["road"]),
        ("huo", []),
        ("huon*", []),
        ("parwatch", []),
        ("", []),
        ('" " - ()', []),
        ("hương OR covid", []),
        ("NOT hương", []),
        ("title: hương", []),
        ("{words} : hương", []),
        ("hương'; DROP TABLE articles; --", []),
        ("hương & | ! <-> :*", ["rank", "road"]),
        ("^hương + sơn", ["rank", "road"]),
    ],
)
def test_found(stored: tuple[Database, dict[int, str]], query: str, found: list[str]) -> None:
    """All words, in any order, marks or none; phrases in order and not across title and text; signs mean nothing."""
    database, names = stored
    with database.read() as session:
        assert [names[hit.article_id] for hit in search.articles(session, query)] == found


def test_pages_turn(stored: tuple[Database, dict[int, str]]) -> None:
    """limit and skip walk through the hits, newest first."""
    database, names = stored
    with database.read() as session:
        hits = [search.articles(session, "huong", limit=1, skip=skip) for skip in (0, 1, 2)]
    assert [[names[hit.article_id] for hit in page] for page in hits] == [["rank"], ["road"], []]


def test_hits_name_the_article(stored: tuple[Database, dict[int, str]]) -> None:
    """A hit brings what a list shows, with the words marked in a snippet of the text's own letters."""
    database, _ = stored
    with database.read() as session:
        (hit,) = search.articles(session, '"huong son" "da nang"')
        one = articles.one(session, hit.article_id)
    assert one is not None
    assert (hit.title, hit.url, hit.source, hit.dated) == (one.title, one.url, one.source, one.dated)
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Hương Sơn", "Đà Nẵng"]
    assert "\n" not in hit.snippet


def test_words_of_the_title_only_are_shown_in_it(stored: tuple[Database, dict[int, str]]) -> None:
    """Where the text does not hold the words, the snippet is the title."""
    database, _ = stored
    with database.read() as session:
        (hit,) = search.articles(session, "thong bao")
    assert (hit.snippet, hit.marks) == ("Thông báo_số 15", ((0, 5), (6, 9)))


def test_only_the_current_body_is_searched(database: Database) -> None:
    """After an edit the old words are no longer found, the new ones are."""
    new = article(text="chữ cũ")
    with database.write() as session:
        ids = add(session, new)
        edited = replace(new, text="chữ mới", body_hash="edited")
        articles.add_version(session, ids.copy_id, edited, fingerprint(edited), NOTHING, NOW)
        assert search.articles(session, "chu cu") == ()
        assert len(search.articles(session, "chu moi")) == 1


def test_long_words_and_long_texts_are_stored(database: Database) -> None:
    """A word longer than PostgreSQL's lexemes, and more words than it counts places, are found all the same."""
    long = "a" * 5_000
    with database.write() as session:
        add(session, article(text=f"{long} {'từ ' * 20_000} cuối"))
        for query in (long, "cuối", f"{long} cuoi"):
            assert len(search.articles(session, query)) == 1


@given(query=st.text(max_size=40) | st.text(alphabet="\"'\\&|!<>-*^:(){}+ aươđ\x00\ud800", max_size=20))
@settings(max_examples=150, deadline=None)
def test_no_query_is_an_error(shared_database: Database, query: str) -> None:
    """Whatever a person types is answered."""
    with shared_database.read() as session:
        assert search.articles(session, query) == ()


@given(st.text(alphabet='aAăÂđĐệộơƯ ẳ\n.,-_"0½²Жñ1', max_size=60))
@settings(max_examples=300)
def test_snippet_letters_are_those_of_the_text(body: str) -> None:
    """Whatever is cut and marked stands in the text, and what was asked for is inside the marks."""
    wanted = search.terms("ă đệ")
    snippet, marks = search.cut(body, wanted)
    assert " ".join(snippet.strip("… ").split()) in " ".join(body.split())
    for start, end in marks:
        assert tuple(search.words(snippet[start:end])) in wanted


def test_snippet_of_a_long_text_is_cut_between_words() -> None:
    """About 200 characters around the first hit, with an ellipsis where something is missing."""
    body = "đầu " * 200 + "Hương Sơn " + "cuối " * 200
    snippet, marks = search.cut(body, search.terms('"huong son"'))
    assert snippet.startswith("… đầu")
    assert snippet.endswith("cuối …")
    assert [snippet[start:end] for start, end in marks] == ["Hương Sơn"]
    assert 150 < len(snippet) < 220


def test_snippet_without_a_hit_is_the_beginning() -> None:
    """Nothing found gives the start of the text and no marks; an empty text gives nothing."""
    assert search.cut("Một hai ba", search.terms("bốn")) == ("Một hai ba", ())
    assert search.cut("", search.terms("bốn")) == ("", ())
