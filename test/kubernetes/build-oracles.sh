#!/usr/bin/env bash
# Builds the oracle with the code of older API servers and prints the directory that holds them, one a version.
#
#   build-oracles.sh                     those that servers.txt marks "ci", unless that was done before
#   build-oracles.sh --all               all of servers.txt
#   build-oracles.sh v0.29.15 v0.30.14   these
#   build-oracles.sh --where             only print where they are, or would be
#   build-oracles.sh --update [...]      write the digests of what was downloaded to servers.sum
#
# Exit 3: there is no go command. One version is built after the other, with one compiler at a time: each takes some two
# minutes of processor time on a cold cache. The modules of a version are those that its own go.mod files ask for, and
# servers.sum, one file for all, has the digest of each: an unknown or changed one ends the build. What stores and calls
# out, and never judges, is left out of two of them, which halves what is compiled. The go line is the version's own, so
# that the library behaves as in that server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
inputs=$(cat -- build-oracles.sh oracle/*.go | digest | cut -c1-16)
target="${XDG_CACHE_HOME:-$HOME/.cache}/crd-upgrade-guard/oracles-$inputs"

update=
if [[ ${1:-} == --update ]]; then update=1; shift; fi
case ${1:-} in
  --where) echo "$target"; exit 0 ;;
  --all) versions=$(sed -nE 's/^(v0[0-9.]+).*/\1/p' servers.txt) ;;
  "") versions=$(sed -nE 's/^(v0[0-9.]+) ci$/\1/p' servers.txt) ;;
  *) versions=$* ;;
esac

# What is judged is in customresource/ and customresourcedefinition/strategy.go, generic/matcher.go and
# webhook/validation.go.
build() {
  cd "$work"
  mkdir oracle
  cp "$here"/oracle/*.go oracle/
  cp "$here/servers.sum" go.sum
  printf 'module crd-upgrade-guard.test/kubernetes\n\ngo 1.26.0\n\nrequire (\n' >go.mod
  printf '\tk8s.io/%s '"$1"'\n' apiextensions-apiserver apimachinery apiserver >>go.mod
  printf ')\n' >>go.mod
  for module in apiextensions-apiserver apiserver; do
    go mod download "k8s.io/$module" >&2
    cp -R "$(go list -mod=mod -m -f '{{.Dir}}' "k8s.io/$module")" "$module"
  done
  go mod edit -go="$(go list -mod=mod -m -f '{{.GoVersion}}' k8s.io/apiextensions-apiserver)" \
    -replace=k8s.io/apiextensions-apiserver=./apiextensions-apiserver -replace=k8s.io/apiserver=./apiserver
  chmod -R u+w apiextensions-apiserver apiserver
  rm apiextensions-apiserver/pkg/registry/customresource{,definition}/etcd.go
  rm apiserver/pkg/registry/generic/{options,storage_decorator}.go
  find apiserver/pkg/util/webhook -name '*.go' ! -name validation.go -delete
  local minor=${1#v0.} tags=before_0_37 before
  minor=${minor%%.*}
  for before in 28 29 30; do ((minor >= before)) || tags+=,before_0_$before; done
  go build -p=1 -mod=mod -tags "$tags" -buildvcs=false -ldflags "-s -w" -o "$1" ./oracle >&2
  cd "$here"
}

mkdir -p "$target"
work=$(mktemp -d "$target/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
for version in $versions; do
  [[ -n $update || ! -x $target/$version ]] || continue
  if ! command -v go >/dev/null; then
    echo "test/kubernetes/build-oracles.sh: go is not installed" >&2
    exit 3
  fi
  rm -rf "${work:?}"/*
  build "$version"
  if [[ -n $update ]]; then
    LC_ALL=C sort -u "$work/go.sum" >"$here/servers.sum"
  elif [[ -n $(LC_ALL=C sort -u "$work/go.sum" | LC_ALL=C comm -13 servers.sum -) ]]; then
    echo "test/kubernetes/build-oracles.sh: $version needs modules that servers.sum does not have" >&2
    exit 1
  fi
  mv "$work/$version" "$target/$version"
done
echo "$target"
