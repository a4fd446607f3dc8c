#!/usr/bin/env bash
# Writes the four lock files from pyproject.toml. `make lock` runs it; `make lock ARGS=--upgrade` takes newer releases.
#
# Every lock is universal (one file for Python 3.11 and newer, each system) and carries hashes; none names an index, so
# that the same file installs from whichever index the reader's pip is set up for.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
    uv=(uv)
else
    tool_venv=.cache/uv
    [ -x "$tool_venv/bin/uv" ] || { python3 -m venv "$tool_venv" && "$tool_venv/bin/pip" install -q "uv==$UV_VERSION"; }
    uv=("$tool_venv/bin/uv")
fi

compile() {
    local out=$1
    shift
    "${uv[@]}" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 --output-file "$out" "$@" ${upgrade[@]+"${upgrade[@]}"}
    echo "lock: $out, $(pins "$out" | wc -l) distributions"
}

pins() { sed -nE 's/^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+).*/\1 \2/p' "$@" | sort -u; }

upgrade=("$@")
compile requirements.lock pyproject.toml
compile requirements-build.lock --group pyproject.toml:build
compile requirements-dev.lock pyproject.toml --group dev
compile requirements-bench.lock pyproject.toml --extra bench --group dev

# Each set is resolved by itself; the service must be tested with the versions that it ships with.
apart=$(pins requirements.lock requirements-build.lock requirements-dev.lock requirements-bench.lock | cut -d' ' -f1 | uniq -d)
if [ -n "$apart" ]; then
    echo "lock: the files pin different versions of: $apart" >&2
    exit 1
fi
