"""One account that the services would know."""

REGION, ACCOUNT = "us-east-1", "000000000000"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


class Account:
    """An account that has a table with the key `id`, a role with a path, a secret, an alias."""

    def partition_key(self, table: str, account_id: str, region: str) -> str:
        return "id" if table.endswith("t") else ""

    def arn(self, kind: str, name: str, account_id: str, region: str) -> str:
        return {
            ("iam-role", "pathed"): f"arn:aws:iam::{account_id}:role/path/pathed",
            ("secret", "db"): f"arn:aws:secretsmanager:{region}:{account_id}:secret:db-AbCdEf",
            ("alias", "alias/a"): f"arn:aws:kms:{region}:{account_id}:key/1234",
        }.get((kind, name), "")
