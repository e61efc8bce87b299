//go:build !before_0_35

package main

import (
	"net/http"

	"k8s.io/apiserver/pkg/endpoints/discovery/aggregated"
)

// discovery answers whoever asks for aggregated discovery from groups, and everybody else from list.
func discovery(list http.Handler, groups aggregated.ResourceManager) http.Handler {
	return aggregated.WrapAggregatedDiscoveryToHandler(list, groups, nil)
}
