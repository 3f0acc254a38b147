"""Accounts that share names, as AWS's do: a bucket's name is taken for all, and its owner's bucket keeps others out."""

import uuid
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from harness.probes.emulator import Emulator


def refusal(call: Callable[[], object]) -> tuple[str, int]:
    with pytest.raises(ClientError) as refused:
        call()
    answer = refused.value.response
    return str(answer["Error"]["Code"]), answer["ResponseMetadata"]["HTTPStatusCode"]


def together(endpoint: Endpoint) -> tuple[Clients, Clients]:
    """Two accounts of one run: the second was handed out to stand beside the first."""
    emulator = Emulator(Clients(endpoint))
    first = emulator.call("POST", "accounts")["account"]
    second = emulator.call("POST", "accounts", {"beside": first})["account"]
    return Clients(endpoint, account_id=first), Clients(endpoint, account_id=second)


def nobodys(endpoint: Endpoint) -> tuple[Clients, Clients]:
    """Two accounts that no run has: the default one, and one that a client's key names."""
    return Clients(endpoint), Clients(endpoint, account_id="111122223333")


@pytest.mark.parametrize("accounts", [together, nobodys])
def test_a_bucket_is_its_owners(endpoint: Endpoint, accounts: Callable[[Endpoint], tuple[Clients, Clients]]) -> None:
    owner, other = accounts(endpoint)
    name, own = f"owned-{uuid.uuid4()}", f"other-{uuid.uuid4()}"
    owner.s3.create_bucket(Bucket=name)
    owner.s3.put_object(Bucket=name, Key="k", Body=b"A")
    other.s3.create_bucket(Bucket=own)
    denied = ("AccessDenied", 403)
    assert refusal(lambda: other.s3.create_bucket(Bucket=name)) == ("BucketAlreadyExists", 409)
    assert refusal(lambda: other.s3.list_objects_v2(Bucket=name)) == denied
    assert refusal(lambda: other.s3.get_object(Bucket=name, Key="k")) == denied
    assert refusal(lambda: other.s3.head_bucket(Bucket=name))[1] == 403
    assert refusal(lambda: other.s3.delete_bucket(Bucket=name)) == denied
    assert refusal(lambda: other.s3.copy_object(Bucket=own, Key="c", CopySource={"Bucket": name, "Key": "k"})) == denied
    assert refusal(lambda: owner.s3.list_objects_v2(Bucket=own)) == denied
    assert refusal(lambda: other.s3.head_bucket(Bucket=f"none-{uuid.uuid4()}"))[1] == 404
    owner.s3.delete_object(Bucket=name, Key="k")
    owner.s3.delete_bucket(Bucket=name)
    other.s3.create_bucket(Bucket=name)
    for bucket in (name, own):
        other.s3.delete_bucket(Bucket=bucket)
