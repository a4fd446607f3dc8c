"""Fingerprints and matches: what makes two texts one story."""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.stories import COPIES, DAMAGES, OTHERS, Change, Story, edited, notice, story

from parwatch_core.page import Candidate, Match, SameKind
from scraper.dedup import Record, fingerprint, match, same_stories, worth
from scraper.dedup.facts import WORD, facts, split
from scraper.dedup.fingerprints import agreeing, folded, sketch_of

PAIRS = 200
SEED = 20261122


def compare(known: tuple[str, str], new: tuple[str, str]) -> Match | None:
    """As storage would: a candidate is only what shares the body hash or a band."""
    old, fresh = fingerprint(*known), fingerprint(*new)
    shares = old.body_hash == fresh.body_hash or set(old.bands) & set(fresh.bands)
    return match(fresh, [Candidate(7, known[0], old)] if shares else [])


def share_found(change: Change, count: int = PAIRS) -> float:
    draw = random.Random(SEED)
    stories = [story(draw) for _ in range(count)]
    return sum(compare(one.pair, change(one, draw)) is not None for one in stories) / count


@pytest.mark.parametrize("change", COPIES, ids=lambda change: change.__name__)
def test_copies_are_the_same_story(change: Change) -> None:
    """Edits of 5 %, another byline and title, a cut third and damage are found; floor 99 % (measured 99.7 to 100)."""
    assert share_found(change) >= 0.99


def test_short_articles_are_found_after_edits_too() -> None:
    """Two or three sentences with 5 % of their words edited; floor 93 % (measured 96)."""
    draw = random.Random(SEED)
    stories = [replace(one, order=one.order[: draw.randint(2, 3)]) for one in (story(draw) for _ in range(PAIRS))]
    assert sum(compare(one.pair, edited(one, draw)) is not None for one in stories) >= 0.93 * PAIRS
    shuffled = draw.sample(stories, PAIRS)
    pairs = [(one, other) for one, other in zip(stories, shuffled, strict=True) if one is not other]
    assert not [one for one, other in pairs if compare(one.pair, other.pair)]


@pytest.mark.parametrize("change", OTHERS, ids=lambda change: change.__name__)
def test_reused_words_are_another_story(change: Change) -> None:
    """Next year's report, the neighbour's and last year's with its figures kept: none may be swallowed (measured 0)."""
    assert share_found(change) == 0


