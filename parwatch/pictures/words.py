"""The words in the pictures, in both languages; the names of the indices are those of the alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parwatch_core.notice import Language
from parwatch_core.ranking import UnitLevel


@dataclass(frozen=True, slots=True)
class Words:
    """A language. Names in braces are filled by str.format."""

    title: str
    newest: str
    rank: str
    rank_of: str
    better: str
    worse: str
    same: str
    unknown: str
    unsure: str
    contested: str
    legend: str
    legend_total: str
    legend_gap: str
    legend_disputed: str
    legend_doubtful: str
    source: str
    sources: str
    more: str
    league: str
    league_total: str
    rows_left: str
    decimal: str
    levels: Mapping[UnitLevel, str]


_VIETNAMESE = Words(
    title="{unit}: thứ hạng qua các năm",
    newest="Năm {year}: {rank}",
    rank="hạng {rank}",
    rank_of="hạng {rank}/{total}",
    better="tăng {places} bậc",
    worse="giảm {places} bậc",
    same="giữ nguyên thứ hạng",
    unknown="chưa rõ",
    unsure="chưa chắc chắn",
    contested="có bài nêu hạng {ranks}",
    legend="Hạng 1 ở trên cùng",
    legend_total="/{total}: số đơn vị được xếp hạng",
    legend_gap="chưa có tin",
    legend_disputed="các bài nêu khác nhau",
    legend_doubtful="chưa chắc chắn",
    source="Nguồn: {articles} bài trên {portals}",
    sources="Nguồn: {articles} bài trên {portals}",
    more="{portals} và {count} cổng khác",
    league="Bảng xếp hạng {field}",
    league_total="{total} đơn vị được xếp hạng",
    rows_left="và {count} dòng nữa",
    decimal=",",
    levels={
        UnitLevel.PROVINCE: "các tỉnh, thành phố",
        UnitLevel.MINISTRY: "các bộ, cơ quan ngang bộ",
        UnitLevel.DEPARTMENT: "các sở, ngành",
        UnitLevel.DISTRICT: "cấp huyện",
        UnitLevel.COMMUNE: "cấp xã",
    },
)
_ENGLISH = Words(
    title="{unit}: ranks over the years",
    newest="{year}: {rank}",
    rank="rank {rank}",
    rank_of="rank {rank} of {total}",
    better="up {places}",
    worse="down {places}",
    same="unchanged",
    unknown="not known",
    unsure="uncertain",
    contested="other articles say {ranks}",
    legend="Rank 1 is on top",
    legend_total="/{total}: units ranked",
    legend_gap="nothing reported",
    legend_disputed="articles disagree",
    legend_doubtful="uncertain",
    source="Source: {articles} article on {portals}",
    sources="Source: {articles} articles on {portals}",
    more="{portals} and {count} more",
    league="Ranking of {field}",
    league_total="{total} units ranked",
    rows_left="and {count} more rows",
    decimal=".",
    levels={
        UnitLevel.PROVINCE: "provinces and cities",
        UnitLevel.MINISTRY: "ministries",
        UnitLevel.DEPARTMENT: "departments",
        UnitLevel.DISTRICT: "districts",
        UnitLevel.COMMUNE: "communes",
    },
)
_BY_LANGUAGE = {Language.VI: _VIETNAMESE, Language.EN: _ENGLISH}


def words(language: Language) -> Words:
    """The words of a language."""
    return _BY_LANGUAGE[language]


def moved(places: int, told: Words) -> str:
    """ "tăng 8 bậc"."""
    form = told.better if places > 0 else told.worse if places < 0 else told.same
    return form.format(places=abs(places))
