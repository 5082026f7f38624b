"""Where language models come from: Together, any OpenAI-compatible server, or the offline model. One interface for all.

ChatTogether is always given its key (it would fall back to another service's), a finite timeout, no retries of its own
(ours honour Retry-After and the turn's deadline) and ``stream_usage``; all agents of a provider share one HTTP client.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from agents.roster import AgentSpec
from db.bank.query import CustomerTable
from db.catalog import Catalog
from db.errors import Language, ProviderProblem
from db.texts import text

if TYPE_CHECKING:
    import httpx
    from langchain_core.language_models import BaseChatModel

TOGETHER_URL = "https://api.together.xyz/v1"
Kind = Literal["together", "compatible", "offline"]
_NO_KEY = "none"
_CONNECTIONS = 400


@dataclass(frozen=True, kw_only=True)
class ProviderSettings:
    """What the settings say of providers; nothing given means offline."""

    together_api_key: str | None = None
    llm_base_url: str | None = None
    llm_api_key: str | None = None
    roster: Path | None = None

    @property
    def kind(self) -> Kind:
        """An address wins over Together's own; without either, offline."""
        if self.llm_base_url:
            return "compatible"
        return "together" if self.together_api_key else "offline"


class Provider(Protocol):
    """What the engine needs of a provider."""

    kind: Kind
    takes_timeout: bool
    """Whether its models can be told, call by call, how long they have."""

    def model(self, spec: AgentSpec) -> "BaseChatModel":
        """The chat model that plays this agent."""
        ...

    def label(self, language: Language) -> str:
        """How the page names it."""
        ...

    async def available(self) -> tuple[str, ...] | None:
        """Model ids the provider offers; None where the question makes no sense."""
        ...

    async def aclose(self) -> None:
        """Let connections go."""
        ...


class RemoteProvider:
    """Together, or a server that speaks its protocol."""

    def __init__(self, *, base_url: str, api_key: str, kind: Kind) -> None:
        self.kind: Kind = kind
        self.takes_timeout = True
        self.base_url = base_url.rstrip("/")
        self._key = api_key
        self._models: dict[str, BaseChatModel] = {}

    @cached_property
    def _http(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - the clients weigh a second of start-up, and offline nobody calls

        from agents.llm.transport import AiohttpTransport  # noqa: PLC0415

        return httpx.AsyncClient(transport=AiohttpTransport(_CONNECTIONS), timeout=httpx.Timeout(60, connect=5))

    @cached_property
    def _http_sync(self) -> "httpx.Client":
        import httpx  # noqa: PLC0415

        from agents.llm.transport import trusted  # noqa: PLC0415

        return httpx.Client(verify=trusted(), timeout=httpx.Timeout(60, connect=5))

    def model(self, spec: AgentSpec) -> "BaseChatModel":
        """One ChatTogether per agent and way of asking, kept; planners stream too, so that their silence shows."""
        from agents.llm.together import LeanChatTogether  # noqa: PLC0415

        key = spec.model_dump_json()
        if key not in self._models:
            self._models[key] = LeanChatTogether(
                model=spec.model,
                api_key=self._key,
                base_url=self.base_url,
                timeout=spec.timeout,
                max_retries=0,
                temperature=spec.temperature,
                max_tokens=spec.max_tokens,
                extra_body=dict(spec.extra_body) or None,
                **({"streaming": True} if spec.role == "orchestrator" else {}),
                stream_usage=True,
                stream_chunk_timeout=None,
                http_async_client=self._http,
                http_client=self._http_sync,
            )
        return self._models[key]

    def label(self, language: Language) -> str:
        """Together by name, other servers by address."""
        if self.kind == "together":
            return "Together"
        return text(language, "agents.providers.compatible", address=self.base_url)

    async def available(self) -> tuple[str, ...] | None:
        """``GET /models``.

        Raises:
            ProviderProblem: the server cannot be reached, refuses the key or answers nonsense.
        """
        import httpx  # noqa: PLC0415

        try:
            answer = await self._http.get(
                f"{self.base_url}/models", headers={"Authorization": f"Bearer {self._key}"}, timeout=10
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderProblem(
                "agents.providers.unreachable",
                base_url=self.base_url,
                kind=type(error).__name__,
            ) from error
        if answer.status_code in {401, 403}:
            raise ProviderProblem(
                "agents.providers.refused_key",
                base_url=self.base_url,
                status_code=answer.status_code,
            )
        return _model_ids(answer, self.base_url)

    async def aclose(self) -> None:
        """Close the shared HTTP client."""
        await self._http.aclose()
        self._http_sync.close()


class OfflineProvider:
    """The deterministic model that stands where ChatTogether stands."""

    kind: Kind = "offline"
    takes_timeout = False

    def __init__(self, catalog: Catalog, bank: CustomerTable | None = None) -> None:
        self._catalog, self._bank = catalog, bank
        self._models: dict[str, BaseChatModel] = {}

    def model(self, spec: AgentSpec) -> "BaseChatModel":
        """One per role."""
        from agents.offline.model import OfflineChatModel  # noqa: PLC0415 - LangChain's models bring LangSmith

        if spec.role not in self._models:
            self._models[spec.role] = OfflineChatModel(role=spec.role, catalog=self._catalog, bank=self._bank)
        return self._models[spec.role]

    def label(self, language: Language) -> str:
        """Says plainly that no language model is connected."""
        return text(language, "agents.providers.offline")

    async def available(self) -> tuple[str, ...] | None:
        """There is no list: it plays every agent."""
        return None

    async def aclose(self) -> None:
        """Nothing to let go."""


def make_provider(settings: ProviderSettings, catalog: Catalog, bank: CustomerTable | None = None) -> Provider:
    """The provider the settings name."""
    if settings.kind == "offline":
        return OfflineProvider(catalog, bank)
    key = settings.llm_api_key or settings.together_api_key or _NO_KEY
    if settings.kind == "together":
        return RemoteProvider(base_url=TOGETHER_URL, api_key=str(settings.together_api_key), kind="together")
    return RemoteProvider(base_url=str(settings.llm_base_url), api_key=key, kind="compatible")


def _model_ids(answer: "httpx.Response", base_url: str) -> tuple[str, ...]:
    try:
        raw = answer.json()
        listed = raw["data"] if isinstance(raw, dict) else raw
        return tuple(str(item["id"]) for item in listed)
    except (ValueError, KeyError, TypeError) as error:
        raise ProviderProblem(
            "agents.providers.no_model_list",
            base_url=base_url,
            status_code=answer.status_code,
        ) from error
