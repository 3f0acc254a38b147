"""Both systems, used and then taken down: a fresh listing of every type in every region finds nothing."""

from pathlib import Path

import pytest

from bootstrap.clients import Clients
from bootstrap.registry import handlers
from bootstrap.resources.bucket import Bucket
from tests.integration.teardown.standing import SYSTEMS, Standing, declared, harness, litter, stand, use
from tests.integration.tiers import quick_ones


def nothing_left(standing: Standing) -> None:
    seen = standing.audit()
    assert len(seen.regions) > 15
    assert seen.whole
    assert seen.text().splitlines() == [
        f"account {standing.clients.account_id}: looked for {len(handlers())} types of resources in "
        f"{', '.join(seen.regions)}",
        "0 of stacks, 0 of other runs, 0 foreign",
    ]


@pytest.mark.parametrize("name", quick_ones(SYSTEMS, ["s3-cleanup"]))
def test_a_used_and_littered_stack_is_gone_from_every_region(
    name: str, clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    standing = stand(declared(name, clients), clients)
    use(standing)
    litter(standing)
    for bucket in standing.named(Bucket):
        versions = standing.clients.s3.list_object_versions(Bucket=bucket)
        assert len(versions["DeleteMarkers"]) == 2
        assert standing.clients.s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    assert standing.harness("audit", "--empty", "--account", clients.account_id) == 3
    assert f"{len(standing.stack.resources)} of stacks, 0 of other runs, 0 foreign" in capsys.readouterr().out
    assert standing.tear_down() == 0
    said = capsys.readouterr().out
    assert f"clean  {len(standing.stack.resources)} removed, 0 left" in said
    nothing_left(standing)
    assert standing.harness("audit", "--empty", "--account", clients.account_id) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_stack_stands_again_under_the_same_names(name: str, clients: Clients) -> None:
    stack = declared(name, clients)
    for _ in range(2):
        standing = stand(stack, clients)
        use(standing)
        assert standing.tear_down() == 0
    assert standing.audit().ours == []


@pytest.mark.slow
@pytest.mark.proof
@pytest.mark.parametrize("scenario", [*SYSTEMS, "media-batch", "two-breaching-objects"])
def test_what_a_whole_scenario_leaves_standing_is_gone_from_every_region(
    scenario: str, clients: Clients, tmp_path: Path
) -> None:
    name = "media-pipeline" if scenario.startswith("media") else "s3-cleanup"
    account = ("--account", clients.account_id)
    assert harness(clients, "scenario", scenario, "--keep", "--store", str(tmp_path), *account) == 0
    standing = Standing(declared(name, clients), clients.in_region(declared(name, clients).scope.region), {})
    assert len(standing.audit().ours) >= len(standing.stack.resources)
    assert standing.tear_down() == 0
    nothing_left(standing)
    assert harness(clients, "audit", "--empty", "--every-region", *account) == 0
