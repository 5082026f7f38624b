"""Several wishes in one message: where they divide, and what the first says that holds for the next."""
