"""An image file → the same image with the watermark. Pure: bytes in, bytes out."""

import warnings
from collections.abc import Callable

from PIL import Image

from media_worker.picture import Result
from media_worker.reading import read
from media_worker.unprocessable import Unprocessable
from media_worker.watermark import mark
from media_worker.writing import write


def watermarked(data: bytes, draw: Callable[[Image.Image], None] = mark) -> Result:
    """The image in its own format, drawn on by `draw`. Raises Unprocessable for whatever is wrong with the file.

    A decoder that stumbles raises almost anything, always because of the bytes. Only a want of memory isn't theirs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = read(data)
            for frame in picture.frames:
                draw(frame)
            return write(picture)
        except (Unprocessable, MemoryError):
            raise
        except Exception as error:
            raise Unprocessable("the image is truncated or damaged") from error
