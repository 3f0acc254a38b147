"""Cards and exports, as they are printed."""

import re
import subprocess
from pathlib import Path

import pytest

from harness.commands import CommandError
from harness.workshop.cards import cards, exports
from harness.workshop.people import new_person
from harness.workshop.room import checked_host

DOOR = "http://192.168.1.20:4581"


def test_a_shell_that_evaluates_the_exports_has_the_keys_of_the_card() -> None:
    person = new_person(1)
    script = (
        exports(person, DOOR, "ap-south-1") + 'printf "%s|" "$AWS_ENDPOINT_URL" "$AWS_REGION" "${AWS_PROFILE-none}"'
    )
    script += '; printf "%s|" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$NO_PROXY" "$DOOR"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env={"AWS_PROFILE": "real"})
    assert told.stdout.split("|")[:-1] == [
        DOOR, "ap-south-1", "none", person.key_id, person.secret, "127.0.0.1,localhost,192.168.1.20",
        f"{DOOR}/{person.token}",
    ]  # fmt: skip


def test_the_aws_cli_is_told_where_by_its_option(tmp_path: Path) -> None:
    (tmp_path / "aws").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "aws").chmod(0o700)
    script = exports(new_person(1), DOOR, "us-east-1") + "aws sqs list-queues --query 'a b'"
    around = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, env=around)
    assert told.stdout == f"--endpoint-url {DOOR} sqs list-queues --query a b\n"


def test_each_card_has_its_own_link_and_code_and_nothing_from_elsewhere() -> None:
    people = [new_person(number) for number in (1, 2)]
    page = cards([(each, f"http://192.168.1.20:4580/{each.token}/") for each in people], DOOR, "us-east-1")
    assert page.count('<section class="card">') == page.count("<svg") == 2
    drawn = re.findall(r'<path[^>]* d="([^"]+)"', page)
    assert len(set(drawn)) == 2
    for each in people:
        assert all(value in page for value in (each.token, each.key_id, each.secret, each.account_id))
    assert "style=" not in page
    assert not re.search(r'(src|href)="https?://(?!192\.168\.1\.20)', page)


@pytest.mark.parametrize("host", ["0.0.0.0", "leader.local", "8.8.8.8", "", "::1", "192.168.1"])
def test_only_one_private_address_is_served_on(host: str) -> None:
    with pytest.raises(CommandError, match="HOST="):
        checked_host(host)
    checked_host("192.168.1.20")
    checked_host("127.0.0.1")
