package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/request/anonymous"
	"k8s.io/apiserver/pkg/authentication/request/bearertoken"
	"k8s.io/apiserver/pkg/authentication/request/union"
	x509request "k8s.io/apiserver/pkg/authentication/request/x509"
	"k8s.io/apiserver/pkg/authentication/token/tokenfile"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

const reader = "crd-reader"

// lacking is the group of those who may do everything but one thing, which their extra says: verb, group, resource.
const lacking = "lacking"

// rightsOfMigrate are what the command needs, each with a name; an empty resource stands for every custom resource.
var rightsOfMigrate = [][]string{
	{"get-crd", "get", "apiextensions.k8s.io", "customresourcedefinitions"},
	{"patch-status", "patch", "apiextensions.k8s.io", "customresourcedefinitions/status"},
	{"list", "list", "traffic.example.com", ""},
	{"get", "get", "traffic.example.com", ""},
	{"update", "update", "traffic.example.com", ""},
}

// lackingToken has nothing in common with the user's name, which clients may print.
func lackingToken(index int) string { return fmt.Sprintf("secret-%d", index) }

// lacks tells whether the attributes are the one thing that such a user may not do.
func lacks(a authorizer.Attributes) bool {
	right := a.GetUser().GetExtra()[lacking]
	resource := a.GetResource()
	if a.GetSubresource() != "" {
		resource += "/" + a.GetSubresource()
	}
	return len(right) != 3 || a.GetVerb() == right[0] && a.GetAPIGroup() == right[1] && (right[2] == "" || right[2] == resource)
}

// newAuthenticator knows callers as kube-apiserver does: certificates of our authority, static tokens, else anonymous.
func newAuthenticator(authorityPEM []byte) (authenticator.Request, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authorityPEM) {
		return nil, errors.New("the authority's certificate cannot be read")
	}
	options := x509request.DefaultVerifyOptions()
	options.Roots = roots
	users := map[string]*user.DefaultInfo{readerToken: {Name: reader}, nobodyToken: {Name: "nobody"}}
	for index, right := range rightsOfMigrate {
		users[lackingToken(index)] = &user.DefaultInfo{Name: "lacks-" + right[0], Groups: []string{lacking}, Extra: map[string][]string{lacking: right[1:]}}
	}
	tokens := tokenfile.New(users)
	known := union.NewFailOnError(
		x509request.New(options, x509request.CommonNameUserConversion),
		bearertoken.New(tokens),
	)
	return union.NewFailOnError(group.NewAuthenticatedGroupAdder(known), anonymous.NewAuthenticator(nil)), nil
}

// authorize grants what a cluster's default RBAC roles and one role for the reader would.
func authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	groups := a.GetUser().GetGroups()
	allowed := slices.Contains(groups, user.SystemPrivilegedGroup)
	if !a.IsResourceRequest() {
		open := []string{"/version", "/healthz", "/readyz", "/livez"}
		allowed = allowed || a.GetVerb() == "get" && (slices.Contains(open, a.GetPath()) ||
			slices.Contains(groups, user.AllAuthenticated) && isDiscovery(a.GetPath()))
	} else if a.GetUser().GetName() == reader {
		allowed = allowed || a.GetAPIGroup() == "apiextensions.k8s.io" && a.GetSubresource() == "" &&
			a.GetResource() == "customresourcedefinitions" && (a.GetVerb() == "get" || a.GetVerb() == "list")
	} else if slices.Contains(groups, lacking) {
		allowed = !lacks(a)
	}
	if allowed {
		return authorizer.DecisionAllow, "", nil
	}
	return authorizer.DecisionNoOpinion, "", nil
}

func isDiscovery(path string) bool {
	for _, root := range []string{"/api", "/apis", "/openapi"} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}
