"""The bank: the customer table, row scope, filters and the queries on it."""
