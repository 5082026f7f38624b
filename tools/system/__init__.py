"""Questions about the program itself: its model, its agents, its limits."""
