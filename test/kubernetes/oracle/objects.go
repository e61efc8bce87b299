package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"sort"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
)

// A name that is generated ends in five letters at random; here they are these.
const generatedSuffix = "00000"

// served is one version of a CRD as the server serves it.
type served struct {
	kind       schema.GroupVersionKind
	namespaced bool
	// preserves is spec.preserveUnknownFields, which only CRDs that were v1beta1 once have.
	preserves  bool
	structural *structuralschema.Structural
	internal   *apiextensions.CustomResourceValidation
	status     *apiextensions.CustomResourceSubresourceStatus
	scale      *apiextensions.CustomResourceSubresourceScale
}

// decideObject labels one custom resource that is created, replaced, or whose status is replaced.
func decideObject(c testCase) (result map[string]any) {
	defer func() {
		if reason := recover(); reason != nil {
			result = map[string]any{"panic": fmt.Sprint(reason)}
		}
	}()
	crd, err := decode(c.CRD)
	if err != nil {
		log.Fatalf("%s: the CRD cannot be read: %v", c.ID, err)
	}
	s, err := serve(crd, c.Version)
	if err != nil {
		return map[string]any{"notServed": err.Error()}
	}
	object, pruned, err := s.read(c.Object, false)
	if err != nil {
		return map[string]any{"decodeError": err.Error()}
	}
	errs, after := s.validate(c, object)
	if pruned == nil {
		pruned = []string{}
	}
	return map[string]any{"errors": labelled(errs), "pruned": pruned, "object": after}
}

// serve does what getOrCreateServingInfoFor (pkg/apiserver/customresource_handler.go) does for a version.
func serve(crd *apiextensions.CustomResourceDefinition, version string) (*served, error) {
	validation, err := apiextensions.GetSchemaForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	subresources, err := apiextensions.GetSubresourcesForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	s := &served{
		kind:       schema.GroupVersionKind{Group: crd.Spec.Group, Version: version, Kind: crd.Spec.Names.Kind},
		namespaced: crd.Spec.Scope == apiextensions.NamespaceScoped,
		preserves:  crd.Spec.PreserveUnknownFields != nil && *crd.Spec.PreserveUnknownFields,
		internal:   validation,
	}
	if subresources != nil {
		s.status, s.scale = subresources.Status, subresources.Scale
	}
	if validation != nil {
		structural, err := structuralschema.NewStructural(validation.OpenAPIV3Schema)
		if err != nil && !s.preserves {
			return nil, err
		}
		if !s.preserves {
			structural = structural.DeepCopy()
			if err := defaulting.PruneDefaults(structural); err != nil {
				return nil, err
			}
		}
		s.structural = structural
	}
	return s, nil
}

// read does what schemaCoercingDecoder and unstructuredDefaulter do to a request, or to what is stored.
func (s *served) read(data []byte, isStored bool) (*unstructured.Unstructured, []string, error) {
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	u, ok := decoded.(*unstructured.Unstructured)
	if !ok {
		return nil, nil, fmt.Errorf("not an object but %T", decoded)
	}
	metadata, hasMetadata, unknown, err := objectmeta.GetObjectMetaWithOptions(u.Object, objectmeta.ObjectMetaOptions{
		DropMalformedFields:     isStored,
		ReturnUnknownFieldPaths: true,
	})
	if err != nil {
		return nil, nil, err
	}
	apiVersion, kind := u.GetAPIVersion(), u.GetKind()
	if !s.preserves {
		paths := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
		unknown = append(unknown, pruning.PruneWithOptions(u.Object, s.structural, true, paths)...)
		defaulting.PruneNonNullableNullsWithoutDefaults(u.Object, s.structural)
	}
	coerceErr, paths := objectmeta.CoerceWithOptions(nil, u.Object, s.structural, false, objectmeta.CoerceOptions{
		DropInvalidFields:       isStored,
		ReturnUnknownFieldPaths: true,
	})
	if coerceErr != nil {
		return nil, nil, coerceErr
	}
	unknown = append(unknown, paths...)
	u.SetKind(kind)
	u.SetAPIVersion(apiVersion)
	if hasMetadata {
		if err := objectmeta.SetObjectMeta(u.Object, metadata); err != nil {
			return nil, nil, err
		}
	}
	defaulting.Default(u.Object, s.structural)
	sort.Strings(unknown)
	return u, unknown, nil
}

// validate runs what the registry's store runs before it writes.
func (s *served) validate(c testCase, object *unstructured.Unstructured) (field.ErrorList, map[string]any) {
	namespace := object.GetNamespace()
	if s.namespaced && namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	ctx := request.WithNamespace(context.Background(), namespace)
	strategies := s.strategies()
	if len(c.Old) == 0 || bytes.Equal(c.Old, []byte("null")) {
		if object.GetGenerateName() != "" && object.GetName() == "" {
			object.SetName(generated(object.GetGenerateName()))
		}
		rest.FillObjectMetaSystemFields(object)
		object.SetUID("uid")
		if err := rest.BeforeCreate(strategies.create, ctx, object); err != nil {
			mustBeInvalid(err)
			return refusedOnCreate(ctx, strategies.create, object), object.Object
		}
		return nil, object.Object
	}
	old, _, err := s.read(c.Old, true)
	if err != nil {
		log.Fatalf("%s: the stored object cannot be read: %v", c.ID, err)
	}
	old.SetNamespace(namespace)
	if !s.namespaced {
		old.SetNamespace("")
	}
	old.SetUID("uid")
	old.SetResourceVersion("1")
	old.SetCreationTimestamp(metav1.Unix(0, 0))
	object.SetResourceVersion("1")
	update := strategies.update
	if c.Operation == "status" {
		update = strategies.status
	}
	if err := rest.BeforeUpdate(update, ctx, object, old); err != nil {
		mustBeInvalid(err)
		return refusedOnUpdate(ctx, update, object, old), object.Object
	}
	return nil, object.Object
}

// generated is what SimpleNameGenerator makes of a prefix, but for chance.
func generated(prefix string) string {
	if len(prefix) > 58 {
		prefix = prefix[:58]
	}
	return prefix + generatedSuffix
}

type objectTyper struct{}

func (objectTyper) ObjectKinds(obj runtime.Object) ([]schema.GroupVersionKind, bool, error) {
	return []schema.GroupVersionKind{obj.GetObjectKind().GroupVersionKind()}, false, nil
}

func (objectTyper) Recognizes(schema.GroupVersionKind) bool { return true }

func (s *served) statusSchema() *apiextensions.JSONSchemaProps {
	if s.status == nil || s.internal == nil || s.internal.OpenAPIV3Schema == nil {
		return nil
	}
	status, ok := s.internal.OpenAPIV3Schema.Properties["status"]
	if !ok {
		return nil
	}
	return &status
}

// objectStrategies are customresource's own, of which it exports no type.
type objectStrategies struct {
	create rest.RESTCreateStrategy
	update rest.RESTUpdateStrategy
	status rest.RESTUpdateStrategy
}
