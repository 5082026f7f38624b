"""A message put into plainer words before it is read: notation, repairs, what is given up, relations, known headers."""
