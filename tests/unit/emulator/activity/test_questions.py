"""A function waits once it has asked the same again since the last change."""

from emulator.localstack.activity.questions import Questions, access_key_in, fingerprint

ME, DRIVER = "111111111111", "driver"


class World:
    """Changes when it is told to."""

    def __init__(self) -> None:
        self.changes = 0
        self.questions = Questions(lambda _: self.changes)

    def ask(self, *names: str) -> None:
        for name in names:
            self.questions.ask(ME, DRIVER, name.encode())

    @property
    def waits(self) -> bool:
        return DRIVER in self.questions.waiting(ME)


def test_a_question_asked_once_is_no_waiting() -> None:
    world = World()
    world.ask("total?", "alarm?")
    assert not world.waits


def test_the_same_question_again_is_waiting() -> None:
    world = World()
    world.ask("total?", "alarm?", "total?")
    assert world.waits
    assert world.questions.waiting("222222222222") == frozenset()


def test_a_change_makes_every_question_new() -> None:
    world = World()
    world.ask("total?", "total?")
    world.changes += 1
    assert not world.waits
    world.ask("total?")
    assert not world.waits
    world.ask("total?")
    assert world.waits


def test_the_access_key_is_read_from_the_signature() -> None:
    header = "AWS4-HMAC-SHA256 Credential=LSIAQAAAAAAV123/20260301/us-east-1/s3/aws4_request, SignedHeaders=host"
    assert access_key_in(header) == "LSIAQAAAAAAV123"
    assert access_key_in("") == ""


def test_fingerprints_tell_requests_apart() -> None:
    asked = {
        fingerprint("POST", "/", {"X-Amz-Target": "Logs.A"}, b"{}"),
        fingerprint("POST", "/", {"X-Amz-Target": "Logs.B"}, b"{}"),
        fingerprint("POST", "/", {"X-Amz-Target": "Logs.A"}, b"{1}"),
        fingerprint("GET", "/a", {}, b""),
        fingerprint("GET", "/b", {}, b""),
    }
    assert len(asked) == 5
    assert fingerprint("GET", "/a", {"Date": "now"}, b"") == fingerprint("GET", "/a", {"Date": "then"}, b"")
