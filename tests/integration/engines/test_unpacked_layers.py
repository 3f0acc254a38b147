"""What one emulator has unpacked, the next one of the same interpreters finds, and its functions read."""

import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bootstrap.clients import Clients
from bootstrap.packaging.archive import zipped
from harness.engines.embedded import EmbeddedEngine
from harness.engines.free_port import free_port
from harness.home import Home

SOURCE = b"import shared\ndef handler(event, context): return shared.WORD"
LARGE = random.Random(6).randbytes(1_500_000)


@contextmanager
def fresh(home: Home) -> Iterator[Clients]:
    """An emulator of that home, for the length of the block."""
    engine = EmbeddedEngine(home, free_port())
    try:
        with closing(Clients(engine.start())) as clients:
            yield clients
    finally:
        engine.stop()


def word(clients: Clients) -> str:
    """What a new function reads in its new, large layer."""
    layer = zipped([("python/shared.py", b"WORD = 'unpacked'\n"), ("data", LARGE)])
    awslambda = clients.lambda_
    arn = awslambda.publish_layer_version(LayerName="large", Content={"ZipFile": layer})["LayerVersionArn"]
    awslambda.create_function(
        FunctionName="f", Role=f"arn:aws:iam::{clients.account_id}:role/r", Runtime="python3.11", Handler="app.handler",
        Code={"ZipFile": zipped([("app.py", SOURCE)])}, Layers=[arn],
    )  # fmt: skip
    awslambda.get_waiter("function_active_v2").wait(FunctionName="f")
    return awslambda.invoke(FunctionName="f")["Payload"].read().decode().strip('"')


def test_the_next_emulator_unpacks_nothing(tmp_path: Path) -> None:
    root = tmp_path / "home"
    root.mkdir()
    (root / "runtimes").symlink_to(Home.default().runtimes)
    home = Home(root)
    with fresh(home) as clients:
        assert word(clients) == "unpacked"
    (kept,) = home.unpacked.iterdir()
    module = kept / "contents" / "python" / "shared.py"
    module.unlink()
    module.write_text("WORD = 'the-kept'\n")
    with fresh(home.another(tmp_path / "another")) as clients:
        assert word(clients) == "the-kept"
