"""The live page of a workshop, and the replay of a saved run: one page, one stream of frames, live or from a file."""
