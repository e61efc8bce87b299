#!/usr/bin/env bash
# Builds the programs that tests run for real, at pinned versions, and prints the directory that holds them.
#
#   build.sh           build what is not there yet
#   build.sh --where   only print where they are, or would be
#
# The JSON schema of SARIF 2.1.0 comes with them. helm3 and helm4 render charts and pull them, kustomize builds
# kustomizations, act runs the workflows of examples/ without Docker, actionlint reads them; registry is an OCI registry, and
# oras puts into it and takes out of it what is no chart. Exit 3: there is no go command. A first build takes minutes: keep
# GOCACHE and GOMODCACHE.
set -euo pipefail

TOOLS=(
  helm3=helm.sh/helm/v3/cmd/helm@v3.22.0
  helm4=helm.sh/helm/v4/cmd/helm@v4.3.1
  kustomize=sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
  act=github.com/nektos/act@v0.2.89
  actionlint=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
  oras=oras.land/oras/cmd/oras@v1.3.6
  registry=github.com/distribution/distribution/v3/cmd/registry@v3.1.2
)

# Taken out of the package alone: nothing of it is run or depended on.
SARIF_SCHEMA=@microsoft/jest-sarif@1.0.0-beta.0

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
inputs=$(printf '%s\n' "${TOOLS[@]}" | digest | cut -c1-16)
target="${XDG_CACHE_HOME:-$HOME/.cache}/crd-upgrade-guard/tools-$inputs"

if [[ ${1:-} == --where ]]; then
  echo "$target"
  exit 0
fi
mkdir -p "$target"
work=
trap 'rm -rf "$work"' EXIT
if [[ ! -f $target/sarif-2.1.0.json ]]; then
  work=$(mktemp -d "$target.XXXXXX")
  (cd "$work" && npm pack --silent "$SARIF_SCHEMA" >&2 && tar xzf ./*.tgz)
  mv "$work"/package/lib/schemas/sarif-2.1.0-rtm.5.json "$target/sarif-2.1.0.json"
  rm -rf "$work"
fi
for tool in "${TOOLS[@]}"; do
  name=${tool%%=*}
  [[ -x $target/$name ]] && continue
  if ! command -v go >/dev/null; then
    echo "test/tools/build.sh: go is not installed, so tests that run $name cannot run" >&2
    exit 3
  fi
  work=$(mktemp -d "$target.XXXXXX")
  # Not in a module: the versions above decide, and no go.mod of a folder above.
  (cd "$work" && GOBIN="$work" GOFLAGS=-trimpath go install "${tool#*=}") >&2
  built=("$work"/*)
  mv "${built[0]}" "$target/$name"
  rm -rf "$work"
done
echo "$target"
