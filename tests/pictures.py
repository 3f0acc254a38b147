"""What a reader sees of a figure: how well its text stands out, and whether texts cover one another."""

from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

READABLE = 4.5
"""The contrast that text of this size needs (WCAG 2.2, 1.4.3)."""
TOUCHING_PIXELS = 1.0
WORST_SHARE = 2
"""The percentile of what lies behind a text that is its background at worst: hatching counts, single pixels don't."""

Rgb = np.ndarray[Any, Any]


def texts_of(figure: Figure) -> list[Text]:
    """Every text that can be seen, ticks and legends included."""
    if figure.stale:
        figure.draw_without_rendering()
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    axes = {id(text) for each in figure.axes if not each.axison for text in _of_the_axis(each)}
    hidden = {id(text) for each in figure.axes for text in _of_hidden_ticks(each)} | axes
    return [text for text in found if text.get_visible() and text.get_text().strip() and id(text) not in hidden]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """The pairs of texts that cover each other by more than a pixel."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCHING_PIXELS and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCHING_PIXELS
    ]


def beyond(figure: Figure) -> list[str]:
    """The texts that leave the figure."""
    frame = figure.bbox
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)]
    return [words for words, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > frame.width or box.y1 > frame.height]


def pale(figure: Figure) -> dict[str, float]:
    """The texts that have too little contrast with what lies behind them, with it."""
    texts = texts_of(figure)
    boxes = [text.get_window_extent() for text in texts]
    behind = _without(figure, texts)
    found = {text.get_text(): round(_contrast(text, behind, box), 2) for text, box in zip(texts, boxes, strict=True)}
    return {words: contrast for words, contrast in found.items() if contrast < READABLE}


def contrast_of(one: Rgb, other: Rgb) -> Rgb:
    """The contrast of colours, whose parts go from 0 to 1."""
    light, dark = np.maximum(_luminance(one), _luminance(other)), np.minimum(_luminance(one), _luminance(other))
    return (light + 0.05) / (dark + 0.05)


def _contrast(text: Text, behind: Rgb, box: Any) -> float:
    """Against the halo, if it has one; else against the worst of what lies behind."""
    colour = np.array(to_rgb(text.get_color()))
    patch = text.get_bbox_patch()
    if text.get_path_effects() or patch:
        return float(contrast_of(colour, np.array(to_rgb(patch.get_facecolor() if patch else "white"))))
    height = behind.shape[0]
    pixels = behind[max(0, height - int(box.y1)) : height - int(box.y0), max(0, int(box.x0)) : int(box.x1) + 1]
    return float(np.percentile(contrast_of(colour, pixels.reshape(-1, 3)), WORST_SHARE))


def _without(figure: Figure, texts: list[Text]) -> Rgb:
    """The picture without these texts."""
    for text in texts:
        text.set_visible(False)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    for text in texts:
        text.set_visible(True)
    return np.asarray(canvas.buffer_rgba())[:, :, :3] / 255  # type: ignore[no-untyped-call]


def _luminance(colour: Rgb) -> Rgb:
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])  # type: ignore[no-any-return]


def _of_the_axis(axes: Any) -> list[Text]:
    return [text for axis in (axes.xaxis, axes.yaxis) for text in axis.findobj(Text)]


def _of_hidden_ticks(axes: Any) -> list[Text]:
    """The labels of ticks that lie beyond the limits, or that a shared axis leaves out."""
    hidden: list[Text] = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not (low - 1e-9 <= tick.get_loc() <= high + 1e-9):
                hidden += [tick.label1, tick.label2]
    return hidden
