"""The graph of a report: a tree in 80 columns, what a function asks for in its line, the first stuck link below."""

from pathlib import Path

from harness.diagnosis.drawing import WIDTH, drawn
from harness.diagnosis.link import Diagnosis, Flow, LinkState
from harness.diagnosis.report import Report, name_of
from harness.plots.wiring_plot import draw_wiring
from harness.wiring.model import Edge, Kind, Node, Wiring
from harness.wiring.walk import walk

BUCKET, TOPIC, QUEUE, WORKER, TABLE = (
    Node("s3", "b"), Node("sns", "t"), Node("sqs", "jobs"), Node("lambda", "worker"), Node("dynamodb", "table")
)  # fmt: skip
STUCK_AT = "sqs jobs -> lambda worker"


def report(unknown: bool = False) -> Report:
    """A chain of five links, of which the fourth is stuck, and one that is in no place."""
    edges = (
        Edge(Kind.NOTIFICATION, BUCKET, TOPIC, "uploads/"),
        Edge(Kind.SUBSCRIPTION, TOPIC, QUEUE),
        Edge(Kind.SUBSCRIPTION, TOPIC, Node("email", "a@example.org")),
        Edge(Kind.MAPPING, QUEUE, WORKER),
        Edge(Kind.ACCESS, WORKER, TABLE),
    )
    places = tuple(walk(Wiring({node: {} for node in (BUCKET, TOPIC, QUEUE, WORKER, TABLE)}, edges)))
    states = [LinkState(name_of(each.step), Flow.PASSING, "it passes") for each in places if each.is_link]
    states = [
        LinkState(STUCK_AT, Flow.STUCK, "messages wait " * 6, ("a fact",), "a cause") if each.link == STUCK_AT else each
        for each in states
    ]
    beside = LinkState("jobs end", Flow.UNKNOWN if unknown else Flow.IDLE, "none did")
    return Report("000000000000", "us-east-1", places, Diagnosis((*states, beside)))


def test_the_tree_and_the_stuck_link() -> None:
    assert [line.rstrip() for line, _ in drawn(report())] == [
        "s3 b",
        "└─+ uploads/ sns t",
        "   ├─+ sqs jobs",
        f"   │  └─X lambda worker: {'messages wait ' * 6}"[: WIDTH - 1] + "…",
        "   │     └─+ runs, uses table",
        "   └─+ email a@example.org",
        "o jobs end: none did",
        "",
        "X sqs jobs -> lambda worker: messages wait messages wait messages wait messages",
        "    wait messages wait messages wait",
        "    cause: a cause",
        "    a fact",
    ]


def test_no_line_is_longer_than_a_terminal() -> None:
    assert max(len(line) for line, _ in drawn(report(), details=True)) <= WIDTH


def test_what_other_programs_get() -> None:
    told = report().as_json()
    assert told["stuck_at"] == STUCK_AT
    kinds = {each["link"]: each["kind"] for each in told["links"]}
    assert kinds[STUCK_AT] == "event source mapping"
    assert kinds["lambda worker"] == "function"
    assert kinds["jobs end"] == "other"
    assert [each.link for each in report(unknown=True).unknown] == ["jobs end"]


def test_the_picture_names_the_stuck_link_and_draws_every_node(tmp_path: Path) -> None:
    from harness.plots.run_plot import figure_of
    from harness.plots.wiring_plot import draw_reports

    figure = figure_of(lambda empty: draw_reports(empty, [report(), report()]))
    said = [text.get_text() for text in figure.texts]
    assert f"first stuck link: {STUCK_AT}" in said
    inside = [text.get_text() for axes in figure.axes for text in axes.texts]
    for node in (BUCKET, TOPIC, QUEUE, WORKER, TABLE):
        assert sum(f"{node.service}\n{node.name}" in text for text in inside) == 2, node
    assert inside.count("X") == 2
    assert draw_wiring([], tmp_path / "none.png").read_bytes().startswith(b"\x89PNG")
