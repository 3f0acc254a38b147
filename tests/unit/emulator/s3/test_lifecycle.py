"""Lifecycle rules end what AWS's user guide says they end, at midnight after so many days."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.s3.lifecycle import DAY_S, Version, day_after, is_abandoned, is_over

CREATED_S = datetime(2014, 1, 15, 10, 30, tzinfo=UTC).timestamp()
VERSION = Version("logs/a", 100, CREATED_S, {"kind": "old"})


def rule(**more: Any) -> dict[str, Any]:
    return {"ID": "r", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 3}, **more}


def test_the_user_guide_s_example() -> None:
    assert day_after(CREATED_S, 3) == datetime(2014, 1, 19, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        (rule(), True),
        (rule(Status="Disabled"), False),
        (rule(Filter={"Prefix": "logs/"}), True),
        (rule(Filter={"Prefix": "other/"}), False),
        (rule(Prefix="other/"), False),
        (rule(Filter={"Tag": {"Key": "kind", "Value": "old"}}), True),
        (rule(Filter={"Tag": {"Key": "kind", "Value": "new"}}), False),
        (rule(Filter={"And": {"Prefix": "logs/", "Tags": [{"Key": "kind", "Value": "new"}]}}), False),
        (rule(Filter={"ObjectSizeGreaterThan": 100}), False),
        (rule(Filter={"ObjectSizeLessThan": 101}), True),
        (rule(Expiration={"Date": datetime(2014, 1, 18, tzinfo=UTC)}), True),
        (rule(Expiration={"Days": 4}), False),
        (rule(Expiration={"ExpiredObjectDeleteMarker": True}), False),
        (rule(Expiration={}, NoncurrentVersionExpiration={"NoncurrentDays": 1}), False),
    ],
)
def test_a_current_version(given: dict[str, Any], ends: bool) -> None:
    now_s = day_after(CREATED_S, 3)
    assert is_over(VERSION, [given], now_s) is ends


def test_not_before_midnight() -> None:
    assert not is_over(VERSION, [rule()], CREATED_S + 3 * DAY_S)


@pytest.mark.parametrize(("newer", "ends"), [(0, False), (1, False), (2, True)])
def test_newer_noncurrent_versions_are_kept(newer: int, ends: bool) -> None:
    given = rule(NoncurrentVersionExpiration={"NoncurrentDays": 1, "NewerNoncurrentVersions": 2})
    version = replace(VERSION, alone=False, became_noncurrent_s=CREATED_S, newer=newer)
    assert is_over(version, [given], day_after(CREATED_S, 1)) is ends


def test_days_of_a_noncurrent_version_begin_when_it_became_one() -> None:
    given = rule(Expiration={"Days": 1}, NoncurrentVersionExpiration={"NoncurrentDays": 5})
    version = replace(VERSION, alone=False, became_noncurrent_s=CREATED_S + DAY_S)
    assert not is_over(version, [given], day_after(CREATED_S, 5))
    assert is_over(version, [given], day_after(CREATED_S, 6))


@pytest.mark.parametrize(("alone", "ends"), [(True, True), (False, False)])
def test_a_delete_marker_goes_when_nothing_is_behind_it(alone: bool, ends: bool) -> None:
    marker = replace(VERSION, size=0, marker=True, alone=alone)
    assert is_over(marker, [rule(Expiration={"ExpiredObjectDeleteMarker": True})], CREATED_S) is ends


def test_an_unfinished_upload() -> None:
    given = rule(Filter={"Prefix": "logs/"}, AbortIncompleteMultipartUpload={"DaysAfterInitiation": 2})
    assert not is_abandoned("logs/a", CREATED_S, [given], CREATED_S + 2 * DAY_S)
    assert is_abandoned("logs/a", CREATED_S, [given], day_after(CREATED_S, 2))
    assert not is_abandoned("other", CREATED_S, [given], day_after(CREATED_S, 2))
