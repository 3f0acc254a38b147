"""Bodies of the query protocol (SNS, CloudWatch, STS) read by what a shape needs, found out once for each shape.

LocalStack looks through all of a form anew for each member of each structure. What comes out is the same; whatever
isn't a plain form, or can't be read so, is left to LocalStack, which then says what is wrong.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl

from emulator.localstack.gateway.json_bodies import SINGLE_READERS, Convert
from emulator.localstack.seams import wraps

READ = "_harness_read_query"
FORM = "application/x-www-form-urlencoded"
LONGEST_BODY, DEEPEST = 64 * 1024, 32
COMPLEX = frozenset(("structure", "list", "map"))
Tree = dict[str, Any]


class Unfit(ValueError):
    """What LocalStack has to read: a name that has a value and members, or a value that is none of its shape."""


@wraps(
    "aws.protocol.parser:QueryRequestParser.parse",
    why="How a form of the query protocol is read is found out once for each of its shapes.",
)
def parse(original: Callable[..., Any], parser: Any, request: Any) -> Any:
    """The operation and the parameters."""
    from localstack.aws.protocol.parser import QueryRequestParser

    if type(parser) is QueryRequestParser and (form := _form(request)):
        try:
            tree = tree_of(parse_qsl(form.decode(), keep_blank_values=True, errors="werkzeug.url_quote"))
            operation = parser.service.operation_model(tree["Action"])
            shape = operation.input_shape
            return operation, (reader(shape, parser)(tree) or {} if shape is not None else {})
        except Exception:  # noqa: S110 - LocalStack's own reader says what is wrong
            pass
    return original(parser, request)


def _form(request: Any) -> bytes:
    """The body of a request that is nothing but a short form; empty for another. It can still be read."""
    body = request.environ["wsgi.input"]
    is_plain = type(body) is BytesIO and not body.tell() and not request.query_string
    if not is_plain or request.mimetype != FORM or "Content-Encoding" in request.headers:
        return b""
    form: bytes = body.getvalue()
    return form if len(form) <= LONGEST_BODY else b""


def tree_of(pairs: list[tuple[str, str]]) -> Tree:
    """Parameters by the parts of their names: of two of one name the first; Unfit where one is a part of another."""
    tree: Tree = {}
    for name, value in pairs:
        if "." not in name:
            if type(tree.setdefault(name, value)) is dict:
                raise Unfit(name)
            continue
        *path, last = name.split(".", DEEPEST)
        at = tree
        for part in path:
            at = at.setdefault(part, {})
            if type(at) is not dict:
                raise Unfit(name)
        if type(at.setdefault(last, value)) is dict:
            raise Unfit(name)
    return tree


def reader(shape: Any, parser: Any) -> Convert:
    """From a part of the tree to what services take; None for what holds nothing."""
    found: Convert | None = shape.__dict__.get(READ)
    if found is None:
        found = shape.__dict__[READ] = _of_kind(shape, parser)
    return found


def _of_kind(shape: Any, parser: Any) -> Convert:
    kind = shape.type_name
    make = _READERS.get(kind)
    convert = make(shape, parser) if make else _as_it_is
    expected = dict if kind in COMPLEX else str

    def read(given: Any) -> Any:
        if type(given) is not expected:
            raise Unfit(shape.name)
        return convert(given)

    return read


def _as_it_is(given: Any) -> Any:
    return given


def _structure(shape: Any, parser: Any) -> Convert:
    members = [
        (name, _said(name, member), member, name in shape.required_members) for name, member in shape.members.items()
    ]

    def convert(tree: Tree) -> Any:
        found = {}
        for name, said, member, is_required in members:
            given = tree.get(said)
            value = None if given is None else (member.__dict__.get(READ) or reader(member, parser))(given)
            if value is not None or is_required:
                found[name] = value
        return found or None

    return convert


def _said(name: str, member: Any) -> str:
    """What a member is called in a form: a flattened list is called as what is in it."""
    is_flat = member.serialization.get("flattened") and member.type_name == "list"
    named = member.member if is_flat else member
    return str(named.serialization.get("name", name))


def _list(shape: Any, parser: Any) -> Convert:
    below = "" if shape.serialization.get("flattened") else shape.member.serialization.get("name", "member")

    def convert(tree: Tree) -> Any:
        found: list[Any] = []
        read = reader(shape.member, parser)
        items = tree.get(below, {}) if below else tree
        while (given := items.get(str(len(found) + 1))) is not None and (value := read(given)) is not None:
            found.append(value)
        return found or None

    return convert


def _map(shape: Any, parser: Any) -> Convert:
    below = "" if shape.serialization.get("flattened") else "entry"
    key_said, value_said = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")

    def convert(tree: Tree) -> Any:
        read_key, read_value, found, number = reader(shape.key, parser), reader(shape.value, parser), {}, 1
        entries = tree.get(below, {}) if below else tree
        while (entry := entries.get(str(number))) is not None:
            key, value = entry.get(key_said), entry.get(value_said)
            if key is None or value is None or (one := read_value(value)) is None:
                break
            found[read_key(key)] = one
            number += 1
        return found or None

    return convert


def _boolean(given: str) -> bool:
    return {"true": True, "false": False}[given.lower()]


_READERS: dict[str, Callable[[Any, Any], Convert]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "boolean": lambda _shape, _: _boolean,
} | SINGLE_READERS
