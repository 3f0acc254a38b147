"""What the API and S3 answer to a request that is not as it should be, recorded in their own words."""

import json
from xml.etree import ElementTree

from harness.probes.http import HttpAnswer
from harness.run.context import RunContext
from harness.run.timeline import Fact, Kind

CORS = {"access-control-allow-origin": "*", "access-control-allow-headers": "Content-Type"}


def observe_answer(context: RunContext, what: str, answer: HttpAnswer, **more: Fact) -> None:
    """Record what came back for `what`: status, the error as the API or S3 says it, and what else is known of it."""
    facts: dict[str, Fact] = {"to": what, "status": answer.status, "says": said(answer), **more}
    detail: dict[str, Fact] = {"body": answer.body[:500].decode(errors="replace"), "headers": dict(answer.headers)}
    context.record(Kind.OBSERVED, "answer", facts, detail)


def observe_api_answer(context: RunContext, what: str, answer: HttpAnswer, method: str) -> None:
    """The same for an answer of the API's functions, and whether a page of any origin may read it."""
    wanted = {**CORS, "access-control-allow-methods": f"{method},OPTIONS", "content-type": "application/json"}
    readable = all(answer.headers.get(name) == value for name, value in wanted.items())
    observe_answer(context, what, answer, json_for_any_origin=readable)


def said(answer: HttpAnswer) -> str | None:
    """The error in an answer: the API's `error` or `message`, S3's code and message; None without one."""
    text = answer.body.decode(errors="replace").strip()
    if text.startswith("{"):
        fields = json.loads(text)
        found = fields.get("error") or fields.get("message")
        return str(found) if found else None
    if text.startswith("<"):
        root = ElementTree.fromstring(text)  # noqa: S314 - an answer of the emulator
        return ": ".join(found for name in ("Code", "Message") if (found := root.findtext(name)))
    return None
