"""How long a decision takes is printed as one document."""

import json

import pytest

from emulator.iam.pace import main


def test_what_is_measured_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main()
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"remembered_us", "anew_us"}
    assert all(value > 0 for value in told.values())
