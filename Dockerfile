# Build: the wheel and its locked dependencies, in a folder that is copied as it is.
FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /tools && /tools/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-build.lock
RUN python -m venv /opt/mock-server && /opt/mock-server/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY mock_server mock_server
COPY scenarios scenarios
COPY openapi openapi
COPY docs/fidelity docs/fidelity
COPY schemathesis.toml schemathesis_hooks.py ./
RUN /tools/bin/python -m pip wheel --no-deps --no-build-isolation --no-cache-dir --wheel-dir /wheels . \
 && /opt/mock-server/bin/python -m pip install --no-deps --no-index --no-cache-dir --find-links /wheels pharmacy-mock-server

# Run: no compiler, no shell needed, nothing written, nobody special.
FROM python:3.11.14-slim-bookworm
COPY --from=build /opt/mock-server /opt/mock-server
ENV PATH=/opt/mock-server/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MOCK_SERVER_HOST=0.0.0.0
USER 65532:65532
WORKDIR /home
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["mock-server", "health"]
ENTRYPOINT ["mock-server"]
CMD ["serve"]
