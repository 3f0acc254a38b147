"""One file for each kind of edge: whether events pass it, and what usually holds them."""
