"""A request from the address of a function's container is the function's, for as long as there is the container."""

import gc
from dataclasses import dataclass

from emulator.localstack.lambda_docker.containers import is_a_function_s, note


@dataclass(eq=False)
class Executor:
    ip: str | None


def test_addresses_of_containers_are_functions() -> None:
    executor = Executor(None)
    note(executor)
    assert not is_a_function_s("172.30.0.9")
    executor.ip = "172.30.0.9"
    assert is_a_function_s("172.30.0.9")
    assert not is_a_function_s("172.30.0.1")
    del executor
    gc.collect()
    assert not is_a_function_s("172.30.0.9")
