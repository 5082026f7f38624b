"""The page: what Chainlit shows of a conversation, and the small pages beside it."""
