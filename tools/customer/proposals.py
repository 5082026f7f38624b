"""propose_record: something to be kept about a customer, checked and shown; only a person's confirmation keeps it."""

from db.caller import Caller
from tools.arguments import RecordArguments
from tools.customer.record_proposal import as_data
from tools.customer.records import propose_note, propose_outcome
from tools.environment import Desk
from tools.results import Finding


def propose_record(desk: Desk, caller: Caller, asked: RecordArguments) -> Finding:
    """What would be kept, after the same checks as when it is kept.

    Raises:
        AccessProblem, DataProblem: it could not be kept, for this reason.
    """
    if asked.kind == "outcome":
        proposal = propose_outcome(desk, caller, asked.customer_id, left=bool(asked.left), day=asked.day)
        return Finding(data=as_data(proposal))
    kind, channel = asked.kind, asked.channel
    said = {"text": asked.text, "channel": channel if kind == "contact" else None}
    day = asked.day if kind != "note" else None
    return Finding(data=as_data(propose_note(desk, caller, asked.customer_id, kind=kind, day=day, **said)))  # type: ignore[arg-type]
