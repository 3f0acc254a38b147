"""The picture of a run of the media pipeline."""
