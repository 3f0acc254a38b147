"""Many uploads at once into the S3 cleanup system: how fast its history takes them in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from bootstrap.apply import apply
from bootstrap.clients import Clients
from bootstrap.stacks import RUNTIME, StackOptions
from bootstrap.stacks.s3_cleanup import ALARM, BUCKET, s3_cleanup
from bootstrap.teardown import teardown
from harness.bench.figures import Figure
from harness.bench.pace import Pace, paced
from harness.probes.emulator import Emulator
from harness.systems.s3_cleanup.history import History

UPLOADS, UPLOADERS, LARGEST_BYTES = 5000, 32, 1000


def upload(clients: Clients, count: int, seed: int = 0) -> tuple[dict[str, int], Pace]:
    """Put so many objects by 32 threads and wait until each is in the history: sizes by key, and the pace of that.

    The stack must be there. Its alarm invokes nothing meanwhile: the cleaner would remove what is counted.
    """
    clients.cloudwatch.disable_alarm_actions(AlarmNames=[ALARM])
    random = Random(seed)  # noqa: S311 - sizes, and the same each time
    sizes = {f"load/{number:06d}": random.randint(1, LARGEST_BYTES) for number in range(count)}
    history, s3 = History(clients, BUCKET), clients.s3
    with ThreadPoolExecutor(UPLOADERS) as uploaders:
        puts = [uploaders.submit(s3.put_object, Bucket=BUCKET, Key=k, Body=b"." * n) for k, n in sizes.items()]
        pace = paced(count, history.length)
    for put in puts:
        put.result()
    return sizes, pace


def uploads(clients: Clients, cache: Path) -> Iterator[Figure]:
    """The pace of the uploads into a stack of their own."""
    stack = s3_cleanup(StackOptions(account_id=clients.account_id))
    try:
        apply(stack, clients, Emulator(clients).interpreter(RUNTIME), cache)
        _, pace = upload(clients, UPLOADS)
    finally:
        teardown(stack, clients)
    yield from pace.figures(f"uploads by {UPLOADERS} threads, in the history")
