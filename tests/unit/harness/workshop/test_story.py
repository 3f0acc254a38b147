"""Each thing that happened knows what led to it; bursts are told as one; the graph has a place for every node."""

from harness.wiring.saved import as_json, of_json
from harness.workshop.graph import graph_of
from harness.workshop.story import Story, summed
from tests.unit.harness.workshop.happenings import (
    ALARM,
    BUCKET,
    CLEANER,
    DEAD,
    QUEUE,
    TOPIC,
    WIRING,
    WORKER,
    Happenings,
)


def a_story() -> Story:
    return Story(graph_of(WIRING))


def test_every_node_has_a_place_of_its_own_and_events_travel_to_the_right() -> None:
    graph = graph_of(WIRING)
    assert len(set(graph.places.values())) == len(graph.places) == len(WIRING.nodes)
    order = [graph.places[node][0] for node in (BUCKET, QUEUE, WORKER, ALARM, CLEANER)]
    assert order == sorted(set(order))
    assert graph.places[DEAD][0] == graph.places[QUEUE][0] + 1


def test_a_graph_is_the_same_after_it_was_saved() -> None:
    assert graph_of(of_json(as_json(WIRING))).as_json() == graph_of(WIRING).as_json()


def test_what_led_to_a_deletion_goes_back_to_the_upload() -> None:
    happen, story = Happenings(), a_story()
    story.tell(happen.upload("a.txt", "1"))
    story.tell(happen.upload("b.txt", "2"))
    moves = story.tell(happen.clean("b.txt"))
    deleted = next(each for each in moves if each.what == "DeleteObject")
    chain = story.chain(deleted.number)
    assert [each["text"] for each in chain["before"]] == [
        "b.txt written",
        "event published about b.txt",
        "message put in about b.txt",
        "message taken out about b.txt",
        "begins with an event about b.txt",
        "has answered about b.txt",
        "datapoint 46",
        "is in ALARM",
        "begins with an event",
    ]
    assert deleted.text == "b.txt deleted by cleaner"
    assert deleted.edge == "lambda cleaner > s3 files (access)"


def test_an_upload_that_is_answered_after_its_event_was_published_led_to_it() -> None:
    """Requests are told when they are answered; others come between."""
    happen, story = Happenings(), a_story()
    early, late = happen.upload("a.txt", "1"), happen.upload("b.txt", "2")
    (put, *rest), (other, *more) = late, early
    published, sent, *_ = rest
    story.tell([published, other, sent, put, *more, *rest[2:]])
    moves = story.tell(happen.clean("b.txt"))
    before = [each["text"] for each in story.chain(moves[2].number)["before"]]
    assert before[:2] == ["b.txt written", "event published about b.txt"]
    assert [each["what"] for each in story.chain(put["number"])["after"]][:2] == ["Publish", "SendMessage"]


def test_neither_a_look_at_an_object_nor_its_former_upload_led_to_the_event_of_a_deletion() -> None:
    """The event can be published before the deletion is answered; the event says which request it is about."""
    happen, story = Happenings(), a_story()
    story.tell(happen.upload("a.txt", "1"))
    head = happen.one(BUCKET, "HeadObject", "key a.txt", "change h", by="cleaner")
    published = happen.one(TOPIC, "Publish", "id n-2", "key a.txt", "change d")
    deleted = happen.one(BUCKET, "DeleteObject", "key a.txt", "change d", by="cleaner")
    for told in ([head], [published], [deleted]):
        story.tell(told)
    assert [each["number"] for each in story.chain(published["number"])["before"]] == [deleted["number"]]
    assert [each["number"] for each in story.chain(deleted["number"])["after"]] == [published["number"]]


def test_an_upload_long_after_an_event_led_to_nothing_earlier() -> None:
    happen, story = Happenings(), a_story()
    story.tell(happen.upload("a.txt", "1")[1:])
    again = {**happen.one(BUCKET, "PutObject", "key a.txt", by="client"), "at_s": 500.0}
    story.tell([again])
    assert story.chain(again["number"])["after"] == []


def test_a_metric_of_a_line_that_is_told_before_its_function_has_answered_comes_of_that_function() -> None:
    happen, story = Happenings(), a_story()
    story.tell(happen.upload("a.txt", "1"))
    *told, ended, datapoint = happen.upload("b.txt", "2")
    story.tell([*told, datapoint, ended])
    assert next(each["text"] for each in story.chain(datapoint["number"])["before"]) == "b.txt written"


def test_what_a_move_led_to_is_told_in_order() -> None:
    happen, story = Happenings(), a_story()
    story.tell(happen.upload("a.txt", "1"))
    assert [each["what"] for each in story.chain(1)["after"]] == [
        "Publish", "SendMessage", "ReceiveMessage", "began", "PutItem", "ended", "datapoint",
    ]  # fmt: skip


def test_two_on_their_way_at_once_are_not_taken_for_each_other() -> None:
    happen, story = Happenings(), a_story()
    first, second = happen.upload("a.txt", "1"), happen.upload("b.txt", "2")
    moves = story.tell([each for pair in zip(first, second, strict=True) for each in pair])
    began = [each for each in moves if each.what == "began"]
    for move in began:
        keys = {mark for mark in move.marks if mark.startswith("key ")}
        assert all(keys <= set(each["marks"]) for each in story.chain(move.number)["before"])


def test_a_client_is_the_beginning_and_nothing_leads_to_it() -> None:
    happen, story = Happenings(), a_story()
    story.tell(happen.clean("a.txt"))
    (uploaded, *_) = story.tell(happen.upload("a.txt", "1"))
    assert (uploaded.cause, uploaded.edge) == (0, "")


def test_functions_that_have_not_answered_are_running() -> None:
    happen, story = Happenings(), a_story()
    told = happen.upload("a.txt", "1")
    story.tell(told[:6])
    assert story.running() == {str(WORKER): 1}
    story.tell(told[6:])
    assert story.running() == {}


def test_what_is_not_drawn_is_left_out_and_what_is_not_kept_has_no_chain() -> None:
    happen, story = Happenings(), a_story()
    other = happen.one(BUCKET, "PutObject", by="client") | {"on": "another"}
    assert story.tell([other]) == []
    assert story.chain(77) == {}


def test_a_burst_is_told_by_kinds_with_all_of_it_counted() -> None:
    happen, story = Happenings(), a_story()
    moves = [move for each in range(500) for move in story.tell(happen.upload(f"{each}.txt", str(each)))]
    told = summed(moves, 60)
    assert len(told) <= 8
    assert sum(each.count for each in told) == len(moves)
    assert summed(moves[:10], 60) == moves[:10]


def test_what_was_refused_says_so() -> None:
    happen, story = Happenings(), a_story()
    (move,) = story.tell([happen.one(BUCKET, "DeleteObject", "key a", by="cleaner", refused=True)])
    assert move.text == "a deleted by cleaner (refused)"
