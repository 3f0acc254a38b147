"""A bucket that a foreign page may upload to: it takes presigned objects from that page, and nothing else."""

from urllib.parse import urlsplit

import pytest

from bootstrap.clients import Clients
from bootstrap.endpoint import Endpoint
from tests.integration.gateway.test_gateway_guard import Answer, refused, send

PAGE = "https://app.example"


class Bucket:
    """A bucket whose rules let the page do everything, a bucket that is nobody's business, and both ways to ask."""

    def __init__(self, clients: Clients, endpoint: Endpoint, by_host: bool) -> None:
        self.clients, self.endpoint, self.by_host = clients, endpoint, by_host
        self.name, self.other = f"open-{clients.account_id}", f"other-{clients.account_id}"
        for name in (self.name, self.other):
            clients.s3.create_bucket(Bucket=name)
        clients.s3.put_object(Bucket=self.other, Key="secret", Body=b"secret")
        rule = {
            "AllowedMethods": ["GET", "PUT", "POST", "DELETE", "HEAD"],
            "AllowedOrigins": ["*"],
            "AllowedHeaders": ["*"],
        }
        clients.s3.put_bucket_cors(Bucket=self.name, CORSConfiguration={"CORSRules": [rule]})  # type: ignore[list-item]

    def send(self, method: str, below: str, body: str = "", **headers: str) -> Answer:
        host = f"{self.name}.s3.localhost:{self.endpoint.port}" if self.by_host else f"127.0.0.1:{self.endpoint.port}"
        path = below if self.by_host else f"/{self.name}{below}"
        return send(self.endpoint, method, path, body, Host=host, Origin=PAGE, **headers)

    def presigned(self, operation: str, **parameters: str) -> str:
        """The path below the bucket and the query of a link that the bucket's owner signed."""
        url = self.clients.s3.generate_presigned_url(operation, Params={"Bucket": self.name, **parameters})
        parts = urlsplit(url)
        return f"{parts.path.removeprefix(f'/{self.name}')}?{parts.query}"

    def keys(self) -> list[str]:
        return [one["Key"] for one in self.clients.s3.list_objects_v2(Bucket=self.name).get("Contents", [])]


@pytest.fixture(params=[True, False], ids=["by host", "by path"])
def bucket(clients: Clients, endpoint: Endpoint, request: pytest.FixtureRequest) -> Bucket:
    return Bucket(clients, endpoint, request.param)


SETTINGS = (
    "cors",
    "acl",
    "policy",
    "tagging",
    "notification",
    "lifecycle",
    "website",
    "versioning",
    "uploads",
    "delete",
)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_no_settings_signed_or_not(bucket: Bucket, method: str) -> None:
    link = bucket.presigned("put_object", Key="k")
    signature = link.partition("?")[2]
    for setting in SETTINGS:
        for below in (f"/?{setting}", f"/k?{setting}", f"/?{setting}&{signature}", f"/k?{setting}&{signature}"):
            assert refused(bucket.send(method, below, "<x/>")), below
    rules = bucket.clients.s3.get_bucket_cors(Bucket=bucket.name)["CORSRules"]
    assert rules[0]["AllowedOrigins"] == ["*"]


def test_nothing_unsigned(bucket: Bucket) -> None:
    for method, below in (
        ("PUT", "/key"),
        ("GET", "/key"),
        ("DELETE", "/key"),
        ("GET", "/"),
        ("PUT", "/"),
        ("HEAD", "/"),
    ):
        answer = bucket.send(method, below, "x" if method == "PUT" else "")
        assert answer.status == 403, (method, below)
    assert bucket.keys() == []


def test_an_unsigned_form_is_refused_and_a_signed_one_is_not(bucket: Bucket) -> None:
    def form(fields: dict[str, str]) -> str:
        parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
        return f'{parts}--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\nbody\r\n--b--\r\n'

    kind = {"Content_Type": "multipart/form-data; boundary=b"}
    assert bucket.send("POST", "/", form({"key": "unsigned"}), **kind).status == 403
    signed = bucket.clients.s3.generate_presigned_post(bucket.name, "signed")
    assert bucket.send("POST", "/", form(signed["fields"]), **kind).status == 204
    assert bucket.keys() == ["signed"]


def test_no_other_object_as_a_source(bucket: Bucket) -> None:
    source = f"/{bucket.other}/secret"
    link = bucket.presigned("put_object", Key="stolen")
    assert refused(bucket.send("PUT", "/stolen", X_Amz_Copy_Source=source))
    assert refused(bucket.send("PUT", link, X_Amz_Copy_Source=source))
    assert refused(bucket.send("PUT", f"{link}&x-amz-copy-source={source}"))
    copy = bucket.presigned("copy_object", Key="stolen", CopySource=source)
    assert refused(bucket.send("PUT", copy, X_Amz_Copy_Source=source))
    assert bucket.keys() == []


def test_preflights_likewise(bucket: Bucket) -> None:
    asks = {"Access_Control_Request_Method": "PUT"}
    assert bucket.send("OPTIONS", bucket.presigned("put_object", Key="k"), **asks).status == 200
    assert refused(bucket.send("OPTIONS", "/k", **asks))
    assert refused(bucket.send("OPTIONS", "/?cors", **asks))
    link = bucket.presigned("put_object", Key="k")
    assert refused(bucket.send("OPTIONS", link, **asks, Access_Control_Request_Headers="x-amz-copy-source"))


def test_presigned_objects_pass(clients: Clients, endpoint: Endpoint) -> None:
    bucket = Bucket(clients, endpoint, by_host=False)
    assert bucket.send("PUT", bucket.presigned("put_object", Key="a/b"), "1").status == 200
    got = bucket.send("GET", bucket.presigned("get_object", Key="a/b"))
    assert (got.status, got.body) == (200, "1")
    assert bucket.send("DELETE", bucket.presigned("delete_object", Key="a/b")).status == 204
    forged = bucket.presigned("put_object", Key="a/b").replace("Signature=", "Signature=0")
    assert bucket.send("PUT", forged, "1").status == 403
    assert bucket.keys() == []
