"""Two published estimates of the media pipeline's cost, and what the price table makes of the same usage.

They give dollars and hardly any quantities: where a usage isn't published, it is the pipeline's own, or what fits.
They are a table of the resources at 1,000 operations a month, and an example of 10,000 images a month for $0.77. Where
ours differs by more than rounding, `why` says the reason.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from pricing.bill import CENT, bill, cents
from pricing.price_table import FreeTier, PriceTable
from pricing.usage import GIB, Item, Usage

REGION = "ap-south-1"
UPLOADS, WORKER = "request-upload-lambda", "worker-lambda"
JOBS, QUEUE, API, PROCESSED = (
    "media-processing-jobs", "media-processing-queue", "media-processing-api", "amodhbh-media-processed",
)  # fmt: skip
WORKER_GB_S = Decimal(3)
"""GB-seconds an image: what $0.50 for 10,000 images pays for. Nothing else is known, so that figure must agree."""
SMALL_GB_S = Decimal("0.0125")
"""GB-seconds of the other functions: 128 MB for 100 ms, an assumption."""
LOG_BYTES = 1000
"""Of one invocation, an assumption."""


@dataclass(frozen=True)
class Row:
    """One published figure, in dollars, and the monthly usage behind it; `why` ours is another, if it is."""

    service: str
    resource: str
    published: Decimal
    usage: Usage
    region: str = REGION
    why: str = ""

    def ours(self, table: PriceTable) -> Decimal:
        """What the usage costs without free tier."""
        return bill(self.usage, table, self.region).total

    def agrees(self, table: PriceTable) -> bool:
        """Whether ours is the published figure, rounded to the next cent or, as 'about a cent' is meant, up to it."""
        ours = self.ours(table)
        return self.published in (ours, cents(ours), ours.quantize(CENT, ROUND_CEILING))


def _invocations(name: str, count: int, gb_s: Decimal) -> Usage:
    return Usage.of([(Item.LAMBDA_REQUESTS, name, count), (Item.LAMBDA_COMPUTE, name, gb_s * count)])


def _row(service: str, resource: str, published: str, item: Item, quantity: Decimal | int, **more: str) -> Row:
    return Row(service, resource, Decimal(published), Usage.of([(item, resource, quantity)]), **more)


TABLE: tuple[Row, ...] = (
    _row(
        "S3", "both media buckets", "0.023", Item.S3_STORAGE, 1, region="us-east-1",
        why="per GB at the price of us-east-1; in ap-south-1, where the pipeline is, a GB costs 0.025",
    ),
    Row(
        "DynamoDB", JOBS, Decimal("0.01"),
        Usage.of([(Item.DYNAMODB_WRITES, JOBS, 3000), (Item.DYNAMODB_READS, JOBS, 500)]),
    ),
    _row("SQS", QUEUE, "0.01", Item.SQS_REQUESTS, 3000),
    _row("SQS", "media-processing-dlq", "0", Item.SQS_REQUESTS, 0),
    Row(
        "Lambda", WORKER, Decimal("0.10"), _invocations(WORKER, 1000, WORKER_GB_S),
        why="twice the compute of the $0.77 example, which pays 0.50 for ten times the images: 3 GB-seconds each",
    ),
    *(
        Row("Lambda", name, Decimal("0.01"), _invocations(name, 1000, SMALL_GB_S))
        for name in ("dispatcher-lambda", UPLOADS, "get-job-status-lambda")
    ),
    _row("API Gateway", API, "0.01", Item.HTTP_API_REQUESTS, 2000),
    _row("CloudWatch", "log groups", "0.01", Item.LOG_INGESTION, 4000 * LOG_BYTES / GIB),
)  # fmt: skip
"""At 1,000 images a month: each is asked for once and its status once, stored, queued, worked on and written thrice."""

EXAMPLE: tuple[Row, ...] = (
    _row("API Gateway", API, "0.01", Item.HTTP_API_REQUESTS, 10_000),
    _row("Lambda", WORKER, "0.50", Item.LAMBDA_COMPUTE, 10_000 * WORKER_GB_S),
    _row("S3", PROCESSED, "0.25", Item.S3_STORAGE, 10),
    _row("DynamoDB", JOBS, "0.01", Item.DYNAMODB_WRITES, 10_000),
)
"""At 10,000 images a month. Only the 10 GB are published; one request, one write and `WORKER_GB_S` an image are what
its cents fit."""

LEFT_OUT: tuple[Row, ...] = (
    _row("API Gateway", API, "0", Item.HTTP_API_REQUESTS, 10_000, why="asking for the status once"),
    Row(
        "DynamoDB", JOBS, Decimal(0),
        Usage.of([(Item.DYNAMODB_WRITES, JOBS, 20_000), (Item.DYNAMODB_READS, JOBS, 5000)]),
        why="the writes of PROCESSING and COMPLETED, and reading the status",
    ),
    _row("S3", "both media buckets", "0", Item.S3_WRITES, 20_000,
         why="PUT of the image and of its result; the first year's free tier covers 2,000 of them"),
    _row("S3", "both media buckets", "0", Item.S3_READS, 20_000, why="the worker's GET and the download"),
    _row("Lambda", "all four functions", "0", Item.LAMBDA_REQUESTS, 40_000, why="four invocations an image"),
    _row("Lambda", "the other three functions", "0", Item.LAMBDA_COMPUTE, 30_000 * SMALL_GB_S, why="their compute"),
    _row("SQS", QUEUE, "0", Item.SQS_REQUESTS, 30_000, why="to send, receive and delete the message"),
    _row("CloudWatch", "log groups", "0", Item.LOG_INGESTION, 40_000 * LOG_BYTES / GIB, why="what the functions log"),
)  # fmt: skip
"""What the example calls the rest, within the free tier: what it costs without."""


def together(rows: tuple[Row, ...]) -> Usage:
    """The usage of all rows."""
    whole = Usage()
    for row in rows:
        whole += row.usage
    return whole


def comparison(table: PriceTable) -> str:
    """For people: every figure, published and ours, and the reasons for what differs; dollars a month."""
    parts = []
    for title, rows in (("at 1,000 operations", TABLE), ("at 10,000 images", EXAMPLE), ("left out of it", LEFT_OUT)):
        parts.append(f"{title:<50}{'published':>9}  {'ours':>7}")
        for row in rows:
            label = f"  {row.service:<12} {row.resource:<34}"
            parts.append(f"{label:<50}{row.published:>9}  {row.ours(table):>7.4f}  {row.why}".rstrip())
        published = sum((row.published for row in rows), Decimal(0))
        ours = sum((row.ours(table) for row in rows), Decimal(0))
        parts.append(f"{'  total':<50}{published:>9}  {ours:>7.4f}\n")
    parts.append("the 10,000 images with what was left out")
    whole = together((*EXAMPLE, *LEFT_OUT))
    parts += [f"  free tier {tier:<38}{'':>9}  {bill(whole, table, REGION, tier).total:>7.4f}" for tier in FreeTier]
    return "\n".join(parts) + "\n"
