"""Do something to many things, some at a time, and hand out the results in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

# A disk and an object store do many small things at once as fast as one.
AT_ONCE = 16

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def ahead(do: Callable[[Thing], Result], things: Iterable[Thing]) -> Iterator[tuple[Thing, Result]]:
    """Each thing with its result; never more than a few are held in memory."""
    waiting: deque[tuple[Thing, Future[Result]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for thing in things:
            waiting.append((thing, pool.submit(do, thing)))
            if len(waiting) >= AT_ONCE:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting: deque[tuple[Thing, Future[Result]]]) -> tuple[Thing, Result]:
    thing, future = waiting.popleft()
    return thing, future.result()
