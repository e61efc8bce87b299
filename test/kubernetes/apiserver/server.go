package main

import (
	"io"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	noopoteltrace "go.opentelemetry.io/otel/trace/noop"
	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	generatedopenapi "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	openapinamer "k8s.io/apiserver/pkg/endpoints/openapi"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/apiserver/pkg/util/openapi"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/client-go/kubernetes/scheme"
)

// newServer assembles what kube-apiserver assembles around its CRD part, without the parts that need a cluster:
// delegated authentication and authorization, admission, and priority and fairness.
func newServer(listener net.Listener, etcd *embed.Etcd, directory string, authority []byte, watchCache bool, requestTimeout time.Duration) (*genericapiserver.GenericAPIServer, error) {
	o := options.NewCustomResourceDefinitionsServerOptions(io.Discard, io.Discard)
	o.ServerRunOptions.RequestTimeout = requestTimeout
	recommended := o.RecommendedOptions
	recommended.Authentication, recommended.Authorization, recommended.CoreAPI, recommended.Admission = nil, nil, nil, nil
	recommended.Features.EnablePriorityAndFairness = false
	recommended.Etcd.StorageConfig.Transport.ServerList = []string{clientURL(etcd)}
	recommended.Etcd.EnableWatchCache = watchCache
	recommended.SecureServing.Listener = listener
	recommended.SecureServing.BindAddress = net.IPv4(127, 0, 0, 1)
	recommended.SecureServing.ServerCert.CertKey.CertFile = filepath.Join(directory, serverCertFile)
	recommended.SecureServing.ServerCert.CertKey.KeyFile = filepath.Join(directory, serverKeyFile)
	if err := o.Complete(); err != nil {
		return nil, err
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}

	generic := genericapiserver.NewRecommendedConfig(apiserver.Codecs)
	if err := o.ServerRunOptions.ApplyTo(&generic.Config); err != nil {
		return nil, err
	}
	if err := recommended.ApplyTo(generic); err != nil {
		return nil, err
	}
	if err := o.APIEnablement.ApplyTo(&generic.Config, apiserver.DefaultAPIResourceConfigSource(), apiserver.Scheme); err != nil {
		return nil, err
	}
	definitions := openapi.GetOpenAPIDefinitionsWithoutDisabledFeatures(generatedopenapi.GetOpenAPIDefinitions)
	namer := openapinamer.NewDefinitionNamer(apiserver.Scheme, scheme.Scheme)
	generic.OpenAPIConfig = genericapiserver.DefaultOpenAPIConfig(definitions, namer)
	generic.OpenAPIV3Config = genericapiserver.DefaultOpenAPIV3Config(definitions, namer)

	clientCA, err := dynamiccertificates.NewStaticCAContent("client-ca", authority)
	if err != nil {
		return nil, err
	}
	if err := generic.Authentication.ApplyClientCert(clientCA, generic.SecureServing); err != nil {
		return nil, err
	}
	if generic.Authentication.Authenticator, err = newAuthenticator(authority); err != nil {
		return nil, err
	}
	generic.Authorization.Authorizer = authorizer.AuthorizerFunc(authorize)

	config := &apiserver.Config{GenericConfig: generic}
	config.ExtraConfig.CRDRESTOptionsGetter = options.NewCRDRESTOptionsGetter(*recommended.Etcd, generic.ResourceTransformers, generic.StorageObjectCountTracker)
	config.ExtraConfig.ServiceResolver = webhook.NewDefaultServiceResolver()
	config.ExtraConfig.AuthResolverWrapper = webhook.NewDefaultAuthenticationInfoResolverWrapper(nil, nil, generic.LoopbackClientConfig, noopoteltrace.NewTracerProvider())

	first := &front{stored: storedObjects(etcd, recommended.Etcd.StorageConfig.Prefix)}
	generic.BuildHandlerChainFunc = func(api http.Handler, c *genericapiserver.Config) http.Handler {
		first.next = api
		return genericapiserver.DefaultBuildHandlerChain(first, c)
	}
	server, err := config.Complete().New(genericapiserver.NewEmptyDelegate())
	if err != nil {
		return nil, err
	}
	first.groups = server.GenericAPIServer.AggregatedDiscoveryGroupManager
	return server.GenericAPIServer, nil
}
