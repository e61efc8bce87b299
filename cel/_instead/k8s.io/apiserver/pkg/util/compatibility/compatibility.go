// Package compatibility tells the version that is asked about where a server tells its own.
package compatibility

import "k8s.io/apimachinery/pkg/util/version"

type EffectiveVersion struct {
	minCompatibility *version.Version
}

func (v *EffectiveVersion) MinCompatibilityVersion() *version.Version {
	return v.minCompatibility
}

type registry struct {
	effective EffectiveVersion
}

func (r *registry) EffectiveVersionFor(string) *EffectiveVersion {
	return &r.effective
}

var DefaultComponentGlobalsRegistry = &registry{}

func DefaultBuildEffectiveVersion() *EffectiveVersion {
	return &DefaultComponentGlobalsRegistry.effective
}

func SetMinCompatibilityVersion(v *version.Version) {
	DefaultComponentGlobalsRegistry.effective.minCompatibility = v
}
