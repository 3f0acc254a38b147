"""Labs: what to find out on a system, and whether somebody has. A lab is a file in its system's folder `labs`."""
