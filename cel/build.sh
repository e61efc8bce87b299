#!/usr/bin/env bash
# Builds the CEL compiler of the API server for WebAssembly, and gathers the licences of what is in it.
#
#   build.sh WASM LICENSES
#
# Exit 3: there is no go command, or not the version that go.mod names, and it cannot be fetched. The same sources make
# the same bytes on every machine.
#
# The modules are those of go.mod. Packages that serve metrics, webhooks and clusters make nine tenths of what they
# import; `_instead` has what stands for them, and `_added` the door to the server's checks. Besides, a few lines are
# edited below. A line that a new version of the modules does not have any more ends the build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
wasm=$(realpath -m "$1")
licenses=$(realpath -m "$2")

if ! command -v go >/dev/null; then
  echo "cel/build.sh: go is not installed" >&2
  exit 3
fi
GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod)
export GOTOOLCHAIN GOFLAGS= GOWORK=off GOEXPERIMENT= GOWASM= CGO_ENABLED=0
if ! go version >/dev/null; then
  echo "cel/build.sh: $GOTOOLCHAIN cannot be had" >&2
  exit 3
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R go.mod go.sum ./*.go _added _instead "$work"
cd "$work"
go mod vendor

# Whole packages.
(cd _instead && find . -name '*.go' -exec dirname {} \; | sort -u) | while read -r package; do
  rm -f "vendor/$package"/*.go
done
cp -R _instead/. _added/. vendor/

# Single files that nobody here calls: an older form of OpenAPI, and reading files from the network.
rm vendor/k8s.io/kube-openapi/pkg/validation/spec/gnostic.go
rm vendor/github.com/go-openapi/swag/{loading,yamlutils,cmdutils,fileutils,netutils}_iface.go
cat >vendor/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/metrics.go <<'GO'
package validation

import "time"

type noMetrics struct{}

func (noMetrics) ObserveRatchetingTime(time.Duration) {}

var Metrics noMetrics
GO

# edit FILE OLD NEW: OLD must be there once.
edit() {
  OLD=$2 NEW=$3 perl -0pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/g == 1 or die "not once in $ARGV: $ENV{OLD}\n"' "vendor/$1"
}
authorizer=k8s.io/apiserver/pkg/authorization/authorizer/interfaces.go
edit $authorizer $'\t"net/http"\n' ''
edit $authorizer ', *http.Request) Attributes' ') Attributes'
# What a server has stored may use all that it knows: that of the server in question, not of this code.
environment=k8s.io/apiserver/pkg/cel/environment/environment.go
edit $environment 'version.MajorMinor(math.MaxUint, math.MaxUint)' 'storedVersion()'
edit $environment $'\t"math"\n' ''
edit k8s.io/apiserver/pkg/cel/environment/base.go 'cel.OptionalTypes(),' 'optionalTypes(),'
# Of rules that cost the same the server names those that it happened upon first; here the order is always the same.
edit k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/cel_validation.go \
  'return c.MostExpensive[i].Cost > c.MostExpensive[j].Cost' \
  'a, b := c.MostExpensive[i], c.MostExpensive[j]
		return a.Cost > b.Cost || (a.Cost == b.Cost && a.Path.String() < b.Path.String())'
# What an object is told: the server walks its maps as they come, and says some things otherwise than older ones did.
values=k8s.io/apiserver/pkg/cel/common/valuesunstructured.go
edit $values $'\tfor k := range t.value {\n' $'\tfor _, k := range slices.Sorted(maps.Keys(t.value)) {\n'
edit $values $'import (\n' $'import (\n\t"maps"\n\t"slices"\n'
rules=k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
edit $rules $'for k, v := range obj {\n\t\t\tvar oldV' $'for _, k := range inOrder(obj) {\n\t\t\tv := obj[k]\n\t\t\tvar oldV'
edit $rules $'for k, v := range obj {\n\t\t\tsub, ok' $'for _, k := range inOrder(obj) {\n\t\t\tv := obj[k]\n\t\t\tsub, ok'
edit $rules 'ForReason(currentFldPath, value, detail' 'ForReason(currentFldPath, printed(value, sts.Type), detail'
edit $rules $'currentFldPath = currentFldPath.Child(compiled.NormalizedRuleFieldPath)\n' \
  $'currentFldPath = currentFldPath.Child(compiled.NormalizedRuleFieldPath)\n\t\t\tfldPath = pathAfter(fldPath, currentFldPath)\n'
edit $rules $'} else {\n\t\treturn strings.TrimSpace(rule.Message)' $'} else {\n\t\treturn messageOf(rule.Message)'

GOOS=wasip1 GOARCH=wasm go build -mod=vendor -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o "$wasm" .

# Each text once, below the modules that have a package in this file and come with it; Go's own is one of them.
mkdir texts
keep() { # MODULE FILE...
  local module=$1 digest
  shift
  [[ $# -gt 0 ]] || { echo "no licence: $module" >&2 && return 1; }
  cat "$@" | tr -d '\r' >text
  digest=$(sha256sum <text | cut -d' ' -f1)
  mv text "texts/$digest"
  echo "$module" >>"texts/$digest.modules"
}
keep "Go ${GOTOOLCHAIN#go}" "$(go env GOROOT)/LICENSE"
GOOS=wasip1 GOARCH=wasm go list -mod=vendor -deps -f '{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}{{end}}{{end}}' . |
  LC_ALL=C sort -u >modules
while read -r path version; do
  folder=$(go list -mod=mod -m -f '{{.Dir}}' "$path")
  mapfile -t texts < <(find "$folder" -maxdepth 1 -type f \( -iname 'licen[cs]e*' -o -iname 'notice*' \) | LC_ALL=C sort)
  keep "$path $version" "${texts[@]}"
done <modules
first=
for list in $(grep -n '' texts/*.modules | sed -E 's/^([^:]*):1:(.*)$/\2\t\1/;t;d' | LC_ALL=C sort | cut -f2); do
  [[ -z $first ]] || printf '\n%s\n\n' "$(printf '%.0s-' {1..80})"
  first=no
  cat "$list" <(echo) "${list%.modules}"
done >"$licenses"
