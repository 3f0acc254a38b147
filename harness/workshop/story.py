"""What led to what: happenings of the emulator's feed, placed on a graph, each with its cause where it is known. Pure.

A cause is a thing that happened earlier at a node from which an edge leads here. Of several it is the one with which
this one shares a mark (the key of an object, the id of a message, of a request); where nothing has marks, as from
a log to a metric and from a metric to an alarm, the last one. What says which change of a bucket it is about is led to
by that change alone: an object can have been read or written again meanwhile.

A request is told when it has been answered, which may be after what it led to: an upload's event can be published
before the upload is answered. Who comes late in this way is made the cause of what waits for one.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from harness.wiring.model import Edge, Kind, Node
from harness.workshop.graph import Graph, edge_id
from harness.workshop.wording import told

KEPT = 6000
"""Moves whose causes can be asked for."""
NODES = {"events": "bus"}
"""By the feed's service, that of a node, where they differ."""
MARKED = ("s3", "sns", "sqs", "lambda")
"""Services whose things have marks: of these, nothing that shares none is taken for a cause."""

OWN_NODE = ("ended", "failed", "ReceiveMessage")
"""What is caused by what happened at the same node."""
CLIENTS = ("client", "user")
"""Who acts by nothing that is shown here."""
LATE_S = 5.0
"""How long a request may take to be told after what it led to."""
NO_EVENTS = (Kind.ACCESS, Kind.WATCH, Kind.METRIC_FILTER, Kind.ACTION)
"""Edges along which nothing travels that has a mark."""


@dataclass(frozen=True)
class Move:
    """One thing that happened, on the graph. `edge` is the one that it came along, `cause` the number of its cause."""

    number: int
    at_s: float
    cloudwatch_s: float
    node: str
    what: str
    text: str
    by: str
    marks: tuple[str, ...]
    refused: bool
    detail: str
    edge: str = ""
    cause: int = 0
    count: int = 1
    """How many of a burst it stands for."""

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


