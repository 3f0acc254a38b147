"""The plan of every stack on an empty account, as people read it; and what holds for every stack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.model.stack import Stack
from bootstrap.plan import Plan, decide
from bootstrap.resources.event_source_mapping import EventSourceMapping
from bootstrap.resources.function import Function
from bootstrap.resources.queue import Queue
from bootstrap.resources.role import Role
from bootstrap.stacks import STACKS, StackOptions

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
PRINT_ORDER = (
    "from bootstrap.stacks import STACKS, StackOptions\n"
    "print(*(each.address for made in STACKS.values() for each in made(StackOptions()).resources), sep='\\n')\n"
)
PRINT_LIBRARIES = (
    "import sys, bootstrap.stacks, bootstrap.plan, bootstrap.packaging.archive, bootstrap.teardown\n"
    "print(sorted({'boto3', 'botocore', 'localstack'} & sys.modules.keys()))\n"
)

each_stack = pytest.mark.parametrize("name", sorted(STACKS))


def stack(name: str) -> Stack:
    return STACKS[name](StackOptions())


def output_of(program: str, seed: str = "0") -> str:
    """What a Python program prints, run in the project's folder with that hash seed."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout


@each_stack
def test_the_plan_of_an_empty_account(name: str) -> None:
    made = stack(name)
    text = Plan(made, tuple(decide(each, None, ()) for each in made.resources)).text()
    assert text + "\n" == (GOLDEN / f"plan-{name}.txt").read_text(), "print it with `make plan` on an empty account"


def test_the_order_is_the_same_in_every_process() -> None:
    assert output_of(PRINT_ORDER, "1") == output_of(PRINT_ORDER, "2")


def test_declarations_and_plans_need_no_boto3() -> None:
    assert output_of(PRINT_LIBRARIES).strip() == "[]"


@each_stack
def test_what_is_needed_comes_first(name: str) -> None:
    resources = stack(name).resources
    for number, each in enumerate(resources):
        assert all(resources.index(needed) < number for needed in each.dependencies())


@each_stack
def test_every_action_is_named_and_every_resource_too(name: str) -> None:
    roles = [each for each in stack(name).resources if isinstance(each, Role)]
    for statement in (each for role in roles for _, policy in role.policies for each in policy.statements):
        assert statement.actions
        assert statement.resources
        assert not any("*" in action for action in statement.actions), statement
        # The only wildcards are what is inside of a named bucket, log group or table.
        assert all(
            resource.rstrip("*").count(":") >= 5 and resource.split(":")[5] != "*" for resource in statement.resources
        )


@each_stack
def test_every_function_has_its_log_group_and_only_its_own_logs_to_write(name: str) -> None:
    for function in (each for each in stack(name).resources if isinstance(each, Function)):
        assert function.log_group.name == f"/aws/lambda/{function.name}"
        statements = [each for _, policy in function.role.policies for each in policy.statements]
        logs = {resource for each in statements for resource in each.resources if ":logs:" in resource}
        assert logs <= {f"{function.log_group.arn}:*"}
        assert logs or any(arn.endswith("/AWSLambdaBasicExecutionRole") for arn in function.role.managed)


@each_stack
def test_everything_that_can_carries_the_four_tags(name: str) -> None:
    for each in stack(name).resources:
        assert each.scope.tag_map.keys() == {"Project", "Environment", "Owner", "CostCenter"}
        assert each.scope == stack(name).scope


@each_stack
def test_dead_letters_are_kept_longest(name: str) -> None:
    queues = [each for each in stack(name).resources if isinstance(each, Queue)]
    kept = {each.dead_letters.address: each for each in queues if each.dead_letters}
    assert all(each.retention_s == 14 * 24 * 3600 for each in queues if each.address in kept)
    consumed = {each.queue.address for each in stack(name).resources if isinstance(each, EventSourceMapping)}
    assert all(each.dead_letters for each in queues if each.address in consumed), (
        "a function's queue without dead letters loses messages"
    )
