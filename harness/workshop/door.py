"""The door: where participants' own tools reach the emulator, each with keys that work in one account only.

The emulator checks no keys, and who reaches it may do everything in it. So it stays on 127.0.0.1, and what participants
send comes through here: it must be signed with the key of a card, for the account of that card, and name no other one.
It goes on in that account's name, without the key, and with those headers only that AWS's services know. Beside
services there are the addresses that AWS leaves open to whoever knows them: deployed APIs, function URLs, and links to
an object that a function signed; below the secret of a card, `/<secret>/…`, these are answered too.
"""

import json
import re
from base64 import b32decode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from bootstrap.endpoint import Endpoint
from bootstrap.errors import HarnessError
from harness.run.clock import utc_now
from harness.workshop.guard import is_known
from harness.workshop.naming import foreign
from harness.workshop.people import Person
from harness.workshop.signature import Asked, Signature, fault, signature_of

LONGEST_S = 930.0
"""A function may run for 15 minutes, and its invocation answers at the end."""
LARGEST_BODY = 60 * 1024 * 1024
PASSED_ON = re.compile(
    r"content-(type|md5|encoding|disposition|language)|x-amz-(?!security-token$)[\w-]+|amz-sdk-[\w-]+|range|expires|"
    r"if-[\w-]+|cache-control|accept(-[\w-]+)?|user-agent|access-control-request-[\w-]+"
)
"""Headers that go on; none of LocalStack's own is among them."""
SESSION_KEY_LETTERS = 20
ONLY_AN_OBJECT = {"X-Harness-Only": "object"}
"""Has the emulator take a request for an object of S3 that somebody signed, or not at all."""
KEPT_BACK = frozenset({"connection", "transfer-encoding", "keep-alive", "content-length", "date", "server"})
PAGES = ("origin", "referer", "sec-fetch-site")
_OPEN = re.compile(r"/(?P<token>[\w-]{16,})(?P<rest>/.+)", re.DOTALL)
_DATA = re.compile(r"/_aws/(execute-api|lambda-url)/[^/]+.*", re.DOTALL)
_PRIVATE = re.compile(r"/*(_|openapi\.yaml|restapis/[^/]+/[^/]+/_user_request_)")


class _Refused(Exception):
    """What was sent may not pass: AWS's code, and why."""

    def __init__(self, code: str, why: str, status: int = 403) -> None:
        super().__init__(why)
        self.code, self.status = code, status


