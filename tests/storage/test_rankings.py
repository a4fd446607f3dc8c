"""Claims across all stories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.archive import NOW, add, article, claim, fingerprint, verdict

from parwatch_core.ranking import Index
from storage import articles, rankings
from storage.database import Database


@pytest.fixture
def three(database: Database) -> Database:
    """Three claims in two stories."""
    with database.write() as session:
        add(
            session,
            judged=verdict(
                claim("huyện Đức Cơ", province="Gia Lai", year=2023),
                claim("huyện Đức Cơ", province="Gia Lai", year=2024, index=Index.DTI),
            ),
        )
        add(session, judged=verdict(claim("Sở Nội vụ", province=None, year=None)))
    return database


@pytest.mark.parametrize(
    ("asked", "years"),
    [
        ({}, [2024, 2023, None]),
        ({"unit": "duc co"}, [2024, 2023]),
        ({"unit": "Đức Cơ"}, [2024, 2023]),
        ({"unit": "Đức"}, [2024, 2023]),
        ({"unit": "uc co"}, []),
        ({"unit": "100%"}, []),
        ({"province": "gia lai"}, [2024, 2023]),
        ({"index": Index.DTI}, [2024]),
        ({"year": 2023}, [2023]),
        ({"unit": "sở nội vụ"}, [None]),
        ({"limit": 1}, [2024]),
    ],
)
def test_find(three: Database, asked: dict[str, object], years: list[int | None]) -> None:
    """Units and provinces match by whole words, with and without marks; the newest year comes first."""
    with three.read() as session:
        found = rankings.find(session, **asked)  # type: ignore[arg-type]
    assert [stored.claim.year for stored in found] == years


def test_claims_of_replaced_bodies_are_not_listed(database: Database) -> None:
    """After a correction only the corrected rank is found, with the article that now says it."""
    new = article()
    with database.write() as session:
        ids = add(session, new, verdict(claim(rank=2)))
        edited = replace(new, title="Đính chính", body_hash="edited")
        articles.add_version(session, ids.copy_id, edited, fingerprint(edited), verdict(claim(rank=3)), NOW)
        found = rankings.find(session)
    assert [(stored.claim.rank, stored.title, stored.url, stored.source) for stored in found] == [
        (3, "Đính chính", new.url, new.source)
    ]
    assert (found[0].article_id, found[0].dated) == (ids.article_id, new.published)
