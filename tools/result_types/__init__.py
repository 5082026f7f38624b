"""What is in the data of Facts, as a type for each tool: who reads a Fact is checked against it.

A type names every key: one that may be absent is ``NotRequired``; a row's columns and measures are the bank's own and
stand under keys of the catalog. The data of a Fact is the JSON of its tool's type, or of an outcome (`outcomes`).
"""
