"""The reading by rules behind the frames: a row of items, its slots, and the calls that they add up to."""
