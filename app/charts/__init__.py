"""Charts: the shape of a Fact decides which; names and formats come from the catalog."""
