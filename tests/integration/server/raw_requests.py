# ruff: noqa: E501 - a request stands on a line
"""One corpus of raw requests, well-formed and hostile, for every HTTP server that can stand before the gateway."""

from dataclasses import dataclass

from emulator.localstack.seams.seam import RELEASES

OLDER, NEWER = RELEASES[:1], RELEASES[1:]
KEY = b"Authorization: AWS4-HMAC-SHA256 Credential=test/20250101/us-east-1/%b/aws4_request, SignedHeaders=host, Signature=0\r\n"
HOST = b"Host: localhost\r\n"
END = b"Connection: close\r\n\r\n"
BODY = b"0123456789"


@dataclass(frozen=True)
class Case:
    """Bytes that a client sends, in one piece or byte by byte; the connection ends with the last answer.

    `why` says why our own server answers otherwise than the reference, that of the releases of LocalStack in
    `differs_from`: with those the answers must differ, with others be the same, and ours has `status` with all. The
    reference keeps some clients waiting for ever; it isn't asked when `waits`.
    """

    name: str
    sent: bytes
    slowly: bool = False
    tls: bool = False
    status: int = 0
    why: str = ""
    differs_from: tuple[str, ...] = RELEASES
    waits: bool = False


def to(service: bytes, line: bytes, *headers: bytes, body: bytes = b"", end: bytes = END) -> bytes:
    """A request to a service."""
    lines = b"".join(header + b"\r\n" for header in headers)
    return line + b" HTTP/1.1\r\n" + HOST + KEY % service + lines + end + body


def s3(line: bytes, *headers: bytes, body: bytes = b"", end: bytes = END) -> bytes:
    """A request to S3."""
    return to(b"s3", line, *headers, body=body, end=end)


def sized(body: bytes) -> bytes:
    """The header with its length."""
    return b"Content-Length: %d" % len(body)


HEALTH = b"GET /_harness/egress HTTP/1.1\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
CHUNKS = b"4\r\n0123\r\n6;name=value\r\n456789\r\n0\r\n"
AWS_CHUNKED = (
    b"a;chunk-signature=" + b"0" * 64 + b"\r\n" + BODY + b"\r\n0;chunk-signature=" + b"0" * 64 + b"\r\n"
    b"x-amz-checksum-crc32:phS81Q==\r\n\r\n"
)
SIGNED_CHUNKS = (
    b"Content-Encoding: aws-chunked", b"X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    b"X-Amz-Decoded-Content-Length: 10", b"X-Amz-Trailer: x-amz-checksum-crc32",
)  # fmt: skip
SQS = (b"Content-Type: application/x-amz-json-1.0", b"X-Amz-Target: AmazonSQS.ListQueues")
HUGE = b"X-Huge: " + b"x" * 40_000
NO_END = b"\r\n"
KEPT = s3(b"GET /corpus/kept", end=NO_END)

