//go:build before_0_37

package main

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	genericvalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The list of errors that rest.BeforeCreate and rest.BeforeUpdate make a Status of. Before 0.37 no function of the library
// gives it; what they run has been the same since 0.25.

func refusedOnCreate(ctx context.Context, manifest *apiextensions.CustomResourceDefinition) field.ErrorList {
	if errs := strategy.Validate(ctx, manifest); len(errs) > 0 {
		return errs
	}
	return genericvalidation.ValidateObjectMetaAccessor(manifest, strategy.NamespaceScoped(), path.ValidatePathSegmentName, field.NewPath("metadata"))
}

func refusedOnUpdate(ctx context.Context, manifest, live *apiextensions.CustomResourceDefinition) field.ErrorList {
	metadata := field.NewPath("metadata")
	errs := genericvalidation.ValidateObjectMetaAccessor(manifest, strategy.NamespaceScoped(), path.ValidatePathSegmentName, metadata)
	errs = append(errs, genericvalidation.ValidateObjectMetaAccessorUpdate(manifest, live, metadata)...)
	return append(errs, strategy.ValidateUpdate(ctx, manifest, live)...)
}
