"""JSON bodies read and written by what a shape needs, found out once for each shape of botocore's.

LocalStack asks every value of every request which kind it is. What comes out is the same; whatever can't be read or
written so is left to LocalStack, which then says what is wrong.
"""

import base64
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from emulator.localstack.seams import wraps

READ, WRITE = "_harness_read", "_harness_write"
Convert = Callable[[Any], Any]
ISO_8601 = "iso8601"
UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?Z", re.ASCII)
"""A time as SDKs write it."""


class Unfit(TypeError):
    """A shape that isn't all in the body."""


@wraps(
    "aws.protocol.parser:JSONRequestParser._handle_json_body",
    why="How a body of JSON is read is found out once for each of its shapes.",
)
def read(original: Callable[..., Any], parser: Any, request: Any, shape: Any, uri_params: Any = None) -> Any:
    """The parameters in a body."""
    if not request.mimetype.startswith("application/x-amz-cbor"):
        try:
            data = request.data
            body = json.loads(data) if data else {}
            return None if body is None else reader(shape, parser)(body)
        except Exception:  # noqa: S110 - LocalStack's own reader says what is wrong
            pass
    return original(parser, request, shape, uri_params)


@wraps(
    "aws.protocol.serializer:JSONResponseSerializer._serialize_body_params",
    why="How a body of JSON is written is found out once for each of its shapes.",
)
def write(original: Callable[..., Any], serializer: Any, params: Any, shape: Any, *more: Any) -> Any:
    """The body of an answer."""
    mime_type = more[1]
    if shape is not None and shape.type_name == "structure" and mime_type not in serializer.CBOR_TYPES:
        try:
            return json.dumps(writer(shape, serializer)(params))
        except Exception:  # noqa: S110 - LocalStack's own writer says what is wrong
            pass
    return original(serializer, params, shape, *more)


def reader(shape: Any, parser: Any) -> Convert:
    """From what JSON says to what services take; Unfit, or any error that a value provokes."""
    found: Convert | None = shape.__dict__.get(READ)
    if found is None:
        found = shape.__dict__[READ] = _READERS.get(shape.type_name, _as_it_is)(shape, parser)
    return found


def writer(shape: Any, serializer: Any) -> Convert:
    """From what services answer to what JSON says; Unfit, or any error that a value provokes."""
    found: Convert | None = shape.__dict__.get(WRITE)
    if found is None:
        found = shape.__dict__[WRITE] = _WRITERS.get(shape.type_name, _as_it_is)(shape, serializer)
    return found


def _as_it_is(_shape: Any, _: Any) -> Convert:
    return lambda value: value


def _read_structure(shape: Any, parser: Any) -> Convert:
    if shape.is_document_type:
        return _as_it_is(shape, parser)
    required = frozenset(shape.required_members)
    members = []
    for name, member in shape.members.items():
        if "location" in member.serialization:
            raise Unfit(name)
        members.append((name, member.serialization.get("name", name), member, name in required))

    def convert(value: Any) -> Any:
        found = {}
        get = value.get
        for name, said, member, is_required in members:
            given = get(said)
            if given is not None:
                found[name] = (member.__dict__.get(READ) or reader(member, parser))(given)
            elif is_required:
                found[name] = None
        return found

    return convert


def _read_list(shape: Any, parser: Any) -> Convert:
    member = shape.member

    def convert(value: Any) -> Any:
        read_one = reader(member, parser)
        return [None if one is None else read_one(one) for one in value]

    return convert


def _read_map(shape: Any, parser: Any) -> Convert:
    key, member = shape.key, shape.value

    def convert(value: Any) -> Any:
        read_key, read_one = reader(key, parser), reader(member, parser)
        return {read_key(name): None if one is None else read_one(one) for name, one in value.items()}

    return convert


def _read_timestamp(shape: Any, parser: Any) -> Convert:
    form = shape.serialization.get("timestampFormat")
    is_iso = (form or parser.TIMESTAMP_FORMAT).lower() == ISO_8601

    def convert(value: Any) -> Any:
        if is_iso and type(value) is str and UTC_TIME.fullmatch(value):
            with suppress(ValueError):  # 24:00, which is the next day's beginning
                return datetime.fromisoformat(value)
        return parser._convert_str_to_timestamp(value, form)

    return convert


def _write_structure(shape: Any, serializer: Any) -> Convert:
    if shape.is_document_type:
        return _as_it_is(shape, serializer)
    members = {name: (member.serialization.get("name", name), member) for name, member in shape.members.items()}

    def convert(value: Any) -> Any:
        found = {}
        for name, given in value.items():
            if given is not None:
                said, member = members[name]
                found[said] = (member.__dict__.get(WRITE) or writer(member, serializer))(given)
        return found

    return convert


def _write_list(shape: Any, serializer: Any) -> Convert:
    member = shape.member

    def convert(value: Any) -> Any:
        write_one = writer(member, serializer)
        return [write_one(one) for one in value if one is not None]

    return convert


def _write_map(shape: Any, serializer: Any) -> Convert:
    member = shape.value

    def convert(value: Any) -> Any:
        write_one = writer(member, serializer)
        return {name: write_one(one) for name, one in value.items() if one is not None}

    return convert


def _write_timestamp(shape: Any, serializer: Any) -> Convert:
    form = shape.serialization.get("timestampFormat")
    return lambda value: serializer._convert_timestamp_to_str(value, form)


SINGLE_READERS: dict[str, Callable[[Any, Any], Convert]] = {
    "timestamp": _read_timestamp,
    "integer": lambda _shape, _: int,
    "long": lambda _shape, _: int,
    "float": lambda _shape, _: float,
    "double": lambda _shape, _: float,
    "blob": lambda _shape, _: base64.b64decode,
}
"""How single values are read, in JSON and in forms alike."""
_READERS = {"structure": _read_structure, "list": _read_list, "map": _read_map} | SINGLE_READERS
_WRITERS: dict[str, Callable[[Any, Any], Convert]] = {
    "structure": _write_structure,
    "list": _write_list,
    "map": _write_map,
    "timestamp": _write_timestamp,
    "blob": lambda _shape, serializer: serializer._get_base64,
}
