#!/usr/bin/env bash
# Builds the API server of this folder with the code of an older one, of which updates of what is invalid can be had with and
# without ratcheting, and prints the directory that holds it.
#
#   build-former.sh           build unless that was done before
#   build-former.sh --where   only print where it is, or would be
#   build-former.sh --update  write the digests of what was downloaded to servers.sum
#
# Exit 3: there is no go command. The modules are those that its own go.mod asks for, as in build-oracles.sh, whose newest
# version that .ci/run builds this is: most of what both need is compiled once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
version=v0.31.14

digest() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; }
inputs=$(cat -- build-former.sh apiserver/*.go | digest | cut -c1-16)
target="${XDG_CACHE_HOME:-$HOME/.cache}/crd-upgrade-guard/former-$inputs"

if [[ ${1:-} == --where || (${1:-} != --update && -x $target/apiserver) ]]; then
  echo "$target"
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "test/kubernetes/build-former.sh: go is not installed" >&2
  exit 3
fi

mkdir -p "${target%/*}"
work=$(mktemp -d "$target.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/apiserver" "$work/built"
cp apiserver/*.go "$work/apiserver/"
cp servers.sum "$work/go.sum"
# The library's own go.mod knows which etcd it is tested with.
etcd=$(go mod download -json "k8s.io/apiextensions-apiserver@$version" | sed -nE 's/^[[:space:]]*"GoMod": "(.*)",$/\1/p')
cd "$work"
printf 'module crd-upgrade-guard.test/kubernetes\n\ngo 1.22.0\n\nrequire (\n' >go.mod
printf '\tk8s.io/%s '"$version"'\n' api apiextensions-apiserver apimachinery apiserver client-go >>go.mod
sed -nE 's/^[[:space:]]*(go\.etcd\.io\/etcd\/(api|server)\/v3 v[0-9.]+).*/\t\1/p' "$etcd" >>go.mod
printf ')\n' >>go.mod
go build -mod=mod -tags before_0_35 -buildvcs=false -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=${version/v0/v1}" -o built/ ./apiserver >&2
cd "$here"
if [[ ${1:-} == --update ]]; then
  LC_ALL=C sort -u "$work/go.sum" >servers.sum
elif [[ -n $(LC_ALL=C sort -u "$work/go.sum" | LC_ALL=C comm -13 servers.sum -) ]]; then
  echo "test/kubernetes/build-former.sh: it needs modules that servers.sum does not have" >&2
  exit 1
fi
rm -rf "$target"
mv "$work/built" "$target"
echo "$target"
