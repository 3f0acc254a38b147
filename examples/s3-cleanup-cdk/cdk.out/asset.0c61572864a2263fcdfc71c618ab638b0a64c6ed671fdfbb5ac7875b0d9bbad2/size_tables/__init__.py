"""The two tables as items: what ObjectTable and HistoryTable hold, and how they are read."""
