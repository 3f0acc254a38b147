"""Members of REST in headers, path and query: only those are read and written that a request or an answer has.

An operation of S3 has some forty of them, of which a request has three and an answer nine; LocalStack looks for each.
What comes out is the same, in the same order: a member of a request that isn't there is None.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from botocore.model import StructureShape

from emulator.localstack.seams import wraps
from emulator.localstack.server.headers import IndexedHeaders
from emulator.validation.rules.s3 import CONTROL

PLAN, LOCATED, ODD = "_harness_located", "_harness_answered", ("eventheader", "xmlAttribute")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
METADATA, MISSING = "x-amz-meta-", "x-amz-missing-meta"
"""S3's user guide, "Working with object metadata": what is unprintable isn't answered, and how much that is, is."""
PLAIN = ("string", "character", "integer", "long")
"""The types whose values go into a header as they are."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
RFC_822 = "rfc822"
HTTP_DATE = re.compile(
    rf"({'|'.join(DAYS)}), (\d\d) ({'|'.join(MONTHS)}) (\d{{4}}) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d GMT", re.A
)


@dataclass
class Plan:
    """What a structure's members are without a body, in their order, and by where each of them stands."""

    empty: dict[str, None] = field(default_factory=dict)
    headers: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Name and shape of a member by the header, in lower case."""
    query: dict[str, tuple[str, Any]] = field(default_factory=dict)
    always: list[tuple[str, Any]] = field(default_factory=list)
    """Members in the path, and such as are any number of headers."""


@wraps(
    "aws.protocol.parser:RestXMLRequestParser._parse_structure",
    why="Of an operation's headers and query parameters only those are read that a request has.",
)
def parse_structure(
    original: Callable[..., Any], parser: Any, request: Any, shape: Any, node: Any, uri_params: Any = None
) -> Any:
    """The members of a structure; those of one with a body are LocalStack's to read."""
    plan = shape.__dict__.get(PLAN) or _planned(shape)
    headers = request.headers
    if len(node) or not plan.empty or type(headers) is not IndexedHeaders:
        return original(parser, request, shape, node, uri_params)
    parsed: dict[str, Any] = dict(plan.empty)
    present = [plan.headers[name] for name in plan.headers.keys() & headers.by_name.keys()]
    if plan.query and request.query_string:
        present += [plan.query[name] for name in plan.query.keys() & request.args.keys()]
    for name, member in (*plan.always, *present):
        parsed[name] = parser._parse_shape(request, member, None, uri_params)
    return parsed


def _planned(shape: Any) -> Plan:
    """The plan, kept with the shape; one without members where LocalStack has to look at each."""
    plan = Plan()
    for name, member in shape.members.items():
        said = member.serialization
        where = said.get("location")
        if any(said.get(one) for one in ODD) or (where in ("header", "querystring") and "name" not in said):
            plan = Plan()
            break
        if where or name in shape.required_members:
            plan.empty[name] = None
        known = {"header": plan.headers, "querystring": plan.query}.get(where or "")
        key = said["name"].lower() if where == "header" else said.get("name", "")
        if where and (known is None or key in known):
            plan.always.append((name, member))
        elif known is not None:
            known[key] = (name, member)
    shape.__dict__[PLAN] = plan
    return plan


@wraps(
    "aws.protocol.serializer:BaseRestResponseSerializer._serialize_header_value",
    why="A date that is written as it goes out isn't read and written again.",
)
def header_value(original: Callable[..., Any], serializer: Any, shape: Any, value: Any) -> Any:
    """The text of a header."""
    if shape.type_name == "timestamp" and type(value) is str and is_http_date(value):
        form = shape.serialization.get("timestampFormat", serializer.HEADER_TIMESTAMP_FORMAT)
        if str(form).lower() == RFC_822:
            return value
    return original(serializer, shape, value)


def is_http_date(text: str) -> bool:
    """Whether a text is a date as `Mon, 30 Nov 2026 04:15:37 GMT`, exactly."""
    found = HTTP_DATE.fullmatch(text)
    if found is None:
        return False
    weekday, day, month, year = found.groups()
    try:
        return DAYS[date(int(year), MONTHS.index(month) + 1, int(day)).weekday()] == weekday
    except ValueError:
        return False


@dataclass
class Located:
    """The members of an answer that have a place outside its body, by name in their order."""

    order: dict[str, int]
    places: dict[str, tuple[str, str, Any]]
    """Location, the header's name, and the shape; no shape where the value goes out as it is."""


@wraps(
    "aws.protocol.serializer:BaseRestResponseSerializer._partition_members",
    why="Of an answer's members only those are looked at that it has.",
)
def partition_members(
    original: Callable[..., Any], serializer: Any, parameters: dict[str, Any], shape: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What goes into headers and the status, and what into the body."""
    if not isinstance(shape, StructureShape):
        return original(serializer, parameters, shape)
    located = _located(shape)
    names = sorted(parameters.keys() & located.order.keys(), key=located.order.__getitem__)
    outside = {name: parameters[name] for name in names if name in located.places}
    return outside, {name: parameters[name] for name in names if name not in located.places}


@wraps(
    "aws.protocol.serializer:BaseRestResponseSerializer._process_header_members",
    why="Of an answer's members only those are looked at that it has.",
)
def process_header_members(
    original: Callable[..., None], serializer: Any, parameters: dict[str, Any], response: Any, shape: Any
) -> None:
    """Write headers and the status."""
    if not isinstance(shape, StructureShape):
        original(serializer, parameters, response, shape)
        return
    located = _located(shape)
    for name in sorted(parameters.keys() & located.places.keys(), key=located.order.__getitem__):
        value = parameters[name]
        if value is None:
            continue
        location, key, member = located.places[name]
        if location == "header":
            text = value if member is None else serializer._serialize_header_value(member, value)
            response.headers.set(key, text)
        elif location == "headers":
            sayable = {name: text for name, text in value.items() if not CONTROL.search(str(text))}
            serializer._serialize_header_map(key, response, sayable)
            if key == METADATA and len(sayable) < len(value):
                response.headers.set(MISSING, str(len(value) - len(sayable)))
        elif location == "statusCode":
            response.status_code = int(value)


def _located(shape: Any) -> Located:
    """Kept with the shape."""
    kept: Located | None = shape.__dict__.get(LOCATED)
    if kept is None:
        places = {}
        for name, member in shape.members.items():
            said = member.serialization
            if location := said.get("location"):
                is_plain = member.type_name in PLAIN and not said.get("jsonvalue")
                places[name] = (location, said.get("name", name), None if is_plain else member)
        kept = shape.__dict__[LOCATED] = Located({name: at for at, name in enumerate(shape.members)}, places)
    return kept
