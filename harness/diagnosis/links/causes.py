"""What usually causes an error that a function's log tells."""

import re

from harness.diagnosis.sight import Sight
from harness.wiring.model import Node
from harness.wiring.variables import naming_nothing

MISSING_MODULE = re.compile(r"No module named '?([\w.]+)")
DENIED = re.compile(r"AccessDenied|not authorized to perform")
NOT_THERE = re.compile(r"ResourceNotFound|NonExistent|NoSuchBucket|NotFoundException|does not exist")
CAUSES = (
    (re.compile(r"Task timed out"), "the function takes longer than its time-out"),
    (re.compile(r"HandlerNotFound|missing on module"), "the handler's name doesn't fit its code"),
    (re.compile(r"KeyError: '([A-Z_]+)'"), "an environment variable is missing"),
    (re.compile(r"Runtime exited|OutOfMemory|signal: killed"), "the process ended: memory, or a crash"),
)


def cause_of(error: str, function: Node, sight: Sight) -> str:
    """In words, with what of the function's configuration says so; empty when nothing is known."""
    read = sight.wiring.of(function)
    if found := MISSING_MODULE.search(error):
        layers = [each["Arn"].split(":layer:")[-1] for each in read.get("Layers", ())]
        return f"module {found[1]} is absent: neither in the code nor in its layers ({', '.join(layers) or 'none'})"
    wrong = [f"{name}={value}" for name, value in naming_nothing(read, sight.wiring).items()]
    if wrong and (DENIED.search(error) or NOT_THERE.search(error)):
        return f"a variable names what isn't there: {', '.join(wrong)}"
    if DENIED.search(error):
        denied = sight.denied_to_function(function)
        return f"permission missing: {denied[0]}" if denied else "permission missing"
    if NOT_THERE.search(error):
        return "it asks for what isn't there"
    return next((cause for pattern, cause in CAUSES if pattern.search(error)), "the function's own code")
