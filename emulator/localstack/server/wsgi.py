"""What goes out for a response: as werkzeug says it, but without asking where there is nothing to ask."""

from typing import Any

from rolo.response import Response

from emulator.server.answer import Answer

ASKED = frozenset(("location", "content-location"))
"""Headers whose values werkzeug makes absolute."""
SENT = range(200, 600)
BODILESS = frozenset((204, 304))


def answer_of(response: Response, environment: dict[str, Any]) -> Answer:
    """The answer."""
    body: Any = response.response
    status = response.status_code
    if (
        type(body) is list
        and status in SENT
        and status not in BODILESS
        and environment["REQUEST_METHOD"] != "HEAD"
        and not response._on_close
        and all(type(piece) is bytes for piece in body)
    ):
        names = {name.lower() for name, _ in response.headers}
        if ASKED.isdisjoint(names):
            headers = response.headers.to_wsgi_list()
            if "content-length" not in names:
                headers.append(("Content-Length", str(sum(map(len, body)))))
            return Answer(response.status, headers, body)
    pieces, text, headers = response.get_wsgi_response(environment)
    return Answer(text, headers, pieces)
