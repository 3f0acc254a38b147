"""What the API and S3 answer to a request that is not as it should be, recorded in their own words."""

import json
from typing import Any
from xml.etree import ElementTree

from harness.probes.http import HttpAnswer
from harness.scenarios.stage import Stage
from harness.timeline import Kind

CORS = {"access-control-allow-origin": "*", "access-control-allow-headers": "Content-Type"}


def observe_answer(stage: Stage, what: str, answer: HttpAnswer) -> HttpAnswer:
    """Record what came back for `what`: status, and the error as the API or S3 says it."""
    facts: dict[str, Any] = {"to": what, "status": answer.status, "says": said(answer)}
    detail: dict[str, Any] = {"body": answer.body[:500].decode(errors="replace"), "headers": dict(answer.headers)}
    stage.record(Kind.OBSERVED, "answer", facts, detail)
    return answer


def observe_api_answer(stage: Stage, what: str, answer: HttpAnswer, method: str) -> HttpAnswer:
    """The same for an answer of the API's functions, and whether a page of any origin may read it."""
    wanted = {**CORS, "access-control-allow-methods": f"{method},OPTIONS", "content-type": "application/json"}
    facts: dict[str, Any] = {
        "to": what,
        "status": answer.status,
        "says": said(answer),
        "json_for_any_origin": all(answer.headers.get(name) == value for name, value in wanted.items()),
    }
    detail: dict[str, Any] = {"body": answer.body[:500].decode(errors="replace"), "headers": dict(answer.headers)}
    stage.record(Kind.OBSERVED, "answer", facts, detail)
    return answer


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
