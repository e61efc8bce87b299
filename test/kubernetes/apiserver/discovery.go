package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"

	apidiscovery "k8s.io/api/apidiscovery/v2"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/endpoints/discovery/aggregated"
	clientdiscovery "k8s.io/client-go/discovery"
)

// front answers what kube-apiserver's aggregator answers before the CRD server: the two discovery documents. kubectl
// asks for them before anything else, and needs v1 in /api to send a List.
type front struct {
	groups aggregated.ResourceManager
	stored http.Handler
	next   http.Handler
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, storedPath) {
		f.stored.ServeHTTP(w, r)
		return
	}
	switch r.URL.Path {
	case "/api", "/api/":
		writeJSON(w, metav1.APIVersions{TypeMeta: metav1.TypeMeta{Kind: "APIVersions"}, Versions: []string{"v1"}})
	case "/api/v1":
		writeJSON(w, metav1.APIResourceList{
			TypeMeta:     metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"},
			GroupVersion: "v1",
			// kubectl takes a group version without resources for a broken one. Nothing answers at this one.
			APIResources: []metav1.APIResource{{Name: "namespaces", SingularName: "namespace", Kind: "Namespace", Verbs: []string{}}},
		})
	case "/apis", "/apis/":
		discovery(http.HandlerFunc(f.groupList), f.groups).ServeHTTP(w, r)
	default:
		f.next.ServeHTTP(w, r)
	}
}

// groupList answers clients that do not ask for aggregated discovery.
func (f *front) groupList(w http.ResponseWriter, r *http.Request) {
	request := r.Clone(r.Context())
	request.Header.Set("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
	request.Header.Del("If-None-Match")
	recorder := httptest.NewRecorder()
	f.groups.ServeHTTP(recorder, request)
	var all apidiscovery.APIGroupDiscoveryList
	if err := json.Unmarshal(recorder.Body.Bytes(), &all); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	groups, _, _ := clientdiscovery.SplitGroupsAndResources(all)
	groups.TypeMeta = metav1.TypeMeta{Kind: "APIGroupList", APIVersion: "v1"}
	writeJSON(w, groups)
}

func writeJSON(w http.ResponseWriter, document any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(document)
}
