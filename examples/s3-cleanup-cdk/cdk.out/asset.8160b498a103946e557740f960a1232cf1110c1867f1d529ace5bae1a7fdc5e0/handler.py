"""assignment4-plotting-lambda: the history as a PNG, stored in the plot bucket and returned through API Gateway."""

import base64
import os
from typing import Any

# matplotlib and fontconfig keep caches, and /tmp is the only folder a function can write to.
os.environ.setdefault("MPLCONFIGDIR", "/tmp/matplotlib")  # noqa: S108
os.environ.setdefault("XDG_CACHE_HOME", "/tmp")  # noqa: S108

import boto3

from json_lines import emit
from size_chart.chart import draw, png
from size_chart.story import story_of
from size_tables.history import read_history

PLOT_KEY = "total-size.png"
BUCKET_NAME = os.environ["BUCKET_NAME"]
PLOT_BUCKET_NAME = os.environ["PLOT_BUCKET_NAME"]
HISTORY_TABLE = os.environ["HISTORY_TABLE"]
THRESHOLD = int(os.environ["THRESHOLD"])
DYNAMODB = boto3.client("dynamodb")
S3 = boto3.client("s3")


def handler(_event: Any, _context: object) -> dict[str, Any]:
    """Draw, store and return the picture, as a Lambda proxy answer with a base64 body."""
    history = read_history(DYNAMODB, HISTORY_TABLE, BUCKET_NAME)
    picture = png(draw(story_of(history), THRESHOLD, BUCKET_NAME))
    S3.put_object(Bucket=PLOT_BUCKET_NAME, Key=PLOT_KEY, Body=picture, ContentType="image/png")
    emit("plot_stored", bucket_name=PLOT_BUCKET_NAME, key=PLOT_KEY, size=len(picture), changes=len(history))
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "image/png", "Cache-Control": "no-store"},
        "isBase64Encoded": True,
        "body": base64.b64encode(picture).decode(),
    }
