"""Spans of a message as phrases, phrases as one frame: the reading that every word must have a place in."""
