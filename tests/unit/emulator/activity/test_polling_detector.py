"""A function waits once it has sent the same request again since the last change."""

from emulator.activity.polling_detector import PollingDetector, access_key_in, fingerprint

ME, DRIVER = "111111111111", "driver"


class World:
    """Changes when it is told to."""

    def __init__(self) -> None:
        self.changes = 0
        self.detector = PollingDetector(lambda _: self.changes)

    def send(self, *names: str) -> None:
        for name in names:
            self.detector.note(ME, DRIVER, name.encode())

    @property
    def waits(self) -> bool:
        return DRIVER in self.detector.waiting(ME)


def test_a_request_sent_once_is_no_waiting() -> None:
    world = World()
    world.send("total?", "alarm?")
    assert not world.waits


def test_the_same_request_again_is_waiting() -> None:
    world = World()
    world.send("total?", "alarm?", "total?")
    assert world.waits
    assert world.detector.waiting("222222222222") == frozenset()


def test_a_change_makes_every_request_new() -> None:
    world = World()
    world.send("total?", "total?")
    world.changes += 1
    assert not world.waits
    world.send("total?")
    assert not world.waits
    world.send("total?")
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
