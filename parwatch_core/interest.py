"""Whether a notice is for a person, why, and which of its claims they look for first.

`wants` is the decision and `judge` the decision with its reasons, for "why did I get this?". Nothing here raises.

A claim concerns a person by its index and its unit. Units are compared by identity, not by spelling: a claim is about
the places of the gazetteer that its unit may mean, and a person watches the places that they chose together with what
those became, so that who chose a district of 2024 hears of its communes and who chose a merged province of the new one.
Who chose a province of now hears of the old ones on its ground as well. Units that no gazetteer holds (a department of
a province) are compared by their folded name with its province.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from parwatch_core.notice import Notice, NoticeKind
from parwatch_core.preferences import Area, Bound, Movement, Preferences, Scope, Side
from parwatch_core.ranking import RankingClaim, Salience, UnitLevel
from parwatch_core.text import fold_tone, nfc, search_key, squeeze
from parwatch_core.topic import REFORM

if TYPE_CHECKING:
    from parwatch_core.analysis.places import Place

# The gazetteer is loaded where it is asked: who watches the whole country needs none of it.
# A verdict below this is doubtful: half a point above the line from which an article counts as a reform ranking.
SURE = 0.6

_WEIGHT = {Salience.INCIDENTAL: 0, Salience.SECONDARY: 1, Salience.MAIN: 2}


class Ground(StrEnum):
    """Why a notice is told (the first three) or not."""

    EVERYTHING = "everything"  # the whole country is watched
    PLACE = "place"  # this unit or province is watched
    TOPIC = "topic"
    MUTED = "muted"
    TOPIC_LEFT_OUT = "topic_left_out"
    OTHER_INDEX = "other_index"
    ELSEWHERE = "elsewhere"
    IN_PASSING = "in_passing"
    DOUBTFUL = "doubtful"
    NOT_MOVED = "not_moved"
    OUT_OF_RANKS = "out_of_ranks"
    UNCHANGED = "unchanged"  # a correction of what concerns others


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `what` names the place, source, index or topic that it is about, where there is one."""

    ground: Ground
    what: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision for one person. `reasons` is never empty; a refusal has one."""

    wanted: bool
    reasons: tuple[Reason, ...]


def wants(preferences: Preferences, notice: Notice, told: Sequence[RankingClaim] | None = None) -> bool:
    """Whether the notice is told to this person. `told`: what an UPDATE corrects, as the story claimed it before."""
    return judge(preferences, notice, told).wanted


def judge(preferences: Preferences, notice: Notice, told: Sequence[RankingClaim] | None = None) -> Judgement:
    """The decision with its reasons.

    A correction goes to whom the story concerned before or concerns now, and only where it changed what concerns them.
    """
    if notice.source in preferences.muted:
        return _refusal(Ground.MUTED, notice.source)
    if (topic := _topic(preferences, notice)) is not None:
        return Judgement(True, (Reason(Ground.TOPIC, topic),))
    if REFORM in preferences.topics_out:
        return _refusal(Ground.TOPIC_LEFT_OUT, REFORM)
    judged = _judge_ranking(preferences, notice)
    if notice.kind is not NoticeKind.UPDATE or told is None:
        return judged
    before = replace(notice, claims=tuple(told))
    if not judged.wanted:
        judged = _judge_ranking(preferences, before)
    if judged.wanted and not _changed(concerning(preferences, before.claims), concerning(preferences, notice.claims)):
        return _refusal(Ground.UNCHANGED)
    return judged


def personal(preferences: Preferences, notice: Notice) -> Notice:
    """The notice as this person is told it: claims on their indices only, those on their units first.

    News without any (they were left out while it waited) stay as they are; a correction without any says just that.
    """
    notice = _without_left_out(preferences, notice)
    chosen = [claim for claim in notice.claims if claim.index in preferences.indices]
    if not chosen and notice.topics:
        return replace(notice, claims=())
    if not chosen and notice.kind is NoticeKind.NEW:
        return notice
    if preferences.scope.area is Area.COUNTRY:
        return notice if len(chosen) == len(notice.claims) else replace(notice, claims=tuple(chosen))
    mine: list[RankingClaim] = []
    others: list[RankingClaim] = []
    for claim in chosen:
        (others if watched(preferences.scope, claim) is None else mine).append(claim)
    return replace(notice, claims=(*mine, *others), highlights=len(mine))


def _without_left_out(preferences: Preferences, notice: Notice) -> Notice:
    kept = tuple(hit for hit in notice.topics if hit.topic not in preferences.topics_out)
    return notice if len(kept) == len(notice.topics) else replace(notice, topics=kept)


def concerning(preferences: Preferences, claims: Iterable[RankingClaim]) -> tuple[RankingClaim, ...]:
    """The claims on the person's indices and units, in their order."""
    return tuple(
        claim
        for claim in claims
        if claim.index in preferences.indices and watched(preferences.scope, claim) is not None
    )


