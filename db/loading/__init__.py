"""Loading a file into the bank, whole or not at all."""
