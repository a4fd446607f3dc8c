# parwatch as a container: one process, one unprivileged user, one volume, nothing to build with.
#
#   docker build -t parwatch .            (or: make image, with whichever of docker, podman and buildah is there)
#
# Behind a package mirror hand over pip's own settings, which stay out of the image:
#   docker build --secret id=pip_conf,src=/etc/pip.conf --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt .
ARG BASE=python:3.12-slim

# ---------------------------------------------------------------------------------------------------- build
FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_COMPILE=1
WORKDIR /src

# Two environments: the tools that make the wheel never meet the one that is shipped, and that one never holds pip.
RUN python -m venv /opt/build && python -m venv --without-pip /opt/parwatch

# The locks come first: a change of the code alone reuses this layer.
COPY requirements.lock requirements-build.lock ./
RUN --mount=type=secret,id=pip_conf,target=/etc/pip.conf \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    /opt/build/bin/pip install --quiet --require-hashes --only-binary=:all: -r requirements-build.lock \
 && /opt/build/bin/pip --python /opt/parwatch/bin/python install --quiet --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE CHANGELOG.md sources.toml ./
COPY parwatch_core parwatch_core
COPY scraper scraper
COPY storage storage
COPY alerts alerts
COPY parwatch parwatch
RUN /opt/build/bin/pip wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
 && /opt/build/bin/pip --python /opt/parwatch/bin/python install --quiet --no-index --no-deps /tmp/wheel/*.whl \
 && /opt/parwatch/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/parwatch/lib

# ---------------------------------------------------------------------------------------------------- image
FROM ${BASE}
ARG VERSION=0 REVISION=unknown CREATED=unknown
LABEL org.opencontainers.image.title="parwatch" \
      org.opencontainers.image.description="Watches Vietnamese government portals and alerts on Telegram when a new article reports an administrative-reform ranking" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="The parwatch maintainers" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

# The base's own pip goes too. Its standard library comes without bytecode, which nothing could write at run time (the
# root file system is read-only): without this every start, and every health check, would compile it anew.
RUN groupadd --gid 10001 parwatch \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin parwatch \
 && install --directory --owner=parwatch --group=parwatch --mode=0750 /data \
 && lib="$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
 && rm -rf "$lib"/site-packages/* "$lib"/ensurepip "$lib"/idlelib "$lib"/test /usr/local/bin/pip* \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash "$lib"

COPY --from=build /opt/parwatch /opt/parwatch
COPY sources.toml /config/sources.toml

ENV PATH=/opt/parwatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PARWATCH_SOURCES=/config/sources.toml \
    PARWATCH_DATABASE_URL=sqlite:////data/parwatch.db \
    PARWATCH_HTTP_HOST=0.0.0.0

# By number, so that an orchestrator's "must not be root" check can see it. The working folder is where .env would be
# read from: not one that the service itself can write to.
USER 10001:10001
WORKDIR /
VOLUME ["/data"]
# The web page listens on every address of the container; which of them anybody reaches is the engine's decision.
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=15s --start-period=30s --retries=3 CMD ["/opt/parwatch/bin/parwatch", "health"]
ENTRYPOINT ["/opt/parwatch/bin/parwatch"]
CMD ["run"]
