package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

var (
	scheme   = newScheme()
	codecs   = serializer.NewCodecFactory(scheme)
	strategy = customresourcedefinition.NewStrategy(scheme)
)

func newScheme() *runtime.Scheme {
	s := runtime.NewScheme()
	install.Install(s)
	metav1.AddToGroupVersion(s, metav1.SchemeGroupVersion)
	return s
}

// labelledError is one entry of the server's error list. Types are those of apimachinery/pkg/util/validation/field,
// and NoMatch and DecodeError for what never reaches validation.
type labelledError struct {
	Type   string `json:"type"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
	// BadValue is the value as the server prints it, quotes included; absent where it prints none.
	BadValue *string `json:"badValue,omitempty"`
}

// decide labels one case. The server panics on some objects (and answers 500); that is a label too.
func decide(c testCase) (result map[string]any) {
	defer func() {
		if reason := recover(); reason != nil {
			result = map[string]any{"panic": fmt.Sprint(reason)}
		}
	}()

	var live *apiextensions.CustomResourceDefinition
	if len(c.Live) > 0 && !bytes.Equal(c.Live, []byte("null")) {
		var err error
		if live, err = decode(c.Live); err != nil {
			log.Fatalf("%s: the live object cannot be read: %v", c.ID, err)
		}
	}
	if !c.LegacyV1beta1 {
		if refusal := unservedVersion(c.Manifest); refusal != nil {
			return verdict(*refusal)
		}
	}
	manifest, err := decode(c.Manifest)
	if runtime.IsNotRegisteredError(err) {
		return verdict(labelledError{Type: "NoMatch", Detail: err.Error()})
	}
	if err != nil {
		return verdict(labelledError{Type: "DecodeError", Detail: err.Error()})
	}

	errs := validate(manifest, live)
	result = verdict(labelled(errs)...)
	if len(errs) == 0 {
		result["storedVersionsAfter"] = manifest.Status.StoredVersions
	}
	return result
}

func verdict(errs ...labelledError) map[string]any {
	if errs == nil {
		errs = []labelledError{}
	}
	return map[string]any{"accepted": len(errs) == 0, "errors": errs, "storedVersionsAfter": nil}
}

func decode(object []byte) (*apiextensions.CustomResourceDefinition, error) {
	decoded, err := runtime.Decode(codecs.UniversalDecoder(apiextensions.SchemeGroupVersion), object)
	if err != nil {
		return nil, err
	}
	crd, ok := decoded.(*apiextensions.CustomResourceDefinition)
	if !ok {
		return nil, fmt.Errorf("not a CustomResourceDefinition but %T", decoded)
	}
	return crd, nil
}

// unservedVersion is what a client finds before it sends anything: servers since 1.22 do not list v1beta1 in discovery,
// though their decoder still reads it.
func unservedVersion(manifest []byte) *labelledError {
	var head metav1.TypeMeta
	if json.Unmarshal(manifest, &head) != nil || head.APIVersion != v1beta1.SchemeGroupVersion.String() {
		return nil
	}
	return &labelledError{
		Type:     "NoMatch",
		Field:    "apiVersion",
		Detail:   fmt.Sprintf("no matches for kind %q in version %q", head.Kind, head.APIVersion),
		BadValue: &head.APIVersion,
	}
}

// validate runs what the registry's store runs before it writes. Afterwards manifest is what would be stored.
func validate(manifest, live *apiextensions.CustomResourceDefinition) field.ErrorList {
	ctx := request.WithNamespace(context.Background(), metav1.NamespaceNone)
	if live == nil {
		rest.FillObjectMetaSystemFields(manifest)
		err := rest.BeforeCreate(strategy, ctx, manifest)
		if err == nil {
			return nil
		}
		mustBeInvalid(err)
		return refusedOnCreate(ctx, strategy, manifest)
	}
	// A PUT must name the resourceVersion it replaces; clients fill it in. A live object made from a snapshot has none.
	if live.ResourceVersion == "" {
		live.ResourceVersion = "1"
	}
	manifest.ResourceVersion = live.ResourceVersion
	err := rest.BeforeUpdate(strategy, ctx, manifest, live)
	if err == nil {
		return nil
	}
	mustBeInvalid(err)
	return refusedOnUpdate(ctx, strategy, manifest, live)
}

// mustBeInvalid tells the refusals that carry an error list from those that would need a label of their own.
// BeforeCreate and BeforeUpdate turn the list into a Status; on an object they have prepared, ValidateCreate and
// ValidateUpdate give that same list.
func mustBeInvalid(err error) {
	if !apierrors.IsInvalid(err) {
		panic(err)
	}
}

// labelled gives each error once: several checks of one field may find the same thing; the server's sentence has it once.
func labelled(errs field.ErrorList) []labelledError {
	printed := map[string]bool{}
	labels := make([]labelledError, 0, len(errs))
	for _, e := range errs {
		if line := e.Error(); !printed[line] {
			printed[line] = true
			labels = append(labels, label(e))
		}
	}
	return labels
}

func label(e *field.Error) labelledError {
	l := labelledError{Type: string(e.Type), Field: e.Field, Detail: e.Detail}
	value := strings.TrimSuffix(e.ErrorBody(), ": "+e.Detail)
	if value, printed := strings.CutPrefix(value, e.Type.String()+": "); printed {
		l.BadValue = &value
	}
	return l
}
