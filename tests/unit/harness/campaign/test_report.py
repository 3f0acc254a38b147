"""The page of a campaign: what came of it, and how to see a failure again."""

from harness.campaign.report import page
from harness.campaign.results import Result

ASKED = {"scenario": "work", "faults": {"name": "heavy"}, "parameters": {}}
FAULT = {"kind": "sqs-late", "place": "a <queue>", "what": "m", "n": 1}


def test_outcomes_coverage_and_commands() -> None:
    results = [
        Result(1, "passed", wall_s=2.0, canonical="x", faults=(FAULT,)),
        Result(2, "failed", "totals: 3 < 4", 4.0, "y", (FAULT, FAULT), "/runs/failures/seed-2"),
    ]
    text = page(ASKED, results, "make scenario SEED={seed}")
    assert "2 runs, 3 faults, 2 different timelines" in text
    assert "totals: 3 &lt; 4" in text
    assert "<code>make scenario SEED=2</code>" in text
    assert 'src="failures/seed-2/faults.png"' in text
    assert "a &lt;queue&gt;" in text
    assert "at most 4.0 s" in text


def test_nothing_has_been_run() -> None:
    text = page(ASKED, [], "again {seed}")
    assert "No run yet" in text
    assert "None." in text
    assert "No fault was injected" in text
