"""What the harness knows of the media pipeline beside its stack."""

from pathlib import Path

from bootstrap.stacks.media_pipeline import media_pipeline
from harness.pages import Page
from harness.run.system import System
from harness.systems.media_pipeline.chain import with_the_table
from harness.systems.media_pipeline.checklist import CHECKLIST
from harness.systems.media_pipeline.lines import LINES
from harness.systems.media_pipeline.own_file import take
from harness.systems.media_pipeline.plots.picture import draw_media
from harness.systems.media_pipeline.published_cost import comparison
from pricing.price_table import PriceTable

PAGE = Page(Path(__file__).parent / "pages" / "upload.html", {"api": "api_url"})

SYSTEM = System(
    "media-pipeline",
    media_pipeline,
    completed=with_the_table,
    picture=draw_media,
    lines=LINES,
    page=PAGE,
    checklist=CHECKLIST,
    takes=take,
    published=lambda: comparison(PriceTable.read()),
)
