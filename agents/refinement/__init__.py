"""Refinement: ratings become agents' weights, accepted corrections become examples."""