def test_unrelated_reports_of_one_office_stay_apart() -> None:
    """Reports that share half of their standing sentences are different stories."""
    draw = random.Random(SEED)
    pairs = [(story(draw), story(draw)) for _ in range(PAIRS)]
    assert not [one for one, other in pairs if compare(one.pair, other.pair)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_exactly_the_same(damage: Callable[[str], str]) -> None:
    """NFD, no-break and double blanks, zero-width characters, capitals, tone marks and separators change no hash."""
    title, text = story(random.Random(3)).pair
    found = compare((title, text), (damage(title), damage(text)))
    assert found == Match(7, SameKind.EXACT, 1.0)


def test_monthly_notices_of_one_template_are_twelve_stories() -> None:
    """ "Lịch tiếp công dân tháng 11" and "tháng 12" differ in five numbers; each month must be told."""
    notices = [notice(month, 2026, (month % 9 + 1, 11 + month % 5, 20 + month % 7)) for month in range(1, 13)]
    found = same_stories(Record(str(at), *one) for at, one in enumerate(notices))
    assert [one.same_as for one in found] == [None] * 12


def test_a_body_that_only_points_to_a_file_is_judged_with_its_title() -> None:
    """ "Chi tiết xem tệp đính kèm" is the body of a hundred notices."""
    body = "Chi tiết xem tại tệp đính kèm."
    assert compare(("Thông báo tuyển dụng viên chức", body), ("Kế hoạch phòng, chống thiên tai", body)) is None
    assert compare(("Thông báo tuyển dụng", body), ("THÔNG BÁO TUYỂN DỤNG", body)) is not None


def test_the_same_body_under_the_title_of_another_period_is_another_story() -> None:
    """A table as an image leaves identical words; the quarter in the title tells the reports apart."""
    body = story(random.Random(5)).text
    assert compare(("Kết quả xếp hạng quý I", body), ("Kết quả xếp hạng quý II", body)) is None
    assert compare(("Kết quả xếp hạng quý I", body), ("Công bố xếp hạng", body)) is not None


def test_a_title_repeated_in_the_body_changes_nothing() -> None:
    """Some portals open the body with the headline."""
    title, text = story(random.Random(6)).pair
    assert compare((title, text), (title, f"{title}\n{text}")) == Match(7, SameKind.EXACT, 1.0)


def test_ranks_do_not_run_together() -> None:
    """Blanks between words are squeezed, but "thứ 1/12" is not "thứ 11/2"."""
    one, other = (fingerprint("", "xã An Phú xếp thứ " + rank) for rank in ("1/12", "11/2"))
    assert one.body_hash != other.body_hash


def test_one_corrected_figure_is_an_edit() -> None:
    """A copy in which one number was put right is still the story."""
    one = story(random.Random(8))
    figures = {**one.figures, "n0": "4321"}
    assert compare(one.pair, Story(one.unit, one.person, one.year, one.month, one.day, one.order, figures).pair)


def test_exact_wins_over_near_and_near_by_likeness() -> None:
    """Of several candidates the exact one is named, else the most similar."""
    draw = random.Random(9)
    one = story(draw)
    light, heavy = edited(one, draw), edited(one, draw)
    candidates = [Candidate(at, pair[0], fingerprint(*pair)) for at, pair in enumerate((light, heavy, one.pair))]
    assert match(fingerprint(*one.pair), candidates) == Match(2, SameKind.EXACT, 1.0)
    near = match(fingerprint(*one.pair), candidates[:2])
    assert near is not None
    assert near.kind is SameKind.NEAR
    others = [match(fingerprint(*one.pair), [candidate]) for candidate in candidates[:2]]
    assert near.similarity == max(other.similarity for other in others if other)


def test_copies_of_copies_point_at_the_first() -> None:
    """A batch names the first record of the story, in the order given."""
    draw = random.Random(10)
    one, other = story(draw), story(draw)
    batch = [one.pair, other.pair, edited(one, draw), (one.title, one.text.upper()), edited(other, draw)]
    found = list(same_stories(Record(f"r{at}", *pair) for at, pair in enumerate(batch)))
    assert [(same.id, same.same_as, same.kind) for same in found] == [
        ("r0", None, None),
        ("r1", None, None),
        ("r2", "r0", SameKind.NEAR),
        ("r3", "r0", SameKind.EXACT),
        ("r4", "r1", SameKind.NEAR),
    ]


def test_facts_are_spelt_one_way() -> None:
    """Separators, leading zeros, roman numbers, spelt and short dates: one string each."""
    title, text = (
        "Xã An Phú: Kết quả quý II năm 2026",
        "Ngày 05/7/2026, 91,27 điểm, thứ 3 / 11; giai đoạn 2021-2026, khóa XII",
    )
    words = folded(text).replace(",", " ").replace(";", " ").replace("/", " ").split()
    found = facts(title, folded(title).replace(":", " ").split(), folded(text), words)
    assert found >= {"5/7/2026", "91.27", "3/11", "2021", "2026", "khóa xii", "@qúy ii", "@năm 2026", "@xã an phú"}


@given(st.text(max_size=400), st.text(max_size=60))
@settings(max_examples=200)
def test_every_text_has_a_fingerprint_that_matches_itself(text: str, title: str) -> None:
    """Whatever a page held: bands fit a signed 64-bit column, the sizes are fixed, and a text is its own copy."""
    found = fingerprint(title, text)
    assert all(-(2**63) <= band < 2**63 for band in found.bands)
    assert (len(found.body_hash), len(found.bands), len(found.signature)) == (32, 32, 516)
    assert match(found, [Candidate(1, title, found)]) == Match(1, SameKind.EXACT, 1.0)


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_a_match_goes_both_ways(seed: int) -> None:
    """Which of two copies came first does not matter."""
    draw = random.Random(seed)
    one = story(draw)
    pair = draw.choice((*COPIES, *OTHERS))(one, draw)
    assert (compare(one.pair, pair) is None) == (compare(pair, one.pair) is None)


@given(st.integers(0, 10**6))
@settings(max_examples=40)
def test_reading_only_what_is_worth_it_changes_no_match(seed: int) -> None:
    """Of copies, other stories and strangers, those left unread are those that `match` would have passed over."""
    draw = random.Random(seed)
    one = story(draw)
    others = [change(one, draw) for change in (*COPIES, *OTHERS)] + [story(draw).pair for _ in range(5)]
    draw.shuffle(others)
    known = [Candidate(at, pair[0], fingerprint(*pair)) for at, pair in enumerate(others)]
    new = fingerprint(*one.pair)
    read = worth(new)
    kept = [each for each in known if read(each.fingerprint.body_hash, each.fingerprint.signature)]
    assert len(kept) < len(known)
    assert match(new, kept) == match(new, known)


_LANES = st.lists(st.sampled_from((0, 1, 2**31 - 1, 2**31, 2**32 - 1, 12345)), min_size=128, max_size=128)


@given(_LANES, _LANES)
def test_minima_are_counted_lane_by_lane(ours: list[int], theirs: list[int]) -> None:
    """The count over whole signatures is that of comparing 128 numbers one by one, carries and top bits included."""
    minima = [sketch_of(struct.pack("<129I", *lanes, 9))[0] for lanes in (ours, theirs)]
    assert agreeing(*minima) == sum(one == other for one, other in zip(ours, theirs, strict=True))


def test_what_is_no_signature_is_refused() -> None:
    """A signature cut short would compare as something."""
    with pytest.raises(ValueError, match="516 bytes"):
        sketch_of(b"short")


@given(st.text(alphabet="ab_ 1½²\u00a0\u2028.,ệ\u0301", max_size=60) | st.text(max_size=60))
def test_words_are_split_as_the_pattern_finds_them(text: str) -> None:
    """The short way to the words is the long one."""
    assert split(text) == WORD.findall(text)


def test_fingerprints_do_not_change_between_versions() -> None:
    """They are stored: a new seed, hash or folding would make every stored article look new. Change only on purpose."""
    found = fingerprint("Tiêu đề", "Sông Trà vươn lên xếp thứ 3/11 toàn tỉnh về Chỉ số cải cách hành chính năm 2025.")
    assert (found.body_hash, found.bands[0]) == ("880fcce2521cb793257d2c72b530e7e3", -9132177547685011345)


def test_a_fingerprint_takes_less_than_half_a_millisecond() -> None:
    """For 3 KB of text, on a machine that does nothing else; four times that is allowed here."""
    title, text = story(random.Random(12)).pair
    text = (text * 3).encode()[:3000].decode(errors="ignore")
    best = min(_seconds(lambda: fingerprint(title, text)) for _ in range(20))
    assert best < 0.002


def _seconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    for _ in range(5):
        call()
    return (time.process_time() - started) / 5
