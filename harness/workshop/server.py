"""The server of the page: files of this package, a stream of frames, and what can be asked for, in Werkzeug's words."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from bootstrap.errors import HarnessError
from harness.commands import USAGE, CommandError
from harness.workshop.connections import BoundedServer
from harness.workshop.guard import LOOPBACK, POLICY, is_known, refusal
from harness.workshop.journal import Journal

FILES = Path(__file__).parent / "page"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LARGEST_BODY = 21 * 1024 * 1024
HIGHEST_PORT = 65535
BACKLOG = 128
"""Connections that wait to be accepted."""
IDLE_S = 120.0
"""How long a peer may take between two pieces of what it sends, or of what it is sent."""
ROUTES = Map(
    [
        Rule("/<secret>/", endpoint="page", methods=["GET"]),
        Rule("/<secret>/events", endpoint="events", methods=["GET"]),
        Rule("/<secret>/told", endpoint="told", methods=["GET"]),
        Rule("/<secret>/sheet/<name>", endpoint="sheet", methods=["GET"]),
        Rule("/<secret>/ask/<path:what>", endpoint="ask", methods=["GET"]),
        Rule("/<secret>/do/<action>", endpoint="do", methods=["POST"]),
        Rule("/<secret>/upload", endpoint="upload", methods=["POST"]),
        Rule("/<secret>/<file>", endpoint="file", methods=["GET"]),
    ],
    strict_slashes=True,
)


class Shown(Protocol):
    """What a page shows: something live, or a recording."""

    journal: Journal
    page: str
    """The file that is shown first."""

    def reading(self) -> AbstractContextManager[None]:
        """A page is open for the length of the block."""

    def sheet(self, name: str) -> str | bytes:
        """What is printed, HTML or the bytes of a PDF, or piped, text; LookupError when there is no such thing."""

    def told(self) -> dict[str, Any]:
        """What the page is, and all of it at once if it is a recording."""

    def ask(self, what: str) -> Any:
        """Something that is looked up when a person asks for it; LookupError when there is no such thing."""

    def do(self, action: str, parameters: dict[str, Any]) -> None:
        """Carry out an action; HarnessError when it can't be, LookupError when there is none of that name."""

    def upload(self, bucket: str, key: str, body: bytes) -> None:
        """Put a person's own file into a bucket."""


class PageServer:
    """Serves a WSGI application on 127.0.0.1, or on the address that is named. Port 0 takes a free one.

    CommandError when that can't be had; Werkzeug, left to bind, prints lines of its own and ends the process.
    """

    def __init__(self, application: Any, port: int = 0, host: str = "127.0.0.1") -> None:
        self._host = host
        bound = _bound(host, port)
        with bound:
            self._server = BoundedServer(host, bound.getsockname()[1], application, _Handler, fd=bound.fileno())
        self._thread = Thread(target=self._server.serve_forever, name="page", daemon=True)

    @property
    def origin(self) -> str:
        """The beginning of every address."""
        return f"http://{self._host}:{self._server.port}"

    def address(self, secret: str) -> str:
        """Where a browser finds what is shown under that secret."""
        return f"{self.origin}/{secret}/"

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._thread.join(10)
        self.close()

    def close(self) -> None:
        """Give the port back that was never served on."""
        self._server.server_close()


def _bound(host: str, port: int) -> socket.socket:
    try:
        if port <= HIGHEST_PORT:
            return socket.create_server((host, port), backlog=BACKLOG)
        reason = "there is no such port"
    except socket.gaierror as error:
        reason = str(error.strerror)
    except OSError as error:  # whose own words have the address once more
        reason = os.strerror(error.errno or 0)
    raise CommandError(
        f"{host}:{port} can't be served on ({reason}): is the address this machine's, and the port free? "
        "--page-port gives another one",
        USAGE,
    )


