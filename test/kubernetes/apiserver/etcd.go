package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/server/v3/embed"
)

// storedPath serves what etcd holds, which no Kubernetes API shows: the version in which an object is really stored.
const storedPath = "/stored/"

// startEtcd returns once the one member leads. Port 0 lets the kernel choose, so that two test runs cannot collide.
func startEtcd(dir string) (*embed.Etcd, error) {
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "error"
	config.EnableGRPCGateway = false
	config.UnsafeNoFsync = true // the data directory does not outlive the process
	anyPort := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config.ListenClientUrls = anyPort
	config.AdvertiseClientUrls = anyPort
	config.ListenPeerUrls = anyPort
	config.AdvertisePeerUrls = anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, nil
	case err := <-etcd.Err():
		etcd.Close()
		return nil, err
	}
}

func clientURL(etcd *embed.Etcd) string {
	return "http://" + etcd.Clients[0].Addr().String()
}

// compactEtcd forgets every revision but the current one and returns its number.
func compactEtcd(ctx context.Context, etcd *embed.Etcd) (int64, error) {
	revision := etcd.Server.KV().Rev()
	_, err := etcd.Server.Compact(ctx, &etcdserverpb.CompactionRequest{Revision: revision, Physical: true})
	return revision, err
}

// storedObjects answers GET /stored/GROUP/PLURAL/ with the bytes of every such custom resource, by etcd key.
func storedObjects(etcd *embed.Etcd, keyPrefix string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		first := []byte(keyPrefix + "/" + strings.TrimPrefix(r.URL.Path, storedPath))
		end := append([]byte{}, first...)
		end[len(end)-1]++
		response, err := etcd.Server.Range(r.Context(), &etcdserverpb.RangeRequest{Key: first, RangeEnd: end})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		objects := map[string]json.RawMessage{}
		for _, pair := range response.Kvs {
			objects[string(pair.Key)] = pair.Value
		}
		writeJSON(w, objects)
	}
}
