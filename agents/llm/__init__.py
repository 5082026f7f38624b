"""Calls to language models: providers, streams, limits, faults."""
