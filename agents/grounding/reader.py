"""One mechanism for all claims: a sentence's clauses, read by every kind of claim in turn."""

from agents.grounding.claims import (
    amounts,
    attribute,
    attribution,
    comparison,
    conditions,
    counted,
    direction,
    drivers,
    entities,
    gradient,
    only,
    options,
    order,
    population,
    proposal,
    rows,
    sameness,
    sequence,
    statistics,
    status,
    threshold,
    unheld,
)
from agents.grounding.figures import FigureIndex
from agents.grounding.scene import Read, Scene


def read_claims(scene: Scene, index: FigureIndex) -> Read:
    """What the Facts say of a sentence's claims."""
    found = Read()
    sequence.read(scene, found)
    gradient.read(scene, found)
    for clause in scene.clauses():
        rows.read(clause, found)
        counted.read(clause, found)
        only.read(clause, found)
        sameness.read(clause, found)
        direction.read(clause, found)
        drivers.read(clause, found)
        order.read(clause, found)
        comparison.read(clause, found)
        amounts.read(clause, found)
        threshold.read(clause, found)
        attribute.read(clause, found)
        status.read(clause, found, index)
        population.read(clause, found, index)
        conditions.read(clause, found)
        entities.read(clause, found)
        proposal.read(clause, found)
        options.read(clause, found)
        statistics.read(clause, found, index)
        unheld.read(clause, found)
        attribution.read(clause, found)
    return found
