"""Conversations: what a message does to the answers before it, as operations on their calls."""
