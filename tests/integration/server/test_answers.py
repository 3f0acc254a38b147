"""What goes over a connection, byte for byte: answers with and without a body, long ones, one after the other."""

from http.client import HTTPConnection

from bootstrap.clients import Clients

LONG = bytes(range(256)) * 20_000


def test_answers_of_one_connection_keep_their_bounds(clients: Clients) -> None:
    clients.s3.create_bucket(Bucket="answers")
    for key, stored in (("long", LONG), ("empty", b""), ("short", b"short")):
        clients.s3.put_object(Bucket="answers", Key=key, Body=stored)
    urls = {
        key: clients.s3.generate_presigned_url("get_object", Params={"Bucket": "answers", "Key": key})
        for key in ("long", "empty", "short", "missing")
    }
    asked: list[tuple[str, str, int, bytes | None]] = [
        ("GET", "short", 200, b"short"),
        ("GET", "empty", 200, b""),
        ("GET", "long", 200, LONG),
        ("GET", "missing", 404, None),
        ("GET", "short", 200, b"short"),
    ]
    connection = HTTPConnection("127.0.0.1", clients.endpoint.port, timeout=30)
    try:
        for method, key, status, body in asked:
            connection.request(method, urls[key].removeprefix(clients.endpoint.url))
            answer = connection.getresponse()
            found = answer.read()
            assert (key, answer.status) == (key, status)
            assert body is None or found == body, key
    finally:
        connection.close()


def test_the_answer_to_head_has_a_length_and_no_body(clients: Clients) -> None:
    clients.s3.create_bucket(Bucket="heads")
    clients.s3.put_object(Bucket="heads", Key="long", Body=LONG)
    for _ in range(2):
        assert clients.s3.head_object(Bucket="heads", Key="long")["ContentLength"] == len(LONG)
