"""The chat model that the settings name: its reply in pieces, within a time limit and a budget."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from langchain_core.messages import convert_to_messages
from langchain_core.messages.utils import count_tokens_approximately

from bot.models.token_budget import Budget, BudgetError
from config.settings import LlmSettings, Settings
from index.errors import OnRecordError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""The environment variable that holds a provider's key."""
_CHARACTERS = 4
"""Of a token, about: what `count_tokens_approximately` reckons with."""

Messages = Sequence[tuple[str, str | list[str | dict[str, Any]]]]
"""Who says what: "system" or "human", and the text or its content blocks."""
Numbered = Callable[[str], int | None]
"""The number of the passage that has some words, if one has."""


class ChatModelError(OnRecordError):
    """The chat model gave no reply that can be used; the message says why and holds no secret."""


class ChatModel:
    """A chat model by its name. It is opened when it is first asked."""

    def __init__(self, settings: LlmSettings, budget: Budget) -> None:
        assert settings.model is not None
        self.name = settings.model
        """`provider:model`."""
        self._settings = settings
        self._budget = budget

    @property
    def cites(self) -> bool:
        """Whether the model takes passages as blocks and cites them by itself."""
        return self.name.startswith("anthropic:")

    def pieces(
        self,
        messages: Messages,
        schema: Mapping[str, Any] | None = None,
        share: float = 1.0,
        numbered: Numbered = lambda _: None,
    ) -> Generator[str, None, None]:
        """The reply's text, in pieces as they come.

        JSON of `schema` where the model is known to keep to one. What the model cites by itself
        becomes the number of its passage, [1], behind the text.

        Raises ChatModelError where it fails, takes longer than `share` of the time allowed, or goes
        over its budget.
        """
        asked = count_tokens_approximately(convert_to_messages(messages))
        written = 0
        try:
            self._afford(asked)
            self._budget.spend(asked)
            for piece in _within(
                self._settings.timeout * share, lambda: self._stream(messages, schema, numbered)
            ):
                yield piece
                written += len(piece)
                self._afford(asked + written // _CHARACTERS)
        except OnRecordError as error:
            raise ChatModelError(str(error)) from None
        except TimeoutError:
            raise ChatModelError(f"{self.name} took too long (llm.timeout).") from None
        except Exception as error:  # noqa: BLE001
            # Each provider has errors of its own, and they may hold a key.
            raise ChatModelError(f"{self.name} failed ({_reason(error)}).") from None
        finally:
            with suppress(BudgetError):
                self._budget.note(written // _CHARACTERS)

    def _afford(self, tokens: int) -> None:
        most = self._settings.answer_tokens
        if most is not None and tokens > most:
            raise BudgetError(
                f"{self.name} would go over its tokens for one answer (llm.answer_tokens)."
            )

    def _stream(
        self, messages: Messages, schema: Mapping[str, Any] | None, numbered: Numbered
    ) -> Iterator[str]:
        if schema is None or not (self._model.profile or {}).get("structured_output"):
            yield from (_text(chunk, numbered) for chunk in self._model.stream(messages))
            return
        for part in self._model.with_structured_output(dict(schema), include_raw=True).stream(
            messages
        ):
            if isinstance(part, dict) and "raw" in part:
                yield _text(part["raw"], numbered)

    @cached_property
    def _model(self) -> BaseChatModel:
        """Raises ChatModelError where it cannot be opened."""
        try:
            from langchain.chat_models import init_chat_model

            options: dict[str, Any] = {"timeout": self._settings.timeout, **_server(self._settings)}
            opened: BaseChatModel = init_chat_model(self.name, **options)
            return opened
        except ImportError:
            raise ChatModelError(
                f"{self.name} needs packages that are not installed: "
                f"pip install langchain langchain-{self.name.partition(':')[0].replace('_', '-')}"
            ) from None
        except Exception as error:  # noqa: BLE001
            # Each provider checks its own way, and its error may name a key.
            raise ChatModelError(f"{self.name} cannot be opened ({_reason(error)}).") from None


def of(settings: Settings) -> ChatModel:
    """The chat model of the settings, which name one.

    Its budget is kept where conversations are.
    """
    return ChatModel(
        settings.llm, Budget(settings.state_path / "llm.sqlite3", settings.llm.daily_tokens)
    )


def _server(settings: LlmSettings) -> dict[str, str]:
    """Where the model is, if not at its provider.

    A server of one's own asks for no key, but the client does.
    """
    if settings.base_url is None:
        return {}
    key = _KEYS.get(str(settings.model).partition(":")[0])
    is_keyless = key is not None and not os.environ.get(key)
    return {"base_url": settings.base_url} | ({"api_key": "none"} if is_keyless else {})


def _text(chunk: AIMessageChunk, numbered: Numbered) -> str:
    """A piece's text with what it cites, or that of the tool call in which some models put JSON."""
    cited = {numbered(words): None for words in _cited(chunk)}
    marks = "".join(f" [{number}]" for number in cited if number is not None)
    return str(chunk.text) + marks or "".join(
        call.get("args") or "" for call in chunk.tool_call_chunks
    )


def _cited(chunk: AIMessageChunk) -> Iterator[str]:
    """The words of a source that a piece is said to rest on (LangChain's `Citation`)."""
    if isinstance(chunk.content, str):
        return
    for block in chunk.content_blocks:
        for annotation in block.get("annotations") or ():  # type: ignore[attr-defined]
            if annotation["type"] == "citation" and annotation.get("cited_text"):
                yield annotation["cited_text"]


def _reason(error: Exception) -> str:
    """What went wrong, without the words of others."""
    status = getattr(error, "status_code", None)
    return f"status {status}" if isinstance(status, int) else type(error).__name__


def _within(seconds: float, begin: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The items of an iterator that another thread runs.

    Raises TimeoutError where they take longer than `seconds`.
    """
    items: SimpleQueue[str | Exception | None] = SimpleQueue()
    gone = Event()

    def run() -> None:
        try:
            for item in begin():
                items.put(item)
                if gone.is_set():
                    return
            items.put(None)
        except Exception as error:  # noqa: BLE001  # it is raised where the items are wanted
            items.put(error)

    Thread(target=run, name="chat model", daemon=True).start()
    end = time.monotonic() + seconds
    try:
        while (left := end - time.monotonic()) > 0:
            item = items.get(timeout=left)
            if isinstance(item, Exception):
                raise item
            if item is None:
                return
            yield item
        raise TimeoutError
    except Empty:
        raise TimeoutError from None
    finally:
        gone.set()
