"""What AWS would charge requests by, counted per account while they are answered: how often, and how much."""
