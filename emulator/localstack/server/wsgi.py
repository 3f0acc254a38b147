"""What goes out for a response: as werkzeug says it, but without asking where there is nothing to ask."""

from collections.abc import Iterable, Sequence
from typing import Any

from rolo.response import Response
from werkzeug.wsgi import ClosingIterator

from emulator.localstack.server.headers import names_of
from emulator.server.answer import Answer

ASKED = frozenset(("location", "content-location"))
"""Headers whose values werkzeug makes absolute."""
SENT = range(200, 600)
BODILESS = frozenset((204, 304))


def answer_of(response: Response, environment: dict[str, Any]) -> Answer:
    """The answer."""
    if (
        response.status_code in SENT
        and response.status_code not in BODILESS
        and environment["REQUEST_METHOD"] != "HEAD"
    ):
        names = names_of(response.headers)
        if ASKED.isdisjoint(names) and (body := _body(response)) is not None:
            headers = response.headers.to_wsgi_list()
            if "content-length" not in names and type(body) is list:
                headers.append(("Content-Length", str(sum(map(len, body)))))
            return Answer(response.status, headers, body)
    pieces, text, headers = response.get_wsgi_response(environment)
    return Answer(text, headers, pieces)


def _body(response: Response) -> Iterable[bytes] | None:
    """The body as it goes out: a list, or what comes piece by piece; None for one that werkzeug has to look at."""
    body: Any = response.response
    if not isinstance(body, Sequence):
        return None if response.direct_passthrough else ClosingIterator(response.iter_encoded(), response.close)
    is_known = type(body) is list and not response._on_close and all(type(piece) is bytes for piece in body)
    return body if is_known else None
