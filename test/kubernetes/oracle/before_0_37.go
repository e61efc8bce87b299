//go:build before_0_37

package main

import (
	"context"

	"k8s.io/apimachinery/pkg/api/meta"
	genericvalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
)

// The list of errors that rest.BeforeCreate and rest.BeforeUpdate make a Status of. Before 0.37 no function of the library
// gives it; what they run has been the same since 0.25.

func refusedOnCreate(ctx context.Context, strategy rest.RESTCreateStrategy, object runtime.Object) field.ErrorList {
	if errs := strategy.Validate(ctx, object); len(errs) > 0 {
		return errs
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		panic(err)
	}
	return genericvalidation.ValidateObjectMetaAccessor(accessor, strategy.NamespaceScoped(), path.ValidatePathSegmentName, field.NewPath("metadata"))
}

func refusedOnUpdate(ctx context.Context, strategy rest.RESTUpdateStrategy, object, live runtime.Object) field.ErrorList {
	accessor, err := meta.Accessor(object)
	if err != nil {
		panic(err)
	}
	liveAccessor, err := meta.Accessor(live)
	if err != nil {
		panic(err)
	}
	metadata := field.NewPath("metadata")
	errs := genericvalidation.ValidateObjectMetaAccessor(accessor, strategy.NamespaceScoped(), path.ValidatePathSegmentName, metadata)
	errs = append(errs, genericvalidation.ValidateObjectMetaAccessorUpdate(accessor, liveAccessor, metadata)...)
	return append(errs, strategy.ValidateUpdate(ctx, object, live)...)
}
