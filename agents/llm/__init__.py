"""Language models: providers, calls that are streamed and bounded, faults, breaker, usage and budget."""
