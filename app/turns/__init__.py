"""Turns and conversations: kept, read back, printed as records."""
