"""Questions about many customers: conditions, ranks, what the largest hold."""
