"""Where a function's results go, or a source's batches that failed."""

from harness.diagnosis.link import Flow, LinkState
from harness.diagnosis.looks import looks_at
from harness.diagnosis.sight import Sight
from harness.wiring.model import Edge, Kind

SHOWN = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "BisectBatchOnFunctionError")


@looks_at(Kind.DESTINATION, "there is no such destination")
def destination(edge: Edge, live: Edge, sight: Sight) -> LinkState:
    """Stuck when it is gone."""
    facts = tuple(f"{name} {live.settings[name]}" for name in SHOWN if name in live.settings)
    if edge.target.service in ("sqs", "sns", "lambda", "s3") and edge.target not in sight.wiring.nodes:
        return LinkState(edge.name, Flow.STUCK, "the destination does not exist", facts)
    return LinkState(edge.name, Flow.PASSING, "the destination is there", facts)
