"""The mixture of agents: orchestrator, layers of proposers, committee, aggregator, and the prompts they are sent."""
