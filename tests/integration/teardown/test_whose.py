"""The audit tells whose things are, and a run that leaks says so with an exit code of its own."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bootstrap.apply import apply
from bootstrap.audit import inventory
from bootstrap.clients import Clients
from bootstrap.model.scope import Scope
from bootstrap.model.stack import Stack
from bootstrap.packaging.layers import Interpreter
from bootstrap.registry import handlers
from bootstrap.resources.log_group import LogGroup
from bootstrap.resources.queue import Queue
from bootstrap.resources.topic import Topic
from bootstrap.stacks import STACKS, StackOptions
from bootstrap.teardown import teardown
from harness.cli import main
from tests.integration.teardown.between import Refusal, between
from tests.integration.teardown.standing import CACHE, harness

INTERPRETER = Interpreter.of_this_machine("3.11")
ELSEWHERE = "eu-west-1"


def test_a_stack_s_another_run_s_and_foreign_things_are_told_apart(
    clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    account = ("--account", clients.account_id)
    ours = STACKS["billing"](StackOptions(account_id=clients.account_id)).scope
    ci = replace(STACKS["billing"](StackOptions(clients.account_id, environment="ci")).scope, region=ELSEWHERE)
    bare = Scope(clients.account_id, ELSEWHERE)
    for each in (
        Topic(ours, "billing-alerts"),
        Queue(replace(ours, region=ELSEWHERE), "an-old-one"),
        Queue(ci, "of-another-run"),
        LogGroup(bare, "/aws/lambda/assignment4-cleaner-lambda"),
        Queue(bare, "somebody-elses"),
    ):
        there = clients.in_region(each.scope.region)
        apply(Stack("there", each.scope, (each,)), there, INTERPRETER, CACHE)
    assert harness(clients, "audit", "--empty", *account) == 3
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == [
        "stack (billing)              AWS::SNS::Topic us-east-1 billing-alerts  [declared]",
        f"stack (billing)              AWS::SQS::Queue {ELSEWHERE} an-old-one  [its tags]",
        f"another run (billing)        AWS::SQS::Queue {ELSEWHERE} of-another-run  [tags Environment=ci]",
        f"another run (s3-cleanup)     AWS::Logs::LogGroup {ELSEWHERE} /aws/lambda/assignment4-cleaner-lambda"
        f"  [its name, in {ELSEWHERE}]",
        f"foreign                      AWS::SQS::Queue {ELSEWHERE} somebody-elses",
        "2 of stacks, 2 of other runs, 1 foreign",
    ]
    assert harness(clients, "teardown", "billing", *account) == 0
    assert harness(clients, "audit", "--empty", *account) == 3
    assert "0 of stacks, 2 of other runs, 1 foreign" in capsys.readouterr().out
    assert harness(clients, "emergency", *account) == 0
    assert harness(clients, "audit", "--empty", *account) == 0
    assert [each.identity for each in inventory(clients.in_region(ELSEWHERE)).existing] == ["somebody-elses"]


def test_everything_that_can_carry_tags_is_found_by_its_tag(
    clients: Clients, capsys: pytest.CaptureFixture[str]
) -> None:
    scope = Scope(clients.account_id, clients.region, (("Project", "tagged"), ("Environment", "a=b")))
    kinds = {kind: its for kind, its in handlers().items() if type(its).__module__.startswith("bootstrap.resources.")}
    stack = Stack("tagged", scope, tuple(its.declaration.example(scope) for its in kinds.values()))
    apply(stack, clients, INTERPRETER, CACHE)
    account = ("--account", clients.account_id)
    wanted = sorted(each.address for each in stack.resources if kinds[each.kind].taggable)
    assert {each.kind for each in stack.resources} == set(kinds)
    for tag in ("Project=tagged", "Project", "Environment=a=b"):
        capsys.readouterr()
        assert harness(clients, "audit", "--tag", tag, *account) == 0
        *lines, last = capsys.readouterr().out.splitlines()
        assert sorted(line.partition("  ")[2] for line in lines) == wanted
        assert last == f"{len(wanted)} found with the tag {tag}"
    assert harness(clients, "audit", "--tag", "Project=other", *account) == 0
    assert capsys.readouterr().out == "0 found with the tag Project=other\n"
    assert teardown(stack, clients).clean


def test_a_run_that_leaks_has_an_exit_code_of_its_own(
    clients: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    account = ("--account", clients.account_id)
    with between(clients) as faulty:
        faulty.rule = lambda asked: Refusal("Throttled", "not now") if asked.operation == "DeleteTopic" else None
        assert harness(faulty.clients, "scenario", "billing-alarms", "--store", str(tmp_path), *account) == 3
    said = capsys.readouterr().out
    unconfirmed = r"(AWS::SNS::Subscription us-east-1 billing-alerts -> billing@example\.com \(still listed [^)]*\), )?"
    topic = r"AWS::SNS::Topic us-east-1 billing-alerts \(Throttled: not now\)"
    assert re.search(f"left behind: {unconfirmed}{topic}", said)
    assert harness(clients, "audit", "--empty", *account) == 3
    assert harness(clients, "emergency", *account) == 0
    assert harness(clients, "audit", "--empty", *account) == 0


def test_what_an_emulator_left_on_the_machine_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A process that its environment marks, and the folder; whoever started them is gone."""
    monkeypatch.setenv("HARNESS_HOME", str(tmp_path))
    audit = ["--engine", "embedded", "audit"]
    assert main(audit) == 0
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "localstack.log").touch()
    marked = {**os.environ, "HARNESS_WORK_DIR": str(folder)}
    with subprocess.Popen([sys.executable, "-c", "input()"], env=marked, stdin=subprocess.PIPE) as left:
        capsys.readouterr()
        assert main(audit) == 3
        said = capsys.readouterr().out
        assert f"left behind by the embedded engine: process {left.pid}: " in said
        assert f"left behind by the embedded engine: folder {folder}" in said
        left.kill()
    shutil.rmtree(folder)
    assert main(audit) == 0
