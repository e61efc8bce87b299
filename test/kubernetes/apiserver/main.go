// Command apiserver is a real Kubernetes API server for tests: apiextensions-apiserver, to which kube-apiserver
// delegates CustomResourceDefinitions, over an etcd in the same process.
//
// It listens on 127.0.0.1 and a free port, writes certificates and kubeconfigs into --directory, prints one JSON line
// when it is ready, and ends on SIGTERM, SIGINT or when its standard input closes, so that no orphan is left.
// SIGUSR1 compacts etcd (and prints a JSON line): older continue tokens are then answered 410.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	feature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/client-go/rest"
)

// shutdownLimit bounds a graceful end: a test run must not wait for a client that holds a watch open.
const shutdownLimit = 5 * time.Second

func main() {
	directory := flag.String("directory", "", "folder for certificates and kubeconfigs; must exist")
	watchCache := flag.Bool("watch-cache", true, "serve lists from the watch cache, as a real cluster does")
	requestTimeout := flag.Duration("request-timeout", time.Minute, "as kube-apiserver's: how long a request may take")
	gates := flag.String("feature-gates", "", "as kube-apiserver's: NAME=true|false, separated by commas")
	flag.Parse()
	if err := feature.DefaultMutableFeatureGate.Set(*gates); err != nil {
		log.Fatal(err)
	}
	if *directory == "" {
		log.Fatal("--directory is missing")
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	if err := run(ctx, *directory, *watchCache, *requestTimeout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, directory string, watchCache bool, requestTimeout time.Duration) error {
	data, err := os.MkdirTemp("", "crd-upgrade-guard-etcd-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	etcd, err := startEtcd(data)
	if err != nil {
		return err
	}
	defer etcd.Close()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	url := "https://" + listener.Addr().String()
	authority, err := writeCredentials(directory, url)
	if err != nil {
		return err
	}
	server, err := newServer(listener, etcd, directory, authority, watchCache, requestTimeout)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- server.PrepareRun().RunWithContext(ctx) }()

	if err := waitUntilReady(ctx, server.LoopbackClientConfig); err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.Encode(map[string]any{"url": url, "pid": os.Getpid(), "paths": paths(directory)})

	compact := make(chan os.Signal, 1)
	signal.Notify(compact, syscall.SIGUSR1)
	for {
		select {
		case <-compact:
			revision, err := compactEtcd(ctx, etcd)
			if err != nil {
				return err
			}
			out.Encode(map[string]any{"compacted": revision})
		case err := <-ended:
			return err
		case <-ctx.Done():
			select {
			case err := <-ended:
				return err
			case <-time.After(shutdownLimit):
				return nil
			}
		}
	}
}

func paths(directory string) map[string]string {
	named := map[string]string{}
	for _, file := range []string{caFile, adminCertFile, adminKeyFile} {
		named[file] = filepath.Join(directory, file)
	}
	for _, name := range kubeconfigNames() {
		named[name] = filepath.Join(directory, name+".kubeconfig")
	}
	return named
}

// waitUntilReady polls /readyz: ready means that every CRD already stored can be served.
func waitUntilReady(ctx context.Context, loopback *rest.Config) error {
	client, err := rest.HTTPClientFor(loopback)
	if err != nil {
		return err
	}
	for {
		response, err := client.Get(loopback.Host + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
