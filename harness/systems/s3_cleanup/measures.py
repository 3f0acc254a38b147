"""What `make bench` measures on the S3 cleanup system: its stack, its reference scenario, and several at once."""

from bootstrap.stacks import StackOptions
from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.bench.groups import Group
from harness.bench.measures import scenario, stack_of
from harness.bench.side_by_side import side_by_side

ACCOUNT = "111111111111"
BOOTSTRAP_S = 2.8
SCENARIO = "s3-cleanup"

GROUPS: dict[str, Group] = {
    "bootstrap and teardown": lambda bench: stack_of(
        s3_cleanup(StackOptions(account_id=ACCOUNT)), bench.clients(ACCOUNT), bench.cache, BOOTSTRAP_S
    ),
    "scenario": lambda bench: scenario(SCENARIO, bench.engine, bench.cache, bench.store),
    "side by side": lambda bench: side_by_side(SCENARIO, bench.endpoint, bench.cache, bench.store),
}