def watched(scope: Scope, claim: RankingClaim) -> str | None:
    """The chosen place by which a claim concerns a person: "" for the whole country, None where it does not."""
    if scope.area is Area.COUNTRY:
        return ""
    subject = _subject(claim.unit, claim.unit_level, claim.province)
    if scope.area is Area.PROVINCES:
        return _match(scope, subject.provinces, subject.present_provinces)
    return _match(scope, subject.units, subject.present_units)


# ---------------------------------------------------------------- the decision


def _topic(preferences: Preferences, notice: Notice) -> str | None:
    """The first topic for which the notice is told: one that was not left out, on a portal of the watched places.

    A correction is one of ranks: it is judged by them alone.
    """
    if notice.kind is not NoticeKind.NEW or not _is_here(preferences.scope, notice.province):
        return None
    return next((hit.topic for hit in notice.topics if hit.topic not in preferences.topics_out), None)


def _is_here(scope: Scope, province: str | None) -> bool:
    """Whether a portal is one of a watched province, or of the province of a watched unit."""
    if scope.area is Area.COUNTRY:
        return True
    if province is None:
        return False
    return _present(province) in {_present(place.rpartition(", ")[2]) for place in scope.places}


def _present(province: str) -> str:
    """What a province is called now, for comparing."""
    from parwatch_core import places

    found = places.present_province(province)
    return search_key(places.label(found) if found else province)


def _judge_ranking(preferences: Preferences, notice: Notice) -> Judgement:
    chosen = [claim for claim in notice.claims if claim.index in preferences.indices]
    if not chosen:
        return _refusal(Ground.OTHER_INDEX, ", ".join(sorted({claim.index for claim in notice.claims})))
    mine = concerning(preferences, chosen)
    if not mine:
        return _refusal(Ground.ELSEWHERE)
    if not preferences.doubtful and _is_doubtful(notice, mine):
        return _refusal(Ground.DOUBTFUL)
    if notice.salience is not None and _WEIGHT[notice.salience] < _WEIGHT[preferences.salience]:
        return _refusal(Ground.IN_PASSING)
    moved = [claim for claim in _latest(mine) if _has_moved(preferences.movement, claim, mine)]
    if not moved:
        return _refusal(Ground.NOT_MOVED)
    if preferences.rank is not None and not any(_within(preferences.rank, claim) for claim in moved):
        return _refusal(Ground.OUT_OF_RANKS)
    return Judgement(True, _reasons(preferences.scope, mine))


def _refusal(ground: Ground, what: str = "") -> Judgement:
    return Judgement(False, (Reason(ground, what),))


def _reasons(scope: Scope, mine: Sequence[RankingClaim]) -> tuple[Reason, ...]:
    if scope.area is Area.COUNTRY:
        return (Reason(Ground.EVERYTHING),)
    places = dict.fromkeys(watched(scope, claim) or "" for claim in mine)
    return tuple(Reason(Ground.PLACE, place) for place in places)


def _is_doubtful(notice: Notice, mine: Sequence[RankingClaim]) -> bool:
    """Whether the analysis was not sure: of the verdict where there is one, else of every claim."""
    if any(claim.index.is_reform for claim in mine) and notice.confidence is not None:
        return notice.confidence < SURE
    return all(claim.doubtful for claim in mine)


def _latest(claims: Sequence[RankingClaim]) -> list[RankingClaim]:
    """Of each unit and index what is claimed for the newest year: "from 17th to 2nd" is about the 2nd."""
    newest: dict[tuple[str, str], int] = {}
    for claim in claims:
        newest[_line(claim)] = max(newest.get(_line(claim), 0), claim.year or 0)
    return [claim for claim in claims if claim.year is None or claim.year == newest[_line(claim)]]


