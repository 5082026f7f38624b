"""The words of the trace: pure functions from events to names and markdown, shared by the page and the replay."""

import json
from collections.abc import Mapping
from typing import Any

from agents.events import (
    AgentChanged,
    Claim,
    CreditAssigned,
    DraftDone,
    DraftsCompared,
    GroundingChecked,
    PromptSent,
    ToolReturned,
    TurnEnded,
    TurnStarted,
    Usage,
)
from app.chat.differences import difference_words, is_lone_proposal
from app.chat.paths import path_words
from app.chat.phrases import known, say
from app.escape import escaped, fenced, inert, table
from app.turns.record import dumps
from db.catalog import Catalog
from db.errors import Language
from db.texts.again import again
from tools.replies.formats import number, share

MARKS = {"waiting": "○", "writing": "✎", "done": "✓", "late": "⏱", "failed": "✗", "excluded": "⊘"}


def root_name(event: TurnStarted) -> str:
    """The trace's heading: what it is, in which profile; who answers stands under the message box."""
    profile = say(event.profile, event.language) if known(event.profile) else event.profile
    return f"{say('trace', event.language)} · {profile}"


def closed_name(name: str, event: TurnEnded, language: Language) -> str:
    """The heading once the turn is over, with its time."""
    return f"{name} · {seconds(event.at_ms, language)}"


def seconds(milliseconds: float, language: Language) -> str:
    """``1.2 s``, not to be broken."""
    return f"{number(milliseconds / 1000, language, 1 if milliseconds >= 100 else 2)}\u00a0s"


def agent_title(event: AgentChanged, language: Language) -> str:
    """What an agent is called in the trace."""
    if event.role in {"orchestrator", "aggregator"}:
        return say(event.role, language)
    layer = f" · {say('layer', language)} {event.layer}" if event.layer > 1 else ""
    return f"{say('draft', language)} · {agent_words(event.role, event.agent, language)}{layer}"


def agent_words(role: str, agent: str, language: Language) -> str:
    """A proposer's role in words, with its own name where that says more."""
    own, _, copy = agent.partition("#")
    if copy:
        return f"{agent_words(role.partition('#')[0], own, language)} {copy}"
    if not known(role):
        return agent
    return say(role, language) if agent == role else f"{say(role, language)} ({agent})"


def agent_name(event: AgentChanged, language: Language) -> str:
    """Title, model, state, time, tokens and cost on one line."""
    model = say(event.model, language) if event.model == "offline" else event.model
    parts = [f"{MARKS[event.state]} {agent_title(event, language)}", model, say(event.state, language)]
    if event.latency_ms is not None and event.state != "waiting" and event.role != "orchestrator":
        # the orchestrator also waits for its tools, which its own latency does not hold
        parts.append(seconds(event.latency_ms, language))
    if event.usage is not None and (spent := usage_words(event.usage, language)):
        parts.append(spent)
    if event.reason:
        parts.append(difference_words(event.reason, None, language))
    return " · ".join(parts)


def usage_words(usage: Usage, language: Language) -> str:
    """Tokens and cost; nothing where nothing was spent."""
    words = []
    if usage.input_tokens or usage.output_tokens:
        incoming, outgoing = (number(n, language) for n in (usage.input_tokens, usage.output_tokens))
        words.append(f"{incoming} → {outgoing} {say('tokens', language)}")
    if usage.cached_tokens:
        words.append(f"{number(usage.cached_tokens, language)} {say('from cache', language)}")
    if usage.cost:
        words.append(f"${number(usage.cost, language, 5)}")
    return " · ".join(words)


def prompt(event: PromptSent) -> str:
    """The exact messages, each in its own block."""
    return "\n\n".join(f"**{message['role']}**\n\n{fenced(message['content'])}" for message in event.messages)


def tool_name(event: ToolReturned, language: Language) -> str:
    """The tool with its Fact's number, or a cross where it sent the call back."""
    tool = tool_title(event.tool, language)
    mark = f"✓ {tool} → {event.fact.id}" if event.fact else f"✗ {tool}"
    return f"{mark} · {number(event.elapsed_ms, language, 0)}\u00a0ms"


def tool_title(tool: str, language: Language) -> str:
    """What a tool does, in words."""
    return say(f"tool {tool}", language)


def tool_result(event: ToolReturned) -> str:
    """The Fact's data and its source, or the sentence that mends the call."""
    if event.fact is None:
        return escaped(event.error or "")
    data = json.dumps(json.loads(dumps(event.fact.data)), ensure_ascii=False, indent=2)
    source = f"\n\n{fenced(event.fact.source, 'sql')}" if event.fact.source else ""
    return fenced(data, "json") + source


def draft(event: DraftDone, language: Language) -> str:
    """The draft, the weight it was given and what of it is in no Fact."""
    lines = [inert(event.text), "", f"*{say('weight', language)} {number(event.weight, language, 2)}*"]
    if event.unsupported:
        wrong = ", ".join(escaped(claim) for claim in event.unsupported)
        lines.append(f"**{say('not in the facts', language)}:** {wrong}")
    return "\n".join(lines)