class Door:
    """A WSGI application before the emulators; `address` is where participants reach it.

    `endpoint_of` says which emulator has somebody's account. `make_ready` is called before anything goes on; a
    HarnessError or OSError of it keeps the door closed.
    """

    def __init__(
        self,
        endpoint_of: Callable[[Person], Endpoint],
        people: tuple[Person, ...],
        address: str,
        make_ready: Callable[[Person], None] = lambda person: None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._endpoint_of, self._people, self.address = endpoint_of, people, address
        self._by_key = {each.key_id: each for each in people}
        self._accounts = frozenset(each.account_id for each in people)
        self._make_ready, self._now = make_ready, now

    def __call__(self, environ: Any, start: Any) -> Any:
        """As WSGI has it."""
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        try:
            answer = self._answer(request)
        except _Refused as refused:
            answer = _refusal(request, refused.code, str(refused), refused.status)
        except RequestEntityTooLarge:
            answer = _refusal(request, "EntityTooLarge", f"more than {LARGEST_BODY // 2**20} MB don't go through", 413)
        except (OSError, HTTPException, HarnessError) as error:
            answer = _refusal(request, "ServiceUnavailable", f"the emulator doesn't answer: {error}", 503)
        return answer(environ, start)

    def _answer(self, request: Request) -> Response:
        if request.host != self.address.partition("://")[2]:
            raise _Refused("AccessDenied", f"{request.host} is not where the door is")
        headers = {name.lower(): value for name, value in request.headers.items()}
        if any(name in headers for name in PAGES):
            raise _Refused("AccessDenied", "the door is for tools, not for pages of a browser")
        target = str(request.environ["RAW_URI"])
        if not target.startswith("/"):  # the emulator would take the path out of an address
            raise _Refused("AccessDenied", "what you ask for begins with a slash")
        signature = signature_of(headers)
        # Who asks is known from the head: nobody else has a body read.
        if signature is None:
            found = _OPEN.fullmatch(target)
            person = self._holder(found["token"]) if found else None
            if found is None or person is None:
                raise _Refused("MissingAuthenticationToken", "sign what you send with the key of your card")
            return self._pass_open(person, Asked(request.method, found["rest"], headers, request.get_data()))
        if _PRIVATE.match(unquote(target)):
            raise _Refused("AccessDenied", "this address of the emulator is the leader's only")
        person = self._by_key.get(signature.key_id)
        if person is None:
            raise _Refused("InvalidClientTokenId", "the door knows no such key: use the one of your card")
        return self._pass_signed(person, Asked(request.method, target, headers, request.get_data()), signature)

    def _pass_signed(self, person: Person, asked: Asked, signature: Signature) -> Response:
        if why := fault(asked, signature, person.secret, self._now()):
            raise _Refused("SignatureDoesNotMatch", why)
        self._hold_to(person, asked, with_body=signature.service != "s3" or asked.method == "POST")
        self._make_ready(person)
        credential = f"Credential={person.account_id}/{signature.scope}"
        signed = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host, Signature={'0' * 64}"
        return _passed_on(self._endpoint_of(person), asked, {"Authorization": signed})

    def _pass_open(self, person: Person, asked: Asked) -> Response:
        """What needs no key, below the secret of a card."""
        is_data = _DATA.fullmatch(asked.target) is not None
        if not (is_data or _is_link_to_an_object(asked.target, person.account_id)):
            raise _Refused("AccessDenied", "only APIs, function URLs and signed links are answered here; sign the rest")
        self._hold_to(person, asked, with_body=False)
        endpoint = self._endpoint_of(person)
        answer = _passed_on(endpoint, asked, {} if is_data else ONLY_AN_OBJECT)
        if answer.mimetype in ("application/json", "text/plain"):  # what is handed out there leads here again
            told = answer.get_data().replace(endpoint.url.encode(), f"{self.address}/{person.token}".encode())
            answer.set_data(told)
        return answer

    def _holder(self, token: str) -> Person | None:
        """Whose secret that is; each is compared, whether one was the right one before or not."""
        found = [each for each in self._people if is_known(token, each.token)]
        return found[0] if found else None

    def _hold_to(self, person: Person, asked: Asked, with_body: bool) -> None:
        if "cbor" in asked.headers.get("content-type", ""):
            raise _Refused("AccessDenied", "CBOR doesn't go through the door: have your tool send JSON")
        texts = [asked.target, *(value for name, value in asked.headers.items() if name != "authorization")]
        if with_body:
            texts.append(asked.body.decode("utf-8", "replace"))
        if other := foreign(texts, person.account_id, self._accounts):
            raise _Refused("AccessDenied", f"it names account {other}; your key is for {person.account_id} only")


def _passed_on(endpoint: Endpoint, asked: Asked, more: Mapping[str, str]) -> Response:
    host, port = endpoint.url.partition("://")[2].split(":")
    sent = {name: value for name, value in asked.headers.items() if PASSED_ON.fullmatch(name)}
    connection = HTTPConnection(host, int(port), timeout=LONGEST_S)
    try:
        headers = {**sent, **more, "Content-Length": str(len(asked.body))}
        connection.request(asked.method, asked.target, asked.body, headers)
        got = connection.getresponse()
        body = got.read()
        answer = Response(body, got.status)
        answer.headers.clear()
        for name, value in _kept(got.getheaders(), asked.method == "HEAD"):
            answer.headers.add(name, value)
        if asked.method != "HEAD" and got.status not in (204, 304):
            answer.headers["Content-Length"] = str(len(body))
        return answer
    finally:
        connection.close()


def _kept(headers: list[tuple[str, str]], is_head: bool) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if name.lower() not in KEPT_BACK or (is_head and name.lower() == "content-length"):
            yield name, value


def _is_link_to_an_object(target: str, account_id: str) -> bool:
    """Whether its query is signed with a role's key of that account; the emulator then checks the signature.

    The account is looked at here: of a key that it doesn't know the emulator takes a secret that everybody knows.
    """
    path, _, query = target.partition("?")
    given = parse_qs(query)
    keys = [each.partition("/")[0] for each in given.get("X-Amz-Credential", [])]
    issued = len(keys) == 1 and account_of(keys[0]) == account_id and "AWSAccessKeyId" not in given
    return issued and "X-Amz-Signature" in given and path.count("/") >= 2 and not _PRIVATE.match(unquote(path))


def account_of(key_id: str) -> str:
    """The account that a key of a role's session is of, which is a part of the key itself; empty for any other key."""
    if len(key_id) != SESSION_KEY_LETTERS or not key_id.startswith(("ASIA", "LSIA")):
        return ""
    try:
        number = int.from_bytes(b32decode(key_id[4:])[:6], "big")
    except ValueError:
        return ""
    return f"{(number & 0x7FFFFFFFFF80) >> 7:012d}"


def _refusal(request: Request, code: str, why: str, status: int) -> Response:
    """In the form in which the tool reads errors: that of S3, of the query protocol, or JSON."""
    told = f"<Error><Code>{code}</Code><Message>{escape(why)}</Message></Error>"
    if "/s3/" in request.headers.get("Authorization", ""):
        return Response(told, status, mimetype="text/xml")
    if "form" in (request.content_type or ""):
        return Response(f"<ErrorResponse>{told}</ErrorResponse>", status, mimetype="text/xml")
    answer = Response(json.dumps({"__type": code, "message": why}), status, mimetype="application/x-amz-json-1.1")
    answer.headers["X-Amzn-ErrorType"] = code
    return answer
