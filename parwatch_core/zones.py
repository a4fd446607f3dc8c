"""The two clocks of parwatch: UTC inside, Viet Nam outside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

# Viet Nam has had one zone without daylight saving since 1975 (tz database, Asia/Ho_Chi_Minh): a fixed offset needs
# no tzdata in the image.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def to_vietnam(moment: datetime) -> datetime:
    """The same instant on a Vietnamese clock. `moment` is aware; a naive one is taken as UTC.

    An instant of the years 1 or 9999 that has no hour in Viet Nam keeps the hour it has.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(VIETNAM)
    except OverflowError:
        return aware.replace(tzinfo=VIETNAM)
