#!/usr/bin/env bash
# Builds the oracle, the reader and the API server of this folder and prints the directory that holds them.
#
#   build.sh           build unless that was done before
#   build.sh --where   only print where they are, or would be
#
# Exit 3: there is no go command. The directory's name is a digest of everything that goes in, so an old build is never
# taken for the present one. A first build takes minutes, later ones seconds: keep GOCACHE and GOMODCACHE.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
inputs=$(cat -- go.mod go.sum build.sh */*.go | digest | cut -c1-16)
target="${XDG_CACHE_HOME:-$HOME/.cache}/crd-upgrade-guard/kubernetes-$inputs"

if [[ ${1:-} == --where || (-x $target/oracle && -x $target/reader && -x $target/apiserver) ]]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "test/kubernetes/build.sh: go is not installed, so the tests against a real API server cannot run" >&2
  exit 3
fi

# A Kubernetes library v0.X.Y is part of Kubernetes v1.X.Y, which /version has to say.
version=$(sed -nE 's/^[[:space:]]*k8s\.io\/apiextensions-apiserver v0\.([0-9.]+)$/v1.\1/p' go.mod)
mkdir -p "${target%/*}"
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
go build -mod=readonly -buildvcs=false -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" -o "$work/" ./oracle ./reader ./apiserver >&2
rm -rf "$target" # incomplete, or a build that ended a moment ago and is the same
mv "$work" "$target"
echo "$target"
