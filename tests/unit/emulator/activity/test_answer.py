"""What is in progress is put together from tickets and queues, and names what keeps it from being quiet."""

from collections.abc import Mapping

from emulator.activity.answer import answer
from emulator.activity.polling_detector import detector
from emulator.activity.queues import Messages
from emulator.activity.tickets import started


class Queues:
    """Queues as they are told; `on_read` happens with each reading."""

    def __init__(self, queues: Mapping[str, Messages] | None = None, events: Mapping[str, Messages] | None = None):
        self.queues, self.events = queues or {}, events or {}
        self.moving_account, self.readings = "", 0

    def of_account(self, account_id: str, region: str | None) -> Mapping[str, Messages]:
        self.readings += 1
        if self.moving_account:
            started(self.moving_account, "invocations", "f").finish()
        return self.queues

    def async_events(self, account_id: str) -> Mapping[str, Messages]:
        return self.events


def test_nothing_is_quiet() -> None:
    found = answer(Queues(), "200000000001")
    assert (found["quiet"], found["busy"], found["running"], found["queues"]) == (True, [], {}, {})


def test_messages_count_only_where_somebody_reads_them() -> None:
    queues = Queues({"read": Messages(0, 0, 1, consumers=1), "unread": Messages(5, 0, 0)})
    found = answer(queues, "200000000002")
    assert not found["quiet"]
    assert [each.partition(":")[0] for each in found["busy"]] == ["queue read"]
    assert found["queues"]["unread"] == {"visible": 5, "in_flight": 0, "delayed": 0, "consumers": 0}


def test_events_of_another_function_count_and_those_of_ones_own_do_not() -> None:
    queues = Queues(events={"driver": Messages(1, 0, 0), "worker": Messages(0, 1, 0)})
    busy = answer(queues, "200000000003", own=frozenset({"driver"}))["busy"]
    assert [each.partition(":")[0] for each in busy] == ["function worker"]


def test_ones_own_function_counts_until_it_only_waits() -> None:
    account_id, own = "200000000004", frozenset({"driver"})
    with started(account_id, "invocations", "driver"):
        assert not answer(Queues(), account_id, own=own)["quiet"]
        detector.note(account_id, "driver", b"same")
        detector.note(account_id, "driver", b"same")
        found = answer(Queues(), account_id, own=own)
        assert (found["quiet"], found["waiting"]) == (True, ["driver"])
        assert not answer(Queues(), account_id)["quiet"]


def test_what_changes_while_it_is_read_is_read_again_and_at_last_called_busy() -> None:
    queues = Queues()
    queues.moving_account = "200000000005"
    found = answer(queues, "200000000005")
    assert queues.readings == 20
    assert found["busy"] == ["the account: it changes from look to look"]
