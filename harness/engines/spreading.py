"""Work that is spread over places, such as emulators: all at once, each with one piece of it at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Place = TypeVar("Place")
Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(
    items: Iterable[Item], do: Callable[[Place, Item], Result], places: Sequence[Place]
) -> Iterator[tuple[Item, Result]]:
    """Do every item, one at a time at each place and at all places at once; each with its result, as they come.

    An item is taken when a place is free for it. Whatever ends this early, what is under way is waited for.
    """
    left, free = iter(items), list(reversed(places))
    running: dict[Future[Result], tuple[Place, Item]] = {}
    with ThreadPoolExecutor(len(places), thread_name_prefix="spread") as pool:
        while True:
            while free:
                try:
                    item = next(left)
                except StopIteration:
                    break
                place = free.pop()
                running[pool.submit(do, place, item)] = place, item
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                place, item = running.pop(future)
                free.append(place)
                yield item, future.result()