WELL_FORMED = (
    Case("get", s3(b"GET /corpus/kept")),
    Case("head", s3(b"HEAD /corpus/kept")),
    Case("range", s3(b"GET /corpus/kept", b"Range: bytes=2-4")),
    Case("range past the end", s3(b"GET /corpus/kept", b"Range: bytes=200-")),
    Case("missing key", s3(b"GET /corpus/missing")),
    Case("missing key, head", s3(b"HEAD /corpus/missing")),
    Case("not modified", s3(b"GET /corpus/kept", b'If-None-Match: "781e5e245d69b566979b86e28d23f2c7"')),
    Case("put", s3(b"PUT /corpus/put", sized(BODY), body=BODY)),
    Case("put, empty", s3(b"PUT /corpus/empty", sized(b""))),
    Case("put, chunked", s3(b"PUT /corpus/chunked", CHUNKED, body=CHUNKS + b"\r\n") + b""),
    Case("put, chunked with trailers", s3(b"PUT /corpus/trailers", CHUNKED, body=CHUNKS + b"X-Trailer: 1\r\n\r\n")),
    Case("put, aws-chunked", s3(b"PUT /corpus/aws", *SIGNED_CHUNKS, sized(AWS_CHUNKED), body=AWS_CHUNKED)),
    Case("put, expecting", s3(b"PUT /corpus/expecting", b"Expect: 100-continue", sized(BODY), body=BODY)),
    Case("put, expecting and empty", s3(b"PUT /corpus/expecting", b"Expect: 100-continue", sized(b""))),
    Case("delete", s3(b"DELETE /corpus/never-there")),
    Case("list", s3(b"GET /corpus?list-type=2&prefix=kept")),
    Case("a header twice", s3(b"GET /corpus/kept", b"X-Twice: 1", b"X-Twice: 2")),
    Case("an empty header", s3(b"GET /corpus/kept", b"X-Empty:")),
    Case("latin-1 in a header", s3(b"PUT /corpus/latin", b"x-amz-meta-name: caf\xe9", sized(b""))),
    Case("http/1.0", b"GET /corpus/kept HTTP/1.0\r\n" + HOST + KEY % b"s3" + b"\r\n"),
    Case("http/1.0, keep-alive", b"GET /corpus/kept HTTP/1.0\r\n" + HOST + KEY % b"s3" + b"Connection: keep-alive\r\n\r\n"),
    Case("no host", b"GET /_harness/egress HTTP/1.1\r\n" + END),
    Case("absolute uri", s3(b"GET http://localhost/corpus/kept")),
    Case("absolute uri of another host", s3(b"GET http://s3.amazonaws.com/corpus/kept"), status=400, why="RFC 9112, 3.2.2: the target says whom it is for, and the header another"),
    Case("two slashes", s3(b"GET //corpus/kept")),
    Case("dots", s3(b"GET /corpus/../corpus/kept")),
    Case("asterisk", b"OPTIONS * HTTP/1.1\r\n" + HOST + END),
    Case("percent escapes", s3(b"PUT /corpus/a%20b%2Fc%2520%e2%82%ac", sized(BODY), body=BODY)),
    Case("percent escapes, read", s3(b"GET /corpus/a%20b%2Fc%2520%E2%82%AC")),
    Case("broken percent escapes", s3(b"GET /corpus/%zz%2%")),
    Case("escaped bytes that are no utf-8", s3(b"GET /corpus/%ff%fe")),
    Case("escaped end of line", s3(b"GET /corpus/%0d%0aX-Injected:%201")),
    Case("raw utf-8", s3("GET /corpus/€".encode()), status=404, why="curl sends it so, and it is harmless; RFC 9112, 3.2, advises to refuse it, which that reference does", differs_from=NEWER),
    Case("question marks", s3(b"GET /corpus/kept?a=?&b=%3F")),
    Case("a plus", s3(b"GET /corpus/a+b?list-type=2&prefix=a+b")),
    Case("sqs, json", to(b"sqs", b"POST /", *SQS, sized(b"{}"), body=b"{}")),
    Case("sqs, query", to(b"sqs", b"GET /?Action=ListQueues&Version=2012-11-05")),
    Case("sqs, no json", to(b"sqs", b"POST /", *SQS, sized(b"{"), body=b"{")),
    Case("sts", to(b"sts", b"POST /", b"Content-Type: application/x-www-form-urlencoded", sized(b"Action=GetCallerIdentity&Version=2011-06-15"), body=b"Action=GetCallerIdentity&Version=2011-06-15")),
    Case("unknown method", b"BREW /_harness/egress HTTP/1.1\r\n" + HOST + END),
    Case("unknown service", to(b"nothing", b"POST /")),
    Case("a web page", HEALTH + HOST + b"Origin: https://example.com\r\n" + END),
    Case("another host", HEALTH + b"Host: example.com\r\n" + END),
    Case("empty lines before", b"\r\n" + KEPT.replace(NO_END + NO_END, NO_END + END)),
    Case("pipelined", KEPT + KEPT + s3(b"GET /corpus/kept")),
    Case("pipelined with bodies", s3(b"PUT /corpus/p1", sized(BODY), body=BODY, end=NO_END) + s3(b"PUT /corpus/p2", CHUNKED, body=CHUNKS + b"\r\n", end=NO_END) + s3(b"GET /corpus/p1")),
    Case("pipelined behind a close", s3(b"GET /corpus/kept") + KEPT),
    Case("byte by byte", s3(b"PUT /corpus/slow", CHUNKED, body=CHUNKS + b"\r\n"), slowly=True),
    Case("over tls", s3(b"GET /corpus/kept"), tls=True),
    Case("over tls, pipelined", KEPT + s3(b"PUT /corpus/tls", sized(BODY), body=BODY), tls=True),
    Case("large headers", s3(b"GET /corpus/kept", b"X-Large: " + b"x" * 15_000)),
    Case("websocket nobody serves", b"GET /nobody HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n", status=404, why="the reference leaves the connection open", waits=True),
    Case("upgrade to something else", s3(b"GET /corpus/kept", b"Upgrade: h2c", end=b"Connection: Upgrade, close\r\n\r\n")),
)  # fmt: skip

