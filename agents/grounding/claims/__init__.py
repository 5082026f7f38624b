"""The kinds of claims, one file each: a clause is read as a claim and held against the Facts."""
