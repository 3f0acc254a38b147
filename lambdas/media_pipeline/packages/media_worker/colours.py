"""Every kind of pixel → 8-bit grey, RGB or RGBA, and which colour profile still holds."""

from io import BytesIO

from PIL import Image

PROFILE_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "RGBA": b"RGB "}


def plain(image: Image.Image) -> Image.Image:
    """The image as `L`, `RGB`, or `RGBA` where something is transparent; itself where it already is."""
    if image.mode.startswith(("I", "F")):
        # Through I, because what a 16-bit image does when it becomes L differs from one Pillow to the next.
        return image.convert("I").point(lambda value: value * (1 / 257) + 0.5).convert("L")
    if image.mode == "CMYK":
        return from_cmyk(image)
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == mode else image.convert(mode)


def from_cmyk(image: Image.Image) -> Image.Image:
    """RGB colours for the screen, by the image's own profile where it has one that holds."""
    profile = image.info.get("icc_profile")
    if profile:
        from PIL import ImageCms

        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted: Image.Image = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            return converted
        except (ImageCms.PyCMSError, OSError):
            pass
    return image.convert("RGB")


def profile_for(mode: str, profile: bytes | None) -> bytes | None:
    """The ICC profile if it describes pixels of this mode: its header names the colour space at offset 16."""
    return profile if profile and profile[16:20] == PROFILE_SPACES[mode] else None