HOSTILE = (
    Case("both lengths", s3(b"PUT /corpus/x", sized(BODY), CHUNKED, body=CHUNKS + b"\r\n")),
    Case("both lengths, the other way round", s3(b"PUT /corpus/x", CHUNKED, sized(BODY), body=CHUNKS + b"\r\n")),
    Case("length twice", s3(b"PUT /corpus/x", sized(BODY), sized(BODY), body=BODY)),
    Case("two lengths", s3(b"PUT /corpus/x", sized(BODY), sized(b""), body=BODY)),
    Case("lengths in a list", s3(b"PUT /corpus/x", b"Content-Length: 10, 10", body=BODY)),
    Case("negative length", s3(b"PUT /corpus/x", b"Content-Length: -1")),
    Case("length with a sign", s3(b"PUT /corpus/x", b"Content-Length: +10", body=BODY)),
    Case("hexadecimal length", s3(b"PUT /corpus/x", b"Content-Length: 0xa", body=BODY)),
    Case("another coding", s3(b"PUT /corpus/x", b"Transfer-Encoding: gzip", body=BODY)),
    Case("two codings", s3(b"PUT /corpus/x", b"Transfer-Encoding: gzip, chunked", body=CHUNKS + b"\r\n")),
    Case("chunked twice", s3(b"PUT /corpus/x", CHUNKED, CHUNKED, body=CHUNKS + b"\r\n")),
    Case("a chunk's size is no number", s3(b"PUT /corpus/x", CHUNKED, body=b"zz\r\n")),
    Case("a chunk's size has a sign", s3(b"PUT /corpus/x", CHUNKED, body=b"+4\r\n0123\r\n0\r\n\r\n")),
    Case("a chunk's size has a prefix", s3(b"PUT /corpus/x", CHUNKED, body=b"0x4\r\n0123\r\n0\r\n\r\n")),
    Case("a chunk is longer than it says", s3(b"PUT /corpus/x", CHUNKED, body=b"2\r\n0123\r\n0\r\n\r\n")),
    Case("a chunk's line without end", s3(b"PUT /corpus/x", CHUNKED, body=b"4;" + b"x" * 20_000)),
    Case("a space before the colon", s3(b"GET /corpus/kept", b"Content-Length : 10")),
    Case("no colon", s3(b"GET /corpus/kept", b"nonsense")),
    Case("no name", s3(b"GET /corpus/kept", b": value")),
    Case("no version", b"GET /\r\n\r\n"),
    Case("four words", b"GET / / HTTP/1.1\r\n\r\n"),
    Case("no words", b" \r\n\r\n"),
    Case("nonsense", bytes(range(128, 256)) + b"\r\n\r\n"),
    Case("huge header", s3(b"GET /corpus/kept", HUGE), status=431, why="RFC 6585 has a status of its own for it"),
    Case("huge target", s3(b"GET /corpus/" + b"x" * 40_000), status=431, why="the same"),
    Case("many headers", s3(b"GET /corpus/kept", *[b"X-%d: 1" % number for number in range(4_000)]), status=431, why="the same"),
    Case("a line folded", s3(b"GET /corpus/kept", b"X-Folded: 1\r\n 2"), status=400, why="RFC 9112, 5.2: obsolete, and refused by AWS"),
    Case("a bare end of line", HEALTH + HOST + b"X: 1\nY: 2\r\n" + END, status=400, why="RFC 9112, 2.2: two servers may see two headers or one"),
    Case("a tunnel", b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n" + END, status=501, why="RFC 9110, 9.3.6: a 200 would promise one", waits=True),
    Case("two hosts", HEALTH + HOST + b"Host: example.com\r\n" + END, status=400, why="RFC 9112, 3.2: two servers may answer for two hosts"),
    Case("a zero byte in a header", HEALTH + HOST + b"X: 1\x002\r\n" + END, status=400, why="RFC 9110, 5.5", differs_from=OLDER),
    Case("a name with a space", HEALTH + HOST + b"X Y: 1\r\n" + END, status=400, why="RFC 9110, 5.1: a name is a token", differs_from=OLDER),
    Case("a coding that is none", s3(b"PUT /corpus/refused-by-ours", b"Transfer-Encoding: identity"), status=400, why="RFC 9112, 6.1: it was never one"),
    Case("more than a petabyte", s3(b"PUT /corpus/x", b"Content-Length: 99999999999999999"), status=413, why="the reference waits for it", waits=True),
    Case("http/3.0", HEALTH.replace(b"1.1", b"3.0") + HOST + END, status=400, why="no such version of this protocol", differs_from=OLDER),
    Case("websocket without a key", b"GET / HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n", status=400, why="the reference fails with a traceback",
        waits=True),
)  # fmt: skip
