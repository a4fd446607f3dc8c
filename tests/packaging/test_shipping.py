"""The files that ship the project agree with the code, and with each other."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from parwatch.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)(.*?)(?=^[a-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict:
    return tomllib.loads(text("pyproject.toml"))


def settings_named_in(example: str) -> dict[str, str]:
    return dict(re.findall(r"^#([A-Z][A-Z_]+)=(.*)$", example, re.MULTILINE))


def test_env_example_names_every_setting_and_no_other():
    """.env.example is the list of the settings: one that is missing there is one that nobody finds."""
    named = {name for name in settings_named_in(text(".env.example")) if not name.endswith("_FILE")}
    assert named == {name.upper() for name in Settings.model_fields}


def test_env_example_shows_the_defaults(monkeypatch, tmp_path):
    """With every line of .env.example switched on, the settings are the ones without it."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    lines = (
        f"{name}={value}" for name, value in settings_named_in(text(".env.example")).items() if "_FILE" not in name
    )
    (tmp_path / "all.env").write_text("\n".join(lines), encoding="utf-8")
    assert Settings(_env_file="all.env") == Settings(_env_file=None)


def test_compose_passes_on_every_setting_that_the_image_does_not_fix():
    """A setting in .env that the container never sees would be a riddle."""
    compose, dockerfile = text("compose.yaml"), text("Dockerfile")
    fixed = set(re.findall(r"\b(PARWATCH_[A-Z_]+)=", dockerfile))
    passed = set(re.findall(r"^      - ([A-Z_]+)", compose, re.MULTILINE)) | {"PARWATCH_HTTP_PORT"}
    wanted = {name.upper() for name in Settings.model_fields} - fixed
    assert {name.removesuffix("_FILE") for name in passed} == wanted


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_a_hash_for_everything_and_names_no_index(lock):
    """What is installed is what was locked, from whichever index the reader's pip is set up for."""
    content = lock.read_text(encoding="utf-8")
    pins = PIN.findall(content)
    assert pins
    assert [name for name, _, rest in pins if "--hash=sha256:" not in rest] == []
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", content) == []


def test_the_locks_agree():
    """The service is tested, measured and shipped with the same versions."""
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version, _ in PIN.findall(lock.read_text(encoding="utf-8")):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_lock_covers_what_the_project_asks_for():
    """A package added to pyproject.toml without `make lock` is found here, not on a user's machine."""
    locked = {name for name, _, _ in PIN.findall(text("requirements.lock"))}
    asked = {re.split(r"[\[<>=! ]", line)[0].lower() for line in project()["project"]["dependencies"]}
    assert asked - locked == set()


def test_the_image_gets_every_room():
    """A new package has to be let into the build's context and copied, or the image lacks it."""
    rooms = project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    dockerfile, ignore = text("Dockerfile"), text(".dockerignore").splitlines()
    assert [room for room in rooms if f"COPY {room} {room}\n" not in dockerfile] == []
    assert [room for room in rooms if f"!{room}" not in ignore] == []


def test_make_help_lists_every_target():
    """`make` is the manual: a target that is not in it does not exist."""
    targets = set(re.findall(r"^\.PHONY: (\S+)", text("Makefile"), re.MULTILINE))
    said = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+)", said, re.MULTILINE)) == targets


def test_the_version_has_one_home():
    """The wheel, the image and the command take it from parwatch/__about__.py."""
    assert "version" in project()["project"]["dynamic"]
    assert re.search(r'^__version__ = "\d+\.\d+\.\d+', text("parwatch/__about__.py"), re.MULTILINE)
