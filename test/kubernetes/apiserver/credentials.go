package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientauthentication "k8s.io/client-go/pkg/apis/clientauthentication/v1"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const (
	caFile         = "ca.crt"
	adminCertFile  = "admin.crt"
	adminKeyFile   = "admin.key"
	serverCertFile = "server.crt"
	serverKeyFile  = "server.key"
	execFile       = "exec-credential.json"

	readerToken = "reader-token"
	nobodyToken = "nobody-token"
)

func kubeconfigNames() []string {
	names := []string{"admin", "reader", "reader-exec", "nobody", "bad-token", "other-ca-cert", "wrong-ca"}
	for _, right := range rightsOfMigrate {
		names = append(names, "lacks-"+right[0])
	}
	return names
}

// keyPair is a certificate and its key, PEM encoded, and what is needed to sign others with it.
type keyPair struct {
	certPEM, keyPEM []byte
	cert            *x509.Certificate
	key             *ecdsa.PrivateKey
}

// writeCredentials makes an authority, the server's and the clients' certificates and a kubeconfig for every kind of
// caller, and returns the authority's certificate as PEM.
func writeCredentials(directory, url string) ([]byte, error) {
	authority, err := newKeyPair("crd-upgrade-guard-test-ca", nil, nil)
	if err != nil {
		return nil, err
	}
	server, err := newKeyPair("apiserver", nil, authority)
	if err != nil {
		return nil, err
	}
	admin, err := newKeyPair("admin", []string{"system:masters"}, authority)
	if err != nil {
		return nil, err
	}
	stranger, err := newKeyPair("crd-upgrade-guard-test-other-ca", nil, nil)
	if err != nil {
		return nil, err
	}
	impostor, err := newKeyPair("admin", []string{"system:masters"}, stranger)
	if err != nil {
		return nil, err
	}
	credential, err := json.Marshal(clientauthentication.ExecCredential{
		TypeMeta: metav1.TypeMeta{Kind: "ExecCredential", APIVersion: clientauthentication.SchemeGroupVersion.String()},
		Status:   &clientauthentication.ExecCredentialStatus{Token: readerToken},
	})
	if err != nil {
		return nil, err
	}
	for file, content := range map[string][]byte{
		caFile: authority.certPEM, adminCertFile: admin.certPEM, adminKeyFile: admin.keyPEM,
		serverCertFile: server.certPEM, serverKeyFile: server.keyPEM, execFile: credential,
	} {
		if err := os.WriteFile(filepath.Join(directory, file), content, 0o600); err != nil {
			return nil, err
		}
	}
	exec := &clientcmdapi.ExecConfig{
		APIVersion: clientauthentication.SchemeGroupVersion.String(), Command: "cat",
		Args: []string{filepath.Join(directory, execFile)}, InteractiveMode: clientcmdapi.NeverExecInteractiveMode,
	}
	callers := map[string]*clientcmdapi.AuthInfo{
		"admin":         {ClientCertificateData: admin.certPEM, ClientKeyData: admin.keyPEM},
		"reader":        {Token: readerToken},
		"reader-exec":   {Exec: exec},
		"nobody":        {Token: nobodyToken},
		"bad-token":     {Token: "no-such-token"},
		"other-ca-cert": {ClientCertificateData: impostor.certPEM, ClientKeyData: impostor.keyPEM},
		"wrong-ca":      {Token: readerToken},
	}
	for index, right := range rightsOfMigrate {
		callers["lacks-"+right[0]] = &clientcmdapi.AuthInfo{Token: lackingToken(index)}
	}
	for _, name := range kubeconfigNames() {
		trusted := authority
		if name == "wrong-ca" {
			trusted = stranger
		}
		config := clientcmdapi.NewConfig()
		config.Clusters["test"] = &clientcmdapi.Cluster{Server: url, CertificateAuthorityData: trusted.certPEM}
		config.AuthInfos[name] = callers[name]
		config.Contexts[name] = &clientcmdapi.Context{Cluster: "test", AuthInfo: name}
		config.CurrentContext = name
		if err := clientcmd.WriteToFile(*config, filepath.Join(directory, name+".kubeconfig")); err != nil {
			return nil, err
		}
	}
	return authority.certPEM, nil
}

// newKeyPair makes an authority when signer is nil, else a certificate that serves as client and, on this machine, as server.
func newKeyPair(name string, groups []string, signer *keyPair) (*keyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: groups},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	if signer == nil {
		template.IsCA, template.BasicConstraintsValid = true, true
		template.KeyUsage |= x509.KeyUsageCertSign
		signer = &keyPair{cert: template, key: key}
	} else {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
		template.DNSNames, template.IPAddresses = []string{"localhost"}, []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, signer.cert, key.Public(), signer.key)
	if err != nil {
		return nil, err
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return &keyPair{
		certPEM: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		keyPEM:  pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}),
		cert:    template,
		key:     key,
	}, nil
}
