"""What AWS writes about a state change, word by word."""

import json

import pytest

from emulator.cloudwatch.reasons import as_json, reason, reason_data, timestamp
from emulator.cloudwatch.rules import Datapoint, MissingData, Settings, evaluate

ONE_OCLOCK = 1795222800.0  # 2026-11-21T01:00:00Z


def said(
    values: list[float | None], needed: int, periods: int, missing: MissingData = "missing", m_of_n: bool = True
) -> str:
    settings = Settings("GreaterThanOrEqualToThreshold", 20.0, periods, needed, missing)
    points = [None if value is None else Datapoint(ONE_OCLOCK + 60 * n, value) for n, value in enumerate(values)]
    return reason(settings, evaluate(settings, points, "OK"), m_of_n)


def test_one_point_crosses() -> None:
    assert said([46.0], 1, 1) == (
        "Threshold Crossed: 1 out of the last 1 datapoints [46.0 (21/11/26 01:00:00)] was greater than or equal to the "
        "threshold (20.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )


def test_one_point_is_fine_again() -> None:
    assert said([18.0], 1, 1) == (
        "Threshold Crossed: 1 out of the last 1 datapoints [18.0 (21/11/26 01:00:00)] was not greater than or equal to "
        "the threshold (20.0) (minimum 1 datapoint for ALARM -> OK transition)."
    )


def test_several_are_listed_newest_first() -> None:
    assert said([30.0, 10.0, 25.0], 2, 3) == (
        "Threshold Crossed: 2 out of the last 3 datapoints [25.0 (21/11/26 01:02:00), 30.0 (21/11/26 01:00:00)] were "
        "greater than or equal to the threshold (20.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )
    assert said([1.0, 30.0, 2.0], 2, 3).endswith("(minimum 2 datapoints for ALARM -> OK transition).")


def test_without_datapoints_to_alarm_aws_counts_plainly() -> None:
    assert said([30.0], 1, 1, m_of_n=False) == (
        "Threshold Crossed: 1 datapoint [30.0 (21/11/26 01:00:00)] was greater than or equal to the threshold (20.0)."
    )


@pytest.mark.parametrize(("missing", "word"), [("breaching", "Breaching"), ("notBreaching", "NonBreaching")])
def test_nothing_received(missing: MissingData, word: str) -> None:
    assert said([None], 1, 1, missing) == (
        f"Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [{word}]."
    )
    assert said([None] * 3, 3, 3, missing).endswith(
        f"no datapoints were received for 3 periods and 3 missing datapoints were treated as [{word}]."
    )


def test_some_were_filled_in() -> None:
    assert said([0.0, None], 2, 2, "breaching", m_of_n=False) == (
        "Threshold Crossed: 1 datapoint [0.0 (21/11/26 01:00:00)] was not greater than or equal to the threshold "
        "(20.0) and 1 missing datapoint was treated as [Breaching]."
    )


def test_filled_points_that_decide_against_the_real_one() -> None:
    sentence = said([0.0, None, None], 2, 3, "breaching", m_of_n=False)
    assert "[0.0 (21/11/26 01:00:00)] was not greater" in sentence
    assert "2 missing datapoints were treated as [Breaching]" in sentence


def test_insufficient_data() -> None:
    assert said([None], 1, 1) == "Insufficient Data: 1 datapoint was unknown."
    assert said([None] * 5, 5, 5) == "Insufficient Data: 5 datapoints were unknown."


def test_reason_data() -> None:
    settings = Settings("GreaterThanOrEqualToThreshold", 20.0, 2, 2, "breaching")
    points = [Datapoint(ONE_OCLOCK, 46.0, 3), None]
    data = reason_data(
        settings,
        evaluate(settings, points, "OK"),
        ONE_OCLOCK + 121.5,
        period_s=60,
        window_starts=[ONE_OCLOCK + 60, ONE_OCLOCK],
        statistic="Maximum",
        unit="Bytes",
    )
    assert json.loads(as_json(data)) == {
        "version": "1.0",
        "queryDate": "2026-11-21T01:02:01.500+0000",
        "startDate": "2026-11-21T01:00:00.000+0000",
        "unit": "Bytes",
        "statistic": "Maximum",
        "period": 60,
        "recentDatapoints": [46.0],
        "threshold": 20.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-11-21T01:01:00.000+0000"},
            {"timestamp": "2026-11-21T01:00:00.000+0000", "sampleCount": 3.0, "value": 46.0},
        ],
    }


def test_timestamps() -> None:
    assert timestamp(1691152575.49) == "2023-08-04T12:36:15.490+0000"
