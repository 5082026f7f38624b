"""Drafting a catalog for a table nobody has described: profiles, guesses, names."""