class PageApplication:
    """Answers requests for what is shown, each under a secret of its own. `epoch` is this server's, and no other's.

    `host` is the address of this machine under which it is served beside the loopback ones.
    """

    def __init__(self, shown: Mapping[str, Shown], epoch: str, host: str = "127.0.0.1") -> None:
        self._shown, self._epoch = shown, epoch
        self._names = tuple({*LOOPBACK, host})

    def __call__(self, environ: Any, start: Any) -> Any:
        """As WSGI has it."""
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        response = self._decided(request)
        for name, value in POLICY.items():
            response.headers[name] = value
        return response(environ, start)

    def _decided(self, request: Request) -> Response:
        if why := refusal(request.headers, int(request.environ["SERVER_PORT"]), self._names):
            return _problem(why, 403)
        try:
            endpoint, matched = ROUTES.bind_to_environ(request.environ).match()
            found = dict(matched)
            secret = str(found.pop("secret"))
            carry_out: Callable[..., Response] = getattr(self, f"_{endpoint}")
            return carry_out(request, self._shown_under(secret), **found)
        except RequestRedirect:
            return _problem("the page's address ends with a slash", 404)
        except HTTPException as error:
            return _problem(error.description or error.name, error.code or 400)
        except LookupError as error:
            return _problem(str(error.args[0] if error.args else error), 404)
        except (HarnessError, BotoCoreError, ClientError, OSError) as error:
            return _problem(str(error), 409)

    def _shown_under(self, secret: str) -> Shown:
        """What has that secret. Each is compared, whether one was the right one before or not."""
        found = [each for known, each in self._shown.items() if is_known(secret, known)]
        if not found:
            raise NotFound("there is no page at this address: open the one that was printed")
        return found[0]

    def _page(self, request: Request, shown: Shown) -> Response:
        return self._file(request, shown, shown.page)

    def _sheet(self, request: Request, shown: Shown, name: str) -> Response:
        sheet = shown.sheet(name)
        if isinstance(sheet, bytes):
            kept = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(sheet, mimetype="application/pdf", headers=kept)
        return Response(sheet, mimetype="text/html" if sheet.startswith("<!doctype html>") else "text/plain")

    def _file(self, request: Request, shown: Shown, file: str) -> Response:
        path = FILES / file
        if "/" in file or path.suffix not in TYPES or not path.is_file():
            raise NotFound(f"there is no {file} here")
        return Response(path.read_bytes(), mimetype=TYPES[path.suffix])

    def _told(self, request: Request, shown: Shown) -> Response:
        return _json(shown.told())

    def _events(self, request: Request, shown: Shown) -> Response:
        epoch, _, number = request.headers.get("Last-Event-ID", "").rpartition("-")
        known = int(number) if epoch == self._epoch and number.isdecimal() else 0
        return Response(self._stream(shown, known), mimetype="text/event-stream", direct_passthrough=True)

    def _stream(self, shown: Shown, known: int) -> Iterator[bytes]:
        yield f"retry: 1000\nevent: hello\ndata: {json.dumps({'epoch': self._epoch})}\n\n".encode()
        with shown.reading():
            for frame in shown.journal.read(known):
                if frame is None:
                    yield b": still here\n\n"
                else:
                    yield frame.as_event(self._epoch).encode()

    def _ask(self, request: Request, shown: Shown, what: str) -> Response:
        return _json(shown.ask(what))

    def _do(self, request: Request, shown: Shown, action: str) -> Response:
        parameters = request.get_json(force=True, silent=True)
        shown.do(action, parameters if isinstance(parameters, dict) else {})
        return _json({})

    def _upload(self, request: Request, shown: Shown) -> Response:
        shown.upload(request.args.get("bucket", ""), request.args.get("key", ""), request.get_data())
        return _json({})


class _Handler(WSGIRequestHandler):
    """One line of log for each request tells nobody anything here."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE_S

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, default=str), status, mimetype="application/json")


def _problem(text: str, status: int) -> Response:
    return _json({"problem": text}, status)
