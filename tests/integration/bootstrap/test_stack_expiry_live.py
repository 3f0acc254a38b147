"""Lifecycle rules, time to live and retention of both stacks on the emulator: made, kept, and found when changed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.plan import Action
from bootstrap.resources.bucket import Bucket
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.table import Table
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.survey import plan

INTERPRETER = Interpreter.of_this_machine("3.11")
DAYS = {"retention_days": 14, "lifecycle_days": 30, "ttl_days": 90}


def kept_by(name: str, account_id: str, **days: Any) -> Stack:
    """What of the stack can expire; the rest of it has no part in this."""
    whole = STACKS[name](StackOptions(account_id=account_id, **days))
    return replace(
        whole, declared=tuple(each for each in whole.resources if isinstance(each, Bucket | Table | LogGroup))
    )


@pytest.mark.parametrize("name", ["media-pipeline", "s3-cleanup"])
def test_expiry_is_made_and_found_in_drift(name: str, clients: Clients, tmp_path: Path) -> None:
    plain, chosen = kept_by(name, clients.account_id), kept_by(name, clients.account_id, **DAYS)
    clients = clients.in_region(plain.scope.region)
    apply(plain, clients, INTERPRETER, tmp_path)

    wanted = plan(chosen, clients, INTERPRETER).instructions
    changed = {each.resource.name: each.changed for each in wanted if each.action is Action.UPDATE}
    assert set(changed.values()) == {frozenset({each}) for each in ("LifecycleRules", "TimeToLive", "RetentionInDays")}

    apply(chosen, clients, INTERPRETER, tmp_path)
    assert not any(each.changed for each in plan(chosen, clients, INTERPRETER).instructions), "applied once is enough"
    for bucket in (each for each in chosen.resources if isinstance(each, Bucket)):
        rules = clients.s3.get_bucket_lifecycle_configuration(Bucket=bucket.name)["Rules"]
        assert [rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] for rule in rules] == [30]

    apply(plain, clients, INTERPRETER, tmp_path)
    assert not any(each.changed for each in plan(plain, clients, INTERPRETER).instructions), "and taken back"
