"""Looking into the stores of LocalStack and moto without making any: asking must not leave an account behind."""

from collections.abc import Mapping
from typing import Any

from emulator.localstack.s3.namespaces import bucket_meant

PARTITION = "aws"
"""Where moto keeps what belongs to no region."""
MOST_IDS = 4096
_role_ids: dict[tuple[str, str], str] = {}
"""The ids of roles that were found lately, by account and name."""


def peek(stores: Mapping[str, Any], account_id: str, region: str) -> Any:
    """The store of an account and region; None when nothing was ever there."""
    regions = stores.get(account_id)
    return None if regions is None else regions.get(region)


def iam(account_id: str) -> Any:
    """moto's IAM of an account; None when it has none."""
    from moto.iam.models import iam_backends

    return peek(iam_backends, account_id, PARTITION)


def role_named(arn: str) -> Any:
    """moto's role; None when there is none. moto keeps them by their ids, and a name has another id when made anew."""
    account_id, name = arn.split(":")[4], arn.rsplit("/", 1)[-1]
    backend = iam(account_id)
    if backend is None:
        return None
    role = backend.roles.get(_role_ids.get((account_id, name)))
    if role is None or role.name != name:
        role = next((each for each in list(backend.roles.values()) if each.name == name), None)
        if role is not None:
            _remember_id(account_id, role)
    return role


def _remember_id(account_id: str, role: Any) -> None:
    if len(_role_ids) >= MOST_IDS:
        _role_ids.clear()
    _role_ids[account_id, role.name] = role.id


def bucket(name: str, account_id: str) -> tuple[str, Any]:
    """The owner of the bucket that an account means, and the bucket; ("", None) when it means none."""
    return bucket_meant(name, account_id or None)


def topic_policy(arn: str) -> str:
    """A topic's policy. In 4.9 topics are moto's, in 4.14 LocalStack's own."""
    _, _, _, region, account_id, _ = arn.split(":", 5)
    from localstack.services.sns.models import sns_stores

    store = peek(sns_stores, account_id, region)
    own = getattr(store, "topics", None)
    if own is not None:
        found = own.get(arn)
        return str(found["attributes"].get("Policy") or "") if found else ""
    from moto.sns.models import sns_backends

    backend = peek(sns_backends, account_id, region)
    topic = backend.topics.get(arn) if backend else None
    return str(topic.policy) if topic else ""


class Stores:
    """What requests leave to the services: keys of tables, ARNs behind names. A `Known` of `emulator.iam`."""

    def partition_key(self, table: str, account_id: str, region: str) -> str:
        """The name of a table's partition key."""
        from moto.dynamodb.models import dynamodb_backends

        backend = peek(dynamodb_backends, account_id, region)
        found = backend.tables.get(table.rsplit("/", 1)[-1]) if backend else None
        return str(found.hash_key_attr) if found else ""

    def arn(self, kind: str, name: str, account_id: str, region: str) -> str:
        """Users, groups and roles have a path that their name doesn't tell, secrets an ending, aliases a key."""
        if kind.startswith("iam-"):
            return _arn_of_identity(kind, name.rsplit("/", 1)[-1], account_id)
        if kind == "secret":
            return _arn_of_secret(name, account_id, region)
        return _arn_of_aliased(name, account_id, region) if kind == "alias" and name.startswith("alias/") else ""


def _arn_of_identity(kind: str, name: str, account_id: str) -> str:
    backend = iam(account_id)
    holders = {"iam-role": "roles", "iam-user": "users", "iam-group": "groups"}.get(kind)
    if backend is None or holders is None:
        return ""
    return next((str(one.arn) for one in list(getattr(backend, holders).values()) if one.name == name), "")


def _arn_of_secret(name: str, account_id: str, region: str) -> str:
    from moto.secretsmanager.models import secretsmanager_backends

    backend = peek(secretsmanager_backends, account_id, region)
    found = backend.secrets.get(name) if backend else None
    return str(found.arn) if found else ""


def _arn_of_aliased(alias: str, account_id: str, region: str) -> str:
    from localstack.services.kms.models import kms_stores

    store = peek(kms_stores, account_id, region)
    found = store.aliases.get(alias) if store else None
    key = store.keys.get(found.metadata["TargetKeyId"]) if store and found else None
    return str(key.metadata["Arn"]) if key else ""
