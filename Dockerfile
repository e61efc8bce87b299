# syntax=docker/dockerfile:1
# The command line with what it may start: git, helm, kustomize and oras. docs/container.md says how to build and use it.

# The same versions as in the tests (test/tools/); those of images stand where Dependabot finds them, which knows no
# variables. Whoever still renders with helm 3 builds with
# --build-arg HELM=helm.sh/helm/v3/cmd/helm@v3.22.0
FROM --platform=$BUILDPLATFORM golang:1.26.8-alpine AS tools
ARG TARGETOS
ARG TARGETARCH
ARG HELM=helm.sh/helm/v4/cmd/helm@v4.3.1
ARG KUSTOMIZE=sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
ARG ORAS=oras.land/oras/cmd/oras@v1.3.6
ENV CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-trimpath
# Built from source: Go compares every module with the public checksum database, so a version is its contents. For another
# architecture they end up in a folder of its name.
RUN set -eu; \
    for tool in "$HELM" "$KUSTOMIZE" "$ORAS"; do \
      GOOS="$TARGETOS" GOARCH="$TARGETARCH" go install -ldflags="-s -w" "$tool"; \
    done; \
    mkdir /out; \
    find /go/bin -type f -exec mv {} /out/ \;

FROM node:24.21.0-alpine
LABEL org.opencontainers.image.title="crd-upgrade-guard" \
      org.opencontainers.image.description="Finds the CustomResourceDefinition updates that a live Kubernetes cluster will refuse" \
      org.opencontainers.image.source="https://github.com/crd-upgrade-guard/crd-upgrade-guard" \
      org.opencontainers.image.licenses="Apache-2.0"
# Not pinned: Alpine keeps no older package, and a fix of git is wanted.
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates git openssh-client-default \
    # A CI system checks out as another user than the one that reads. Nothing of a repository's own configuration is obeyed.
    && git config --system --add safe.directory '*' \
    # Nobody installs packages in it.
    && rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-*
COPY --from=tools /out/ /usr/local/bin/
COPY LICENSE /opt/crd-upgrade-guard/
COPY dist/cli.cjs dist/cel.cjs dist/cel.wasm.br dist/cluster.cjs dist/fetching.cjs dist/migration.cjs dist/LICENSES.txt /opt/crd-upgrade-guard/dist/
RUN ln -s /opt/crd-upgrade-guard/dist/cli.cjs /usr/local/bin/crd-upgrade-guard
# By number, so that Kubernetes sees that it is not root.
USER 1000:1000
WORKDIR /work
# None of its own: CI systems start a shell in it.
ENTRYPOINT []
CMD ["crd-upgrade-guard", "--help"]
