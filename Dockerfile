# Two images: `release` serves, works and migrates; `copies` makes safety copies and restores them.
# deploy/README.md says how to build them, with an engine and without one.
ARG BASE=python:3.13.15-slim-trixie
ARG DATABASE=postgres:18.6-trixie

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/liandong
# The installer has an environment of its own, which stays behind in this stage.
RUN python3 -m venv /installer
COPY requirements.lock ./
RUN /installer/bin/pip install --require-hashes --only-binary :all: --target /srv/packages \
    --requirement requirements.lock
COPY app app
COPY alembic alembic
COPY openapi openapi
RUN python3 -m compileall -q app alembic

FROM ${BASE} AS release
ARG REVISION=unknown
LABEL org.opencontainers.image.title="liandong" \
      org.opencontainers.image.description="Inter-agency referral of wage-arrears cases" \
      org.opencontainers.image.revision="${REVISION}"
RUN groupadd --gid 10001 liandong \
    && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home \
        --shell /usr/sbin/nologin liandong \
    && rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/site-packages/pip* \
        /usr/local/lib/python3*/ensurepip /usr/lib/python3*/ensurepip /usr/share/python-wheels
COPY --from=build /srv /srv
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/srv/liandong:/srv/packages PYTHONUNBUFFERED=1
WORKDIR /srv/liandong
USER 10001:10001
RUN ["python3", "-c", "import app.main"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python3", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python3", "-m", "app"]
CMD ["serve", "--host", "0.0.0.0"]

# A dump program must not be older than its server, so this image is made of the server's own. Its
# Python is Debian's; the import at the end fails if that is not of the version of the packages.
FROM ${DATABASE} AS copies
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 liandong \
    && useradd --uid 10001 --gid 10001 --home-dir /nonexistent --no-create-home \
        --shell /usr/sbin/nologin liandong
COPY --from=build /srv /srv
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/srv/liandong:/srv/packages PYTHONUNBUFFERED=1
WORKDIR /srv/liandong
USER 10001:10001
RUN ["python3", "-c", "import app.core.safety_copies"]
ENTRYPOINT ["python3", "-m", "app"]
CMD ["--help"]
