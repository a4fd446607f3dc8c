"""The tools that build and run an image without a container engine, and a base image where none can be pulled."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from commands import CheckError, must, run, say

# Debian's packages, each with a file that shows it is there.
TOOLS = {
    "buildah": "/usr/bin/buildah",
    "podman": "/usr/bin/podman",
    "runc": "/usr/sbin/runc",
    "debootstrap": "/usr/sbin/debootstrap",
    "podman-compose": "/usr/bin/podman-compose",
    "catatonit": "/usr/bin/catatonit",
    "containernetworking-plugins": "/usr/lib/cni/bridge",
}
# What the slim image of Python has beside the interpreter's own files.
STAND_IN_PACKAGES = (
    "ca-certificates,netbase,tzdata,libssl3,libsqlite3-0,libffi8,libreadline8,libbz2-1.0,liblzma5,zlib1g,"
    "libncursesw6,libuuid1,libexpat1"
)


def provide_tools() -> None:
    """Install what is missing, saying so. Raises CheckError where that is not possible."""
    missing = [package for package, file in TOOLS.items() if not (shutil.which(package) or Path(file).exists())]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CheckError(f"not installed: {', '.join(missing)}; install them and run this as root")
    say(f"installing {', '.join(missing)} with apt-get")
    must("apt-get", "-qq", "-o", "Acquire::Retries=3", "update", timeout=180)
    install = ("apt-get", "-qq", "-y", "-o", "Acquire::Retries=3", "--no-install-recommends", "install", *missing)
    must(*install, timeout=300, DEBIAN_FRONTEND="noninteractive")


def stand_in() -> str:
    """The name of the stand-in base image, made when it is not cached yet."""
    donor = pyenv_python()
    recipe = f"bookworm {STAND_IN_PACKAGES} {donor}"
    name = f"localhost/parwatch-stand-in:{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
    kind = f"Python {donor.name}" if donor else "Debian's Python 3.11"
    if run("buildah", "inspect", "--type", "image", name, timeout=60).code == 0:
        say(f"base: the stand-in for python:3.12-slim is cached (Debian bookworm, {kind})")
        return name
    say(f"base: making a stand-in for python:3.12-slim by debootstrap (Debian bookworm, {kind})")
    with tempfile.TemporaryDirectory(prefix="parwatch-base-", dir="/var/tmp") as folder:
        fill(Path(folder) / "root", donor)
        commit(Path(folder) / "root", name)
    return name


def pyenv_python() -> Path | None:
    """The prefix of a 3.12 interpreter that pyenv has built here, if there is one."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [prefix for prefix in versions.glob("3.12.*") if (prefix / "bin/python3.12").exists()]
    return max(found, default=None, key=lambda prefix: int(prefix.name.rsplit(".", 1)[1]))


def fill(root: Path, donor: Path | None) -> None:
    """Lay Debian and an interpreter into `root`."""
    packages = STAND_IN_PACKAGES if donor else f"{STAND_IN_PACKAGES},python3,python3-venv"
    must("debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(root), timeout=420)
    if donor:
        leave_out = shutil.ignore_patterns("test", "idlelib", "config-3.12-*", "__pycache__", "*.a", "_tkinter*")
        shutil.copytree(donor, root / "usr/local", symlinks=True, ignore=leave_out, dirs_exist_ok=True)
        must("chroot", str(root), "/sbin/ldconfig", timeout=60)
    else:
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for rubbish in (*root.glob("var/cache/apt/archives/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
        rubbish.unlink()


def commit(root: Path, name: str) -> None:
    """Make an image of a folder."""
    container = must("buildah", "from", "scratch", timeout=60).tail
    try:
        must("buildah", "add", "--quiet", container, str(root), "/", timeout=180)
        path = "PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
        must("buildah", "config", "--env", path, "--cmd", "python3", container, timeout=60)
        must("buildah", "commit", "--quiet", "--format", "docker", container, name, timeout=180)
    finally:
        run("buildah", "rm", container, timeout=60)
