"""The environment, read once. Nothing below bootstrap sees a Settings object: rooms get plain arguments."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import DotEnvSettingsSource, EnvSettingsSource

from parwatch_core.errors import SettingsError

_SECRETS = ("PARWATCH_DATABASE_URL", "TELEGRAM_BOT_TOKEN")


class Settings(BaseSettings):
    """Every setting, with its default. The names are those of the environment, in lower case.

    A secret may come from a file that `<NAME>_FILE` names, as container secrets do; an empty value counts as unset.
    """

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore")

    parwatch_sources: Path = Path("sources.toml")
    parwatch_database_url: SecretStr = SecretStr("sqlite:///data/parwatch.db")
    telegram_bot_token: SecretStr | None = None
    parwatch_telegram_api_url: str = "https://api.telegram.org"
    parwatch_allow_networks: Annotated[tuple[str, ...], NoDecode] = ()
    parwatch_http_host: str = "127.0.0.1"
    parwatch_http_port: Annotated[int, Field(ge=0, le=65535)] = 8000
    parwatch_admin_chats: Annotated[tuple[int, ...], NoDecode] = ()
    parwatch_closed: bool = False
    parwatch_log_format: Literal["console", "json"] = "console"
    parwatch_contact: str = ""

    @field_validator("parwatch_allow_networks", mode="before")
    @classmethod
    def _networks(cls, raw: object) -> object:
        parts = _split(raw)
        for part in parts:
            try:
                ipaddress.ip_network(part)
            except ValueError:
                raise ValueError(f"{part!r} is no network; write it as 10.0.0.0/8, several with commas") from None
        return parts

    @field_validator("parwatch_admin_chats", mode="before")
    @classmethod
    def _chats(cls, raw: object) -> object:
        return _split(raw)

    @field_validator("parwatch_telegram_api_url")
    @classmethod
    def _api_url(cls, raw: str) -> str:
        try:
            parts = urlsplit(raw)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError("write it in full, such as https://api.telegram.org")
        return raw.rstrip("/")

    @field_validator("parwatch_contact")
    @classmethod
    def _header(cls, raw: str) -> str:
        """It is sent in a header of every request."""
        if not (raw.isascii() and raw.isprintable()):
            raise ValueError("write an address or a URL, in plain ASCII letters and on one line")
        return raw

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: arguments, the environment, files named by `<NAME>_FILE`, `.env`."""
        return init_settings, env_settings, _FileSecrets(settings_cls), dotenv_settings


class _FileSecrets(PydanticBaseSettingsSource):
    """Reads the secrets whose `<NAME>_FILE` is in the environment, or in `.env`."""

    def get_field_value(self, field: object, field_name: str) -> tuple[object, str, bool]:
        """One field at a time is not how this source works."""
        return None, field_name, False

    def __call__(self) -> dict[str, object]:
        environment = {
            **DotEnvSettingsSource(self.settings_cls).env_vars,
            **EnvSettingsSource(self.settings_cls).env_vars,
        }
        found: dict[str, object] = {}
        for name in _SECRETS:
            path = environment.get(f"{name}_file".lower())
            # An empty file is a secret that is not set yet: compose mounts one before anybody has a token.
            if path and (secret := _secret(name, Path(path))):
                found[name.lower()] = secret
        return found


def variable(name: str) -> str | None:
    """The value of a variable that sources.toml names: from the environment, else from `.env`; None where unset."""
    given = {**DotEnvSettingsSource(Settings).env_vars, **EnvSettingsSource(Settings).env_vars}
    return given.get(name.lower())


def load() -> Settings:
    """Read the environment and `.env`. Raises SettingsError with one line for each wrong setting."""
    try:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f".env cannot be read ({reason}); save it as UTF-8, or move it away") from None
    except ValidationError as error:
        raise SettingsError("\n".join(dict.fromkeys(_line(dict(problem)) for problem in error.errors()))) from None


def _line(problem: dict[str, object]) -> str:
    where = problem["loc"]
    name = str(where[0]).upper() if isinstance(where, tuple) and where else "settings"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{name}: {message[0].lower()}{message[1:]}"


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(
            f"{name}_FILE: {path} cannot be read ({reason}); check the path and its permissions"
        ) from None


def _split(raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return tuple(part for part in raw.replace(",", " ").split() if part)
    return tuple(map(str, raw)) if isinstance(raw, (tuple, list)) else (str(raw),)
