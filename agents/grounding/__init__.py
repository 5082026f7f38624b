"""Grounding: what a draft or reply says is read as claims over the Facts, and what they do not bear is withheld."""
