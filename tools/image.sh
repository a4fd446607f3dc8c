#!/usr/bin/env bash
# Builds the container image with the first of docker, podman and buildah that works here.
#
#   tools/image.sh [--engine docker|podman|buildah] [--tag NAME] [--base IMAGE] [-- more build options]
#
# pip's system-wide settings and the machine's certificates are lent to the build as secrets where they exist, so that a
# package mirror works; neither ends up in the image.
set -euo pipefail
cd "$(dirname "$0")/.."

engine='' tag=parwatch:latest base=python:3.12-slim
while [ $# -gt 0 ]; do
    case $1 in
        --engine) engine=$2; shift 2 ;;
        --tag) tag=$2; shift 2 ;;
        --base) base=$2; shift 2 ;;
        --) shift; break ;;
        *) echo "image: unknown option $1" >&2; exit 2 ;;
    esac
done

# A docker client without an engine behind it is common; asking the engine is the only sure test.
usable() {
    case $1 in
        docker) docker info >/dev/null 2>&1 ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

if [ -z "$engine" ]; then
    for candidate in docker podman buildah; do
        if usable "$candidate"; then
            engine=$candidate
            break
        fi
    done
fi
if [ -z "$engine" ]; then
    echo "image: none of docker (with its engine running), podman and buildah is here; install one of them," >&2
    echo "image: or run the service without a container: make run" >&2
    exit 1
fi

version=$(sed -nE 's/^__version__ = "([^"]+)"/\1/p' parwatch/__about__.py)
options=(
    --tag "$tag"
    --build-arg "BASE=$base"
    --build-arg "VERSION=$version"
    --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)"
    --build-arg "CREATED=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
)
for secret in pip_conf=/etc/pip.conf ca=/etc/ssl/certs/ca-certificates.crt; do
    [ -r "${secret#*=}" ] && options+=(--secret "id=${secret%%=*},src=${secret#*=}")
done

# HEALTHCHECK exists in docker's image format only. A build inside a container or a small virtual machine can seldom
# make namespaces; chroot isolation needs none.
case $engine in
    docker) command=(env DOCKER_BUILDKIT=1 docker build) ;;
    podman) command=(podman build --format docker) ;;
    buildah) command=(buildah bud --format docker --layers --isolation "${BUILDAH_ISOLATION:-chroot}") ;;
    *) echo "image: docker, podman or buildah, not $engine" >&2; exit 2 ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "image: building $tag $version on $base with $engine ..."
started=$SECONDS
if ! "${command[@]}" "${options[@]}" "$@" . >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "image: the build failed; its last words are above" >&2
    exit 1
fi
echo "image: $tag is built, in $((SECONDS - started)) s"
