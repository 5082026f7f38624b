"""Outcomes move the members' weights; drift is watched; the challenger is judged."""
