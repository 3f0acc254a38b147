"""How much a YAML text says once its aliases are written out: counted before any of it is made.

Few bytes of aliases can say billions of values ("billion laughs"). `bootstrap` reads templates within this bound, and
the emulator reads whatever YAML it is sent. Plain code, which both share; it knows nothing of either.
"""

import yaml

MOST_NODES = 500_000
"""CloudFormation takes 1 MB of template: no honest one says more."""
ANCHOR = "&"
"""What every alias needs: a text without one says no more than it is long."""


class BoundError(yaml.YAMLError):
    """A text says more than the bound, or is nested too deeply to be counted; the message says what to do."""


def check(node: yaml.Node | None) -> None:
    """BoundError when a text's outermost node holds too much."""
    try:
        if node is not None and _size(node, {}) > MOST_NODES:
            raise BoundError(f"its aliases make more than {MOST_NODES} values of it; write out what it needs")
    except RecursionError as error:
        raise too_deep() from error


def check_text(text: str) -> None:
    """The same for a text that somebody else reads; another YAMLError when it is no YAML."""
    if ANCHOR in text:
        try:
            check(yaml.compose(text, yaml.SafeLoader))
        except RecursionError as error:
            raise too_deep() from error


def too_deep() -> BoundError:
    """What is said of a text whose values are nested without end, or nearly so."""
    return BoundError("its values are nested too deeply, or hold themselves; make it flatter")


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many values a node has once every alias is written out; RecursionError when it holds itself."""
    if id(node) in known:
        return known[id(node)]
    if isinstance(node, yaml.MappingNode):
        below = [each for pair in node.value for each in pair]
    else:
        below = node.value if isinstance(node, yaml.SequenceNode) else []
    known[id(node)] = size = 1 + sum(_size(each, known) for each in below)
    return size
