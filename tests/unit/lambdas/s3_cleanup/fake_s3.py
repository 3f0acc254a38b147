"""An in-memory bucket: the methods of boto3's S3 client that the cleaner calls."""

from collections.abc import Callable

from botocore.exceptions import ClientError


class FakeS3:
    """Objects by name. `turn` is called before each step that others see; `dies` ends the function at a deletion."""

    def __init__(self, *names: str) -> None:
        self.objects = set(names)
        self.deleted: list[str] = []
        self.turn: Callable[[], None] = lambda: None
        self.head_status = 404
        self.dies = False

    def head_object(self, Bucket: str, Key: str) -> None:  # noqa: N803
        assert Bucket
        self.turn()
        if Key not in self.objects:
            code = str(self.head_status)
            response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": self.head_status}}
            raise ClientError(response, "HeadObject")  # type: ignore[arg-type]

    def delete_object(self, Bucket: str, Key: str) -> None:  # noqa: N803
        assert Bucket
        self.turn()
        if self.dies:
            raise SystemExit
        if Key in self.objects:
            self.objects.remove(Key)
            self.deleted.append(Key)
