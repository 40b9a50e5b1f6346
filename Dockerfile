# syntax=docker/dockerfile:1
# The application: page and API (`serve`), or crawler and ingest (`schedule`). It holds no secret: passwords and
# certificates come when it is started. To pin the base to its bytes, add @sha256:… of the tag below.
FROM python:3.11.15-slim-bookworm AS base

FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
RUN python -m venv /opt/shingikai
WORKDIR /build
# the locked packages first: they change seldom, so that this layer is used again
COPY requirements.lock ./
RUN /opt/shingikai/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY crawler ./crawler
COPY index_mappings ./index_mappings
RUN /opt/shingikai/bin/pip install --no-deps --no-build-isolation .

FROM base
# scans are read where tesseract is
RUN apt-get update \
    && apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-jpn \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 shingikai \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin shingikai \
    && install -d -o 10001 -g 10001 /data
COPY --from=build /opt/shingikai /opt/shingikai
ENV PATH=/opt/shingikai/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SHINGIKAI_DATA=/data
USER 10001:10001
WORKDIR /data
EXPOSE 8000
ENTRYPOINT ["shingikai"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=12)"]
