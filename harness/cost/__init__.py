"""What AWS would charge: what was used, times one dated table of prices. Pure, but for reading the table's file."""
