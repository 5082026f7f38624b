"""Chainlit hooks, cards, trace view, log-in, settings and the command line."""