def agreement_name(event: DraftsCompared, language: Language) -> str:
    """How far a layer's drafts agree on figures and on what to do."""
    figures, actions = share(event.figures, language, 0), share(event.actions, language, 0)
    both = f"{say('figures', language)} {figures}, {say('actions', language)} {actions}"
    return f"{say('agreement', language)} · {say('layer', language)} {event.layer} · {both}"


def agreement(event: DraftsCompared, language: Language, catalog: Catalog | None = None) -> str:
    """The five lists: what all say, where they contradict, what one alone says, what some lack, what nobody says."""
    parts = [
        f"**{escaped(title)}**\n\n" + "\n".join(f"- {inert(one)}" for one in lines)
        for title, lines in point_lists(event.as_json(), language, catalog)
        if lines
    ]
    return "\n\n".join(parts)


def point_lists(
    event: Mapping[str, Any], language: Language, catalog: Catalog | None = None
) -> list[tuple[str, list[str]]]:
    """The five lists of a comparison (its JSON form) with their titles, as plain text; some may be empty."""
    unique = [f"{_agents(one['agent'], language)}: {one['text']}" for one in event.get("unique") or ()]
    alone = event.get("minority")
    if not unique and alone:
        unique = [f"{_agents(alone['agent'], language)}: {alone['text']}"]
    missing = [
        f"{one['text']} ({say('without', language).format(agents=_agents(one['agents'], language))})"
        for one in event.get("missing") or ()
    ]
    notes = event.get("disagreements") or ()
    unique += [difference_words(one, catalog, language) for one in notes if is_lone_proposal(one)]
    differ = [difference_words(one, catalog, language) for one in notes if not is_lone_proposal(one)]
    return [
        (say("points agreed", language), list(event.get("agreed") or event.get("agreements") or ())),
        (say("points contradicted", language), differ),
        (say("points unique", language), unique),
        (say("points missing", language), missing),
        (say("points blind", language), list(event.get("blind") or ())),
    ]


def _agents(names: str, language: Language) -> str:
    return ", ".join(agent_words(name, name, language) for name in names.split(", "))


def credit(event: CreditAssigned, language: Language) -> str:
    """Whose drafts carried the reply."""
    ranked = sorted(event.shares.items(), key=lambda item: -item[1])
    shares = ", ".join(
        f"{escaped(agent_words(agent, agent, language))} {share(part, language, 0)}" for agent, part in ranked
    )
    return f"{say('credit', language)}: {shares}" if shares else ""


def grounding_name(event: GroundingChecked, language: Language) -> str:
    """How many claims hold, how many were taken out."""
    mark = "✗" if event.unsupported else "✓"
    counts = [f"{len(event.supported)} {say('supported', language)}"]
    if event.unsupported:
        counts.append(f"{len(event.unsupported)} {say('unsupported', language)}")
    return f"{mark} {say('grounding', language)} · {' · '.join(counts)}"


def grounding(event: GroundingChecked, language: Language, catalog: Catalog | None = None) -> str:
    """Every claim of the reply with the Fact that bears it."""
    head = [say("claim", language), say("fact", language), say("where", language)]
    rows = [
        [escaped(claim.text), claim.fact_id or "–", escaped(_borne(claim, catalog, language))]
        for claim in event.supported
    ]
    lines = [table(head, rows)] if rows else []
    lines += [
        f"**{say('removed', language)}:** {escaped(one.sentence)} — {say(f'kind {one.kind}', language)} "
        f"({escaped(one.text)}): {say(f'outcome {one.outcome}', language)}"
        for one in event.removed
    ]
    if event.unsupported and not event.removed:
        wrong = ", ".join(escaped(claim) for claim in event.unsupported)
        lines.append(f"**{say('not in the facts', language)}:** {wrong}")
    return "\n\n".join(lines)


def _borne(claim: Claim, catalog: Catalog | None, language: Language) -> str:
    """Where in the Fact a claim is borne out, or how it follows from it."""
    return again("trace.note", claim.derived, language) or path_words(claim.path, catalog, language)


def accounts(event: TurnEnded, language: Language) -> str:
    """Calls, tokens and cost of the turn, by agent."""
    spent: Mapping[str, Any] = event.usage_by_agent
    if not spent:
        return ""
    head = ["", say("calls", language), say("tokens", language), "$"]
    rows = [_account(agent, usage, language) for agent, usage in spent.items()]
    rows.append(_account(say("total", language), event.usage, language))
    return table(head, rows, numeric={1, 2, 3})


def _account(agent: str, usage: Usage, language: Language) -> list[str]:
    spent = usage.input_tokens + usage.output_tokens
    cost = number(usage.cost, language, 5) if usage.cost and spent else "–"
    tokens = number(spent, language) if spent else "–"
    if usage.cached_tokens:
        tokens += f" ({number(usage.cached_tokens, language)} {say('from cache', language)})"
    return [escaped(agent_words(agent, agent, language)), number(usage.calls, language), tokens, cost]