class Story:
    """The moves of one account's region so far. Happenings on nodes that aren't drawn are left out."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._moves: deque[Move] = deque(maxlen=KEPT)
        self._marked: dict[tuple[str, str], Move] = {}
        self._last: dict[tuple[str, bool], Move] = {}
        """The last move with a mark at a node; the last at a node that began an invocation, and that did not."""
        self._orphans: deque[Move] = deque(maxlen=200)
        """Of the last, those that something must have led to that isn't told yet."""

    def tell(self, happenings: Iterable[Mapping[str, Any]]) -> list[Move]:
        """What these add to the story."""
        return [move for each in happenings if (move := self._tell(each)) is not None]

    def moves(self) -> list[Move]:
        """All that is kept."""
        return list(self._moves)

    def running(self) -> dict[str, int]:
        """Functions that have begun and not answered, by node."""
        found: dict[str, int] = {}
        for move in self._moves:
            if move.what in ("began", "ended", "failed"):
                found[move.node] = max(0, found.get(move.node, 0) + (1 if move.what == "began" else -1))
        return {node: count for node, count in found.items() if count}

    def chain(self, number: int) -> dict[str, Any]:
        """What led to a move, the first first; the move; and what it led to, in order. Empty when it isn't kept."""
        known = {move.number: move for move in self._moves}
        if number not in known:
            return {}
        before: list[Move] = []
        at = known[number]
        while at.cause in known and len(before) < 50:
            at = known[at.cause]
            before.insert(0, at)
        return {
            "before": [each.as_json() for each in before],
            "move": known[number].as_json(),
            "after": [each.as_json() for each in self._after(number)[:50]],
        }

    def _after(self, number: int) -> list[Move]:
        led: dict[int, list[Move]] = {}
        for move in self._moves:
            led.setdefault(move.cause, []).append(move)
        found: dict[int, Move] = {}
        ask = [number]
        while ask:
            new = {each.number: each for each in led.get(ask.pop(), []) if each.number not in found}
            found.update(new)
            ask += new
        return [found[each] for each in sorted(found)]

    def _tell(self, happening: Mapping[str, Any]) -> Move | None:
        node = Node(NODES.get(happening["service"], happening["service"]), happening["on"])
        if node not in self.graph.places:
            return None
        move = Move(
            happening["number"], happening["at_s"], happening["cloudwatch_s"], str(node), happening["what"],
            told(happening), happening["by"], tuple(happening["marks"]), happening["refused"], happening["detail"],
        )  # fmt: skip
        move = self._by_function(move, node) if self._is_asked_by_function(move, node) else self._caused(move, node)
        self._keep(move)
        self._adopt(move, node)
        return move

    def _adopt(self, late: Move, node: Node) -> None:
        """Make `late` the cause of what it led to, where that was told before it and has none yet."""
        edges = {str(each.target): each for each in self.graph.edges if each.source == node}
        for early in [each for each in self._orphans if each.node in edges and not late.at_s - each.at_s > LATE_S]:
            edge = edges[early.node]
            if edge.kind not in NO_EVENTS and _led(late, early):
                self._orphans.remove(early)
                self._put(replace(early, cause=late.number, edge=edge_id(edge)))

    def _put(self, move: Move) -> None:
        """The same move, known better."""
        self._moves = deque((move if each.number == move.number else each for each in self._moves), maxlen=KEPT)
        same = {key for key in ((move.node, mark) for mark in move.marks) if self._marked[key].number == move.number}
        self._marked.update(dict.fromkeys(same, move))

    def _keep(self, move: Move) -> None:
        self._moves.append(move)
        self._last[move.node, move.what == "began"] = move
        self._marked.update({(move.node, mark): move for mark in move.marks})
        if not move.cause and move.marks and move.by not in CLIENTS:
            self._orphans.append(move)
        if len(self._marked) > 8 * KEPT:
            oldest = self._moves[0].number
            self._marked = {key: each for key, each in self._marked.items() if each.number >= oldest}

    @staticmethod
    def _is_asked_by_function(move: Move, node: Node) -> bool:
        return node.service != "lambda" and move.by not in (*CLIENTS, "service", "")

    def _by_function(self, move: Move, node: Node) -> Move:
        """A function's request: caused by the invocation that it is in, or that was the function's last."""
        function = f"lambda {move.by}"
        edges = [each for each in self.graph.into(node) if str(each.source) == function]
        began = self._last.get((function, True))
        return replace(move, edge=edge_id(edges[0]) if edges else "", cause=began.number if began else 0)

    def _caused(self, move: Move, node: Node) -> Move:
        if move.what in OWN_NODE:
            earlier = self._sharing(move.node, move)
            return replace(move, cause=earlier.number if earlier else 0)
        edges = [each for each in self.graph.into(node) if each.kind is not Kind.ACCESS]
        found = [(cause, each) for each in edges if (cause := self._cause_along(each, move)) is not None]
        if not found or move.by in CLIENTS:
            return move
        cause, edge = max(found, key=lambda each: each[0].number)
        return replace(move, edge=edge_id(edge), cause=cause.number)

    def _cause_along(self, edge: Edge, move: Move) -> Move | None:
        source = str(edge.source)
        if edge.kind in (Kind.WATCH, Kind.METRIC_FILTER, Kind.ACTION):
            return self._last_at(source)
        return self._sharing(source, move) if edge.source.service in MARKED else None

    def _last_at(self, node: str) -> Move | None:
        """The last move at a node: of a function, a log line may be told of before it has answered."""
        found = (self._last.get((node, began)) for began in (True, False))
        return max((each for each in found if each is not None), key=lambda each: each.number, default=None)

    def _sharing(self, node: str, move: Move) -> Move | None:
        """The last move at that node which shares a mark with this one."""
        found = (self._marked.get((node, mark)) for mark in move.marks)
        return max(
            (each for each in found if each is not None and _led(each, move)),
            key=lambda each: each.number,
            default=None,
        )


def _led(early: Move, late: Move) -> bool:
    """Whether they share a mark, and are about the same change where both say about which."""
    one, other = _changes(early), _changes(late)
    return not {*early.marks}.isdisjoint(late.marks) and (not one or not other or not one.isdisjoint(other))


def _changes(move: Move) -> set[str]:
    return {mark for mark in move.marks if mark.startswith("change ")}


def summed(moves: list[Move], limit: int) -> list[Move]:
    """No more than about `limit` moves: of a burst those of one kind at one place are told as one, with their count."""
    if len(moves) <= limit:
        return moves
    groups: dict[tuple[str, str, str, bool], Move] = {}
    for move in moves:
        key = (move.node, move.edge, move.what, move.refused)
        count = groups[key].count + 1 if key in groups else 1
        groups[key] = replace(move, count=count)
    return sorted(groups.values(), key=lambda each: each.number)
