"""Which operation of a REST service a request is for: found once for requests that are alike, without a query.

LocalStack binds werkzeug's map anew for each request and walks through it, then through every operation of the rule
that matched; S3 has a hundred. What decides is the method, the path, the query's names and values, and the headers
that some operation requires. A request with a query is LocalStack's to match. The host says nothing here: one that is
no name of ours was refused before, and the bucket in one stands in the path by now.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.localstack.seams import wraps
from emulator.localstack.server.environment import sent_path
from emulator.localstack.server.headers import IndexedHeaders

KEPT = "_harness_operations"
MOST = 1024
"""Paths that are remembered for one service."""
BUCKET, OBJECT = "/<Bucket>", "/<Bucket>/<path:Key>"
NAMED = re.compile(r"/([a-z0-9][a-z0-9.-]*)(?:/([\w.*'()!-]+(?:/[\w.*'()!-]+)*))?", re.ASCII)
"""A path that can be nothing but a bucket, or an object in it, and says both as they are."""
Matched = tuple[Any, Mapping[str, Any]]


@dataclass
class Operations:
    """What was found for one service. `required` are the headers that decide, in lower case."""

    required: frozenset[str]
    has_objects: bool
    """Whether its paths are those of buckets and objects: which bucket and which object decides nothing then."""
    by_path: dict[tuple[Any, ...], Matched] = field(default_factory=dict)
    by_kind: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def find(self, method: str, path: str, headers: Mapping[str, str], look: Callable[[], Matched]) -> Matched:
        """The operation and what the path says of its parameters; `look` finds what isn't known, or raises."""
        required = frozenset(self.required & headers.keys())
        named = NAMED.fullmatch(path) if self.has_objects else None
        if named is None:
            return self._by_path((method, path, required), look)
        bucket, key = named.groups()
        said = {"Bucket": bucket} if key is None else {"Bucket": bucket, "Key": key}
        kind = (method, key is None, required)
        if kind not in self.by_kind:
            operation, found = look()
            if found != said:
                return operation, found
            self.by_kind[kind] = operation
        return self.by_kind[kind], said

    def _by_path(self, which: tuple[Any, ...], look: Callable[[], Matched]) -> Matched:
        if (known := self.by_path.get(which)) is None:
            known = look()
            if len(self.by_path) >= MOST:
                self.by_path.clear()
            self.by_path[which] = known
        operation, said = known
        return operation, dict(said)


@wraps(
    "aws.protocol.op_router:RestServiceOperationRouter.match",
    why="The operation is found once for requests that are alike, not by a walk through all of them for each.",
)
def match(original: Callable[..., Matched], router: Any, request: Any) -> Matched:
    """The operation that a request is for, and the parameters in its path."""
    if request.query_string or type(request.headers) is not IndexedHeaders:
        return original(router, request)
    known = router.__dict__.get(KEPT) or _kept(router)
    return known.find(request.method, sent_path(request), request.headers.by_name, lambda: original(router, request))


def _kept(router: Any) -> Operations:
    rules = list(router._map.iter_rules())
    required = {
        name.lower() for rule in rules for one in getattr(rule, "rules", ()) for name in one.required_header_args
    }
    paths = {rule.rule for rule in rules}
    fixed = {path for path in paths if "<" not in path}
    has_objects = {BUCKET, OBJECT} == paths - fixed and not any(map(NAMED.fullmatch, fixed))
    kept = router.__dict__[KEPT] = Operations(frozenset(required), has_objects)
    return kept
