"""The offline provider: a deterministic chat model that understands Spanish and English through the catalog."""
