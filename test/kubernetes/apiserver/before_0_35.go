//go:build before_0_35

package main

import (
	"net/http"

	"k8s.io/apiserver/pkg/endpoints/discovery/aggregated"
)

// discovery is that of since_0_35.go, whose servers ask their peers as well.
func discovery(list http.Handler, groups aggregated.ResourceManager) http.Handler {
	return aggregated.WrapAggregatedDiscoveryToHandler(list, groups)
}
