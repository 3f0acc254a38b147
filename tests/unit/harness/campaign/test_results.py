"""A seed is counted once, and a file belongs to one campaign."""

from pathlib import Path

import pytest

from harness.campaign.results import OtherCampaign, Result, Results


def test_a_seed_is_counted_once(tmp_path: Path) -> None:
    results = Results(tmp_path / "deep" / "campaign.sqlite")
    results.begin({"scenario": "x"})
    first = Result(7, "failed", "a: b", 1.5, "abc", ({"kind": "sqs-late", "n": 1},), "runs/7")
    assert results.add(first)
    assert not results.add(Result(7, "passed"))
    assert results.add(Result(3, "passed"))
    assert results.all() == [Result(3, "passed"), first]
    assert results.missing(range(1, 8)) == [1, 2, 4, 5, 6]


def test_a_campaign_goes_on_only_as_it_began(tmp_path: Path) -> None:
    results = Results(tmp_path / "campaign.sqlite")
    results.begin({"scenario": "x", "faults": {"name": "heavy"}})
    results.begin({"faults": {"name": "heavy"}, "scenario": "x"})
    assert results.asked() == {"scenario": "x", "faults": {"name": "heavy"}}
    with pytest.raises(OtherCampaign, match="another campaign"):
        results.begin({"scenario": "y"})


def test_a_file_without_a_campaign_is_told(tmp_path: Path) -> None:
    with pytest.raises(OtherCampaign, match=r"there is no campaign in .*nowhere: run one first"):
        Results(tmp_path / "nowhere" / "campaign.sqlite").asked()
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "empty.sqlite").touch()
    with pytest.raises(OtherCampaign, match="has no campaign"):
        Results(tmp_path / "empty.sqlite").asked()
