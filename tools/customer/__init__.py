"""Tools about one customer: card, prediction, explanation, what-if, history, neighbours, options; records."""
