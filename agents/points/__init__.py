"""Points: what a good answer over given Facts has to say, read from them by code, and which of these a text says."""
