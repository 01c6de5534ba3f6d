"""Settings: the environment over onrecord.toml in the working folder over default.toml."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEFAULTS = Path(__file__).with_name("default.toml")
LOCAL_FILE = Path("onrecord.toml")
PREFIX = "ONRECORD_"
DELIMITER = "__"


class SettingsError(Exception):
    """A setting that is unknown or has a value that cannot be; the message names it."""


class Section(BaseModel):
    """A section of the settings: nothing in it may be unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_SERVER = re.compile(r"https?://([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?/?", re.IGNORECASE)

HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A file or folder; a ~ is the home of whoever runs the program."""


class IndexSettings(Section):
    """Where the index is and what goes into it."""

    path: HomePath = Field(default_factory=lambda: user_data_path("onrecord"))
    statements: bool


class StateSettings(Section):
    """Where conversations and the inbox are kept (None: beside the index), for how many days, and turns of each chat."""

    path: HomePath | None = None
    days: int | None = Field(default=None, ge=1, le=36_500)
    turns: int | None = Field(default=None, ge=1)


class StoreSettings(Section):
    """A Chroma server, if not the embedded one."""

    url: str | None = Field(default=None, pattern=r"^https?://")

    @field_validator("url")
    @classmethod
    def _check(cls, url: str | None) -> str | None:
        """Chroma's client is given host and port: with anything else, another server would be asked than the one named."""
        if url and not _SERVER.fullmatch(url):
            raise ValueError("it takes no more than a host and a port, as in http://localhost:8000")
        return url


class JsonlSettings(Section):
    """The fields of JSON Lines that hold an article; "article.text" is a field in a field."""

    text: str = Field(min_length=1)
    title: str = Field(min_length=1)
    published: str = Field(min_length=1)
    byline: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    url: str = Field(min_length=1)
    language: str = Field(min_length=1)


class FetchSettings(Section):
    """What is fetched from the network, and how much of it."""

    allow_private: bool
    timeout: float = Field(gt=0, le=600)
    max_bytes: int = Field(ge=1)


class EmbeddingsSettings(Section):
    """The embedding model: the packaged one, another that has an engine here, or one of sentence-transformers."""

    model: str = Field(min_length=1)


class AnswersSettings(Section):
    """How much is read for an answer, how long it may be, and how sure it must be."""

    passages: int = Field(ge=1, le=200)
    sentences: int = Field(ge=1, le=20)
    threshold: float = Field(ge=0, le=1)


class ReaderSettings(Section):
    """Our own small model, which tells how surely the answer stands in a sentence."""

    enabled: bool


class RerankerSettings(Section):
    """The cross-encoder that orders what was found, if any, and how long it may read for a question."""

    model: str | None = Field(default=None, min_length=1)
    seconds: float = Field(gt=0)


class InterfaceSettings(Section):
    """The language in which the program speaks of itself; in Telegram a chat's or a user's own comes first."""

    language: Literal["en", "ru"]


class LlmSettings(Section):
    """The chat model that writes the answers, if any, and what it may use."""

    model: str | None = Field(default=None, pattern=r"^[\w.-]+:.+$")
    base_url: str | None = Field(default=None, pattern=r"^https?://")
    timeout: float = Field(gt=0, le=3600)
    answer_tokens: int | None = Field(default=None, ge=1)
    daily_tokens: int | None = Field(default=None, ge=1)


Ids = Annotated[tuple[int, ...], NoDecode]
"""Ids of users or chats; in the environment with commas between them."""


class TelegramSettings(Section):
    """The bot's token, the Bot API server that it talks to, who may use it and how much, and how updates come in."""

    token: SecretStr | None = None
    api_url: str = Field(pattern=r"^https?://")
    allowed_users: Ids
    allowed_chats: Ids
    admins: Ids
    user_per_minute: int = Field(ge=0)
    user_per_day: int = Field(ge=0)
    all_per_minute: int = Field(ge=0)
    all_per_day: int = Field(ge=0)
    webhook_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_certificate: HomePath | None = None
    webhook_key: HomePath | None = None
    listen: str | None = Field(default=None, pattern=r"^.+:\d{1,5}$")

    @field_validator("api_url")
    @classmethod
    def _strip(cls, url: str) -> str:
        return url.rstrip("/").removesuffix("/bot")

    @field_validator("allowed_users", "allowed_chats", "admins", mode="before")
    @classmethod
    def _separate(cls, ids: object) -> object:
        return ids.replace(",", " ").split() if isinstance(ids, str) else ids


class LogsSettings(Section):
    """What the log says of a question beside how it was answered."""

    questions: bool


class Settings(BaseSettings):
    """All settings, checked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    index: IndexSettings
    state: StateSettings = StateSettings()
    store: StoreSettings = StoreSettings()
    jsonl: JsonlSettings
    fetch: FetchSettings
    embeddings: EmbeddingsSettings
    reader: ReaderSettings
    reranker: RerankerSettings
    answers: AnswersSettings
    llm: LlmSettings
    interface: InterfaceSettings
    telegram: TelegramSettings
    logs: LogsSettings

    @property
    def state_path(self) -> Path:
        """The folder that holds conversations and the inbox."""
        return self.state.path or self.index.path

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # pydantic passes it by name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed in code comes first, then the environment, the working folder's file, the defaults."""
        files = (LOCAL_FILE, DEFAULTS)
        return (
            init_settings,
            env_settings,
            *(TomlConfigSettingsSource(settings_cls, file) for file in files),
        )


def load(**overrides: dict[str, object]) -> Settings:
    """The settings in force, with `overrides` (section -> names and values) on top.

    Raises SettingsError, which names the setting and where it was set.
    """
    _check_environment()
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # sections are given as dicts and checked by pydantic
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"][:2])
        raise SettingsError(_explain(name, first["type"], first["msg"])) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{LOCAL_FILE} is not valid TOML: byte {error.start} is not UTF-8"
        ) from None
    except (
        ValueError,
        RecursionError,
    ) as error:  # a number of thousands of digits is no TOMLDecodeError
        raise SettingsError(f"{LOCAL_FILE} is not valid TOML: {error}") from None
    except OSError as error:
        raise SettingsError(f"{LOCAL_FILE} cannot be read: {error.strerror}") from None


def names() -> list[str]:
    """Every setting's name, as `section.name`."""
    sections = ((name, field.annotation) for name, field in Settings.model_fields.items())
    return [
        f"{section}.{name}" for section, model in sections if model for name in model.model_fields
    ]


def origins() -> dict[str, str]:
    """Where each setting in force comes from: "environment", "onrecord.toml" or "default". For settings that load."""
    local = tomllib.loads(LOCAL_FILE.read_text(encoding="utf-8")) if LOCAL_FILE.exists() else {}
    given = {key.upper() for key, value in os.environ.items() if value}

    def origin(name: str) -> str:
        section, _, key = name.partition(".")
        if variable(name) in given:
            return "environment"
        return str(LOCAL_FILE) if key in local.get(section, {}) else "default"

    return {name: origin(name) for name in names()}


def variable(name: str) -> str:
    """The environment variable that sets `section.name`."""
    return PREFIX + name.upper().replace(".", DELIMITER)


def _check_environment() -> None:
    known = {variable(name): name for name in names()}
    for key in os.environ:
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            raise SettingsError(
                f"Unknown setting {key} in the environment.{_suggest(key.upper(), list(known))}"
            )


def _explain(name: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"Unknown setting {name}.{_suggest(name, names())}"
    message = message[0].lower() + message[1:]
    return f"The setting {name} (in the environment: {variable(name)}) is wrong: {message}."


def _suggest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""
