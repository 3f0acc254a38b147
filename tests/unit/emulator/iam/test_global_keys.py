"""AWS's global condition keys of each kind of caller."""

from emulator.iam.global_keys import Circumstances, global_keys
from emulator.iam.principals import ANONYMOUS, root, service
from tests.unit.emulator.iam.cases import ACCOUNT, ROLE, SESSION, USER

HOW = Circumstances(
    "us-east-1", 1_767_225_600.4, "127.0.0.1", "boto3", principal_id="AID", principal_tags={"Team": "x"}
)
ALWAYS = {
    "aws:requestedregion": "us-east-1",
    "aws:currenttime": "2026-01-01T00:00:00Z",
    "aws:epochtime": "1767225600",
    "aws:securetransport": "true",
    "aws:viaawsservice": "false",
    "aws:sourceip": "127.0.0.1",
    "aws:useragent": "boto3",
    "aws:principaltag/team": "x",
}


def test_a_user_has_a_name() -> None:
    assert global_keys(USER, HOW) == ALWAYS | {
        "aws:principalisawsservice": "false",
        "aws:principaltype": "User",
        "aws:principalaccount": ACCOUNT,
        "aws:principalarn": USER.arn,
        "aws:userid": "AID",
        "aws:username": "Ana",
    }


def test_a_session_is_its_roles() -> None:
    keys = global_keys(SESSION, HOW)
    assert (keys["aws:principalarn"], keys["aws:principaltype"]) == (ROLE, "AssumedRole")
    assert "aws:username" not in keys


def test_the_root_is_the_account() -> None:
    keys = global_keys(root(ACCOUNT), HOW)
    assert (keys["aws:principaltype"], keys["aws:principalarn"]) == ("Account", f"arn:aws:iam::{ACCOUNT}:root")


def test_a_service_says_what_it_acts_for() -> None:
    how = Circumstances("us-east-1", 0, source_arn="arn:aws:s3:::b", source_account=ACCOUNT)
    keys = global_keys(service("s3.amazonaws.com"), how)
    assert (keys["aws:principalservicename"], keys["aws:principalisawsservice"]) == ("s3.amazonaws.com", "true")
    assert (keys["aws:sourcearn"], keys["aws:sourceaccount"]) == ("arn:aws:s3:::b", ACCOUNT)
    assert "aws:principalaccount" not in keys


def test_nobody_has_nothing() -> None:
    keys = global_keys(ANONYMOUS, Circumstances("us-east-1", 0))
    assert keys["aws:principaltype"] == "Anonymous"
    assert not keys.keys() & {"aws:principalarn", "aws:principalaccount", "aws:userid"}
