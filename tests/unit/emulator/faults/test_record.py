"""What is told of the faults that were injected: the first thousands each, of more how many."""

import pytest

from emulator.faults import account
from emulator.faults.account import AccountFaults
from emulator.faults.profile import FaultKey, profile_of


def test_faults_beyond_the_record_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "LONGEST_RECORD", 2)
    faults = AccountFaults("000000000000", profile_of({"name": "light", "seed": 1}))
    for number in range(5):
        faults.note(FaultKey("sqs-duplicate", "queue", "message", number))
    told = faults.as_json()
    assert (len(told["injected"]), told["unrecorded"]) == (2, 3)
