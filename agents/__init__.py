"""The mixture of agents: orchestrator, proposers, aggregator, grounding, refinement, providers."""