def _line(claim: RankingClaim) -> tuple[str, str]:
    return search_key(claim.unit), claim.index


def _has_moved(movement: Movement, claim: RankingClaim, claims: Sequence[RankingClaim]) -> bool:
    """Whether a rank went the way that is asked for; a change that nobody told is none."""
    if movement is Movement.ANY:
        return True
    change = claim.rank_change if claim.rank_change is not None else _against_year_before(claim, claims)
    if not change:
        return False
    return movement is Movement.CHANGED or (change > 0) == (movement is Movement.ROSE)


def _against_year_before(claim: RankingClaim, claims: Sequence[RankingClaim]) -> int | None:
    if claim.rank is None or claim.year is None:
        return None
    before = (
        other.rank
        for other in claims
        if other.rank is not None and other.year == claim.year - 1 and _line(other) == _line(claim)
    )
    rank = next(before, None)
    return None if rank is None else rank - claim.rank


def _within(bound: Bound, claim: RankingClaim) -> bool:
    if claim.rank is None:
        return False
    return claim.rank <= bound.rank if bound.side is Side.BETTER else claim.rank >= bound.rank


def _changed(before: Sequence[RankingClaim], now: Sequence[RankingClaim]) -> bool:
    # Loaded here: the analysis takes 60 ms to import, and who only reads the archive needs none of it.
    from parwatch_core.analysis import claims_changed

    return claims_changed(before, now)


# ---------------------------------------------------------------- identity of units


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a claim may be about: labels of units and provinces as they were, and as what they are now."""

    units: frozenset[str]
    present_units: frozenset[str]
    provinces: frozenset[str]
    present_provinces: frozenset[str]


def _match(scope: Scope, labels: frozenset[str], present: frozenset[str]) -> str | None:
    """By a chosen place or what became of it; a unit that ended also by its heir, where that was chosen itself."""
    reach = _reach(scope.places)
    direct = (reach[label] for label in sorted(labels) if label in reach)
    heir = (reach[label] for label in sorted(present) if label in reach and _key(reach[label]) == label)
    return next(direct, None) or next(heir, None)


@lru_cache(maxsize=4096)
def _reach(chosen: tuple[str, ...]) -> dict[str, str]:
    """Key of a label -> the chosen place by which it is watched: the place itself, what it became, and so on."""
    reach = {_key(place): place for place in chosen}
    for place in chosen:
        for heir in _heirs(_key(place)):
            reach.setdefault(heir, place)
    return reach


@lru_cache(maxsize=8192)
def _heirs(label: str) -> frozenset[str]:
    """What the place became, as keys; empty for what still exists and for what no gazetteer holds."""
    from parwatch_core import places

    place = _by_label().get(label)
    heirs = places.successors(place) if place else ()
    keys = frozenset(_key(places.label(heir)) for heir in heirs)
    return keys.union(*map(_heirs, keys))


@cache
def _by_label() -> dict[str, Place]:
    from parwatch_core import places
    from parwatch_core.analysis.places import places as all_places

    return {_key(places.label(place)): place for place in all_places()}


@lru_cache(maxsize=8192)
def _subject(unit: str, level: UnitLevel, province: str | None) -> _Subject:
    from parwatch_core import places
    from parwatch_core.identity import identify

    known = identify(unit, level, province)
    home = known.province
    alone = level in (UnitLevel.PROVINCE, UnitLevel.MINISTRY) or not home
    now = places.present_province(home) if home else None
    # Only like becomes like here: a claim on a former district says nothing of each commune on its ground.
    heirs = known.successors if level is UnitLevel.PROVINCE else ()
    return _Subject(
        units=frozenset({_key(known.unit if alone else f"{known.unit}, {home}")}),
        present_units=frozenset(map(_key, heirs)),
        provinces=frozenset({_key(home)} if home else ()),
        present_provinces=frozenset({_key(now.name)} if now else ()),
    )


def _key(label: str) -> str:
    """The form in which labels are compared. Marks stay: two communes of one province differ by them alone."""
    return fold_tone(squeeze(nfc(label)).lower())
