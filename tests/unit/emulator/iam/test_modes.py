"""Modes by account, and what is kept of decisions."""

from emulator.iam.evaluation import AccessRequest, evaluate
from emulator.iam.modes import Mode, Modes
from emulator.iam.observations import Observations
from tests.unit.emulator.iam.cases import ACCOUNT, BUCKET, OTHER, SESSION, allow, identity


def test_an_account_has_the_default_until_it_has_its_own() -> None:
    modes = Modes()
    assert modes.of(ACCOUNT) is Mode.OBSERVE
    modes.set(ACCOUNT, Mode.ENFORCE)
    modes.default = Mode.OFF
    assert (modes.of(ACCOUNT), modes.of(OTHER), modes.are_off) == (Mode.ENFORCE, Mode.OFF, False)
    modes.set(ACCOUNT, None)
    assert modes.of(ACCOUNT) is Mode.OFF
    assert modes.are_off


def note(observations: Observations, action: str, resource: str = BUCKET) -> None:
    request = AccessRequest(SESSION, action, resource)
    observations.note(ACCOUNT, request, evaluate(request, identity(allow("s3:ListBucket", BUCKET, Sid="List"))))


def test_decisions_are_counted_by_kind() -> None:
    observations = Observations()
    for action in ("s3:ListBucket", "s3:ListBucket", "s3:GetObject"):
        note(observations, action)
    denied, allowed = observations.told(ACCOUNT)["observations"]
    assert (allowed["count"], allowed["statement"], allowed["place"], allowed["outcome"]) == (2, "List", 0, "allowed")
    assert (denied["count"], denied["lacking"], denied["role"]) == (1, "identity-based policy", SESSION.role_arn)
    assert denied["near"] == "List of identity allows it but for its Action"
    assert observations.told(OTHER) == {"observations": [], "not_kept": 0}


def test_beyond_the_limit_kinds_are_counted_but_not_kept() -> None:
    observations = Observations(limit=2)
    for number in range(5):
        note(observations, "s3:GetObject", f"{BUCKET}/{number}")
    note(observations, "s3:GetObject", f"{BUCKET}/0")
    told = observations.told(ACCOUNT)
    assert ([row["count"] for row in told["observations"]], told["not_kept"]) == ([2, 1], 3)
    observations.forget(ACCOUNT)
    assert observations.told(ACCOUNT) == {"observations": [], "not_kept": 0}
