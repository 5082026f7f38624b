"""The mixture of agents: orchestrator, proposers, aggregator, grounding, refinement, providers."""

from db.launch import refuse_without_command

refuse_without_command("agents")
