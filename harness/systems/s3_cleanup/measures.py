"""What `make bench` measures on the S3 cleanup system: stack, reference scenario, uploads, and several at once."""

from bootstrap.stacks import StackOptions
from bootstrap.stacks.s3_cleanup import s3_cleanup
from harness.bench.groups import Group
from harness.bench.measures import scenario, stack_of
from harness.bench.side_by_side import side_by_side
from harness.systems.s3_cleanup.load import uploads

ACCOUNT, UPLOADS_ACCOUNT = "111111111111", "555555555555"
BOOTSTRAP_S = 2.8
SCENARIO = "s3-cleanup"

GROUPS: dict[str, Group] = {
    "bootstrap and teardown": lambda bench: stack_of(
        s3_cleanup(StackOptions(account_id=ACCOUNT)), bench.clients(ACCOUNT), bench.cache, BOOTSTRAP_S
    ),
    "scenario": lambda bench: scenario(SCENARIO, bench.engine, bench.cache, bench.store),
    "uploads": lambda bench: uploads(bench.clients(UPLOADS_ACCOUNT), bench.cache),
    "side by side": lambda bench: side_by_side(SCENARIO, bench.endpoint, bench.cache, bench.store),
}
