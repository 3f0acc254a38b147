"""A campaign as one HTML page: outcomes, times, faults by place, failures with pictures and commands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from harness.campaign.results import Result
from harness.quantiles import nearest_rank

COLOURS = {"passed": "#1a6b30", "failed": "#b3151f", "unknown": "#57606a"}
BARS = 24
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 68rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
table { border-collapse: collapse; width: 100%; font-size: .92rem } th, td { text-align: left; padding: .3rem .6rem;
vertical-align: top; border-bottom: 1px solid #e3e7eb } td.n { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: .88rem/1.45 ui-monospace, monospace; background: #f3f5f7; border-radius: .25rem }
code { padding: .1rem .3rem } pre { padding: .6rem .8rem; overflow-x: auto; white-space: pre-wrap }
.bar { display: flex; height: 1.6rem; border-radius: .25rem; overflow: hidden } .bar span { color: #fff;
padding: 0 .5rem; white-space: nowrap; overflow: hidden } .heat td { text-align: center }
.heat { width: auto } .heat th { font-weight: 500; white-space: nowrap } .heat thead th { vertical-align: bottom }
.heat thead span { writing-mode: vertical-rl; transform: rotate(180deg) }
.wide { overflow-x: auto } svg text { font-size: 12px;
fill: #57606a }
"""


def page(asked: Mapping[str, Any], results: Sequence[Result], command: str) -> str:
    """The page. `command` runs one seed again; `{seed}` in it stands for the seed."""
    title = f"Campaign of {asked['scenario']}, faults {asked['faults'].get('name', 'of its own')}"
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(title)}</title><style>{STYLE}</style>",
        f"<h1>{escape(title)}</h1>",
        _outcomes(results),
        "<h2>How long a run took</h2>", _durations([one.wall_s for one in results]),
        "<h2>Which faults met what</h2>", _coverage(results),
        "<h2>Runs that didn’t pass</h2>", _failures(results, command),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _outcomes(results: Sequence[Result]) -> str:
    counts = Counter(one.verdict for one in results)
    spans = "".join(
        f'<span style="flex:{counts[verdict]};background:{colour}">{counts[verdict]} {verdict}</span>'
        for verdict, colour in COLOURS.items()
        if counts[verdict]
    )
    stories = len({one.canonical for one in results})
    faults = sum(len(one.faults) for one in results)
    return f"<div class=bar>{spans}</div><p>{len(results)} runs, {faults} faults, {stories} different timelines.</p>"


def _durations(seconds: Sequence[float]) -> str:
    if not seconds:
        return "<p>No run yet.</p>"
    longest = max(seconds) or 1.0
    counts = Counter(min(BARS - 1, int(each / longest * BARS)) for each in seconds)
    most = max(counts.values())
    bars = "".join(
        f'<rect x="{40 + 30 * number}" y="{110 - 100 * counts[number] / most:.1f}" width=26 '
        f'height="{100 * counts[number] / most:.1f}" fill="#0b57d0"><title>{counts[number]} runs</title></rect>'
        for number in range(BARS)
    )
    axis = f'<text x=40 y=128>0 s</text><text x="{40 + 30 * BARS}" y=128 text-anchor=end>{longest:.1f} s</text>'
    middle, slow = nearest_rank(seconds, 50), nearest_rank(seconds, 95)
    return (
        f'<svg viewBox="0 0 800 135" role=img aria-label="durations">{bars}{axis}</svg>'
        f"<p>Half of the runs took at most {middle:.1f} s, 95 of 100 at most {slow:.1f} s.</p>"
    )


def _coverage(results: Sequence[Result]) -> str:
    """Kinds by places: how often; what was never met is seen by its empty field."""
    counts = Counter((fault["kind"], fault["place"]) for one in results for fault in one.faults)
    if not counts:
        return "<p>No fault was injected.</p>"
    kinds, places = (sorted({key[part] for key in counts}) for part in (0, 1))
    most = max(counts.values())
    head = "".join(f"<th><span>{escape(place)}</span>" for place in places)
    rows = "".join(
        f"<tr><th>{escape(kind)}" + "".join(_field(counts[kind, place], most) for place in places) for kind in kinds
    )
    return f"<div class=wide><table class=heat><thead><tr><th>{head}<tbody>{rows}</table></div>"


def _field(count: int, most: int) -> str:
    if not count:
        return "<td>"
    return f'<td style="background:rgba(11,87,208,{0.1 + 0.4 * count / most:.2f})">{count}'


def _failures(results: Sequence[Result], command: str) -> str:
    wrong = [one for one in results if one.verdict != "passed"]
    if not wrong:
        return "<p>None.</p>"
    return "".join(
        f'<h3 id="seed-{one.seed}">Seed {one.seed}: {one.verdict}, {len(one.faults)} faults</h3>'
        f"<pre>{escape(one.why)}</pre>"
        f"<p><code>{escape(command.replace('{seed}', str(one.seed)))}</code>{_pictures(one)}</p>"
        for one in wrong
    )


def _pictures(one: Result) -> str:
    """Links to the run's pictures, which are beside the page."""
    if not one.folder:
        return ""
    folder = one.folder.rpartition("/")[2]
    return "".join(
        f'<br><img src="failures/{escape(folder)}/{name}" alt="{name} of seed {one.seed}" width=640 loading=lazy>'
        for name in ("plot.png", "faults.png")
    )
