"""Scoring every customer in batches, and the ledger of stored scores."""
