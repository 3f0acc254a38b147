"""Functions as processes of this machine, by AWS's Runtime API."""
