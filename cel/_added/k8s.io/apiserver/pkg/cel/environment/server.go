package environment

import (
	"github.com/google/cel-go/cel"

	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/util/compatibility"
)

// stored is what a server of the version that is asked for knows: what it has stored may use all of it. The server's own
// code takes the newest that it knows itself here.
var stored = version.MajorMinor(1, 0)

// SetServer chooses the version of the server whose answers are wanted, and the one that new expressions have to be
// compatible with.
func SetServer(minor, newMinor uint) {
	next := version.MajorMinor(1, minor)
	if !next.EqualTo(stored) {
		stored = next
		baseEnvs.Clear()
	}
	compatibility.SetMinCompatibilityVersion(version.MajorMinor(1, newMinor))
}

// optionalTypes are those of the library that the server was built with: first and last came with Kubernetes 1.33.
func optionalTypes() cel.EnvOption {
	return func(e *cel.Env) (*cel.Env, error) {
		if stored.LessThan(version.MajorMinor(1, 33)) {
			return cel.OptionalTypes(cel.OptionalTypesVersion(1))(e)
		}
		return cel.OptionalTypes()(e)
	}
}

func storedVersion() *version.Version {
	return stored
}
