"""Questions that are no query: the program itself, its terms, one customer, something to be written down, deeds."""
