"""Breaking a link of a standing system on purpose, and mending it exactly."""
