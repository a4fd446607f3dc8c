#!/usr/bin/env bash
# Makes the environment in .venv: `setup.sh run` for what the service needs, `setup.sh dev` with the developer's tools,
# `setup.sh bench` with what the benchmarks compare against. The Makefile calls it when a lock file has changed.
#
# Every distribution comes from a lock file with its hash; the project itself is installed editable, without asking the
# index anything. pip's own words go to .venv/setup.log and are shown only when it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=$1
venv=.venv
log=$venv/setup.log

die() {
    echo "setup: $*" >&2
    exit 1
}

# The first interpreter that is new enough; $PYTHON, when given, is the only candidate.
interpreter() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    die "parwatch needs Python 3.11 or newer; ${PYTHON:-python3} is $("${PYTHON:-python3}" --version 2>/dev/null || echo missing)." \
        "Install a newer one, or name it: make setup PYTHON=/path/to/python3.12"
}

create() {
    local python
    python=$(interpreter)
    "$python" -c 'import venv, ensurepip' 2>/dev/null \
        || die "$python comes without venv; on Debian and Ubuntu: apt-get install python3-venv"
    "$python" -m venv "$venv" || die "$python -m venv $venv failed"
}

install() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@" >>"$log" 2>&1 \
        || { tail -n 12 "$log" >&2; die "pip failed (all it said is in $log); once mended, run the same command again"; }
}

case $kind in
    run) locks=(requirements.lock requirements-build.lock) ;;
    dev) locks=(requirements-dev.lock) ;;
    bench) locks=(requirements-bench.lock) ;;
    *) die "run, dev or bench?" ;;
esac

started=$SECONDS
"$venv/bin/python" -c 'import pip' 2>/dev/null || create
: >"$log"
echo "setup: $(cat "${locks[@]}" | grep -c '^[a-z0-9].*==') locked packages into $venv ($("$venv/bin/python" --version)) ..."
for lock in "${locks[@]}"; do
    install --require-hashes -r "$lock"
done
install --no-index --no-deps --no-build-isolation --editable .
# A wider environment serves every narrower need.
case $kind in
    run) touch "$venv/.run" ;;
    dev) touch "$venv/.run" "$venv/.dev" ;;
    bench) touch "$venv/.run" "$venv/.dev" "$venv/.bench" ;;
esac
echo "setup: done in $((SECONDS - started)) s; the command is $venv/bin/parwatch"
