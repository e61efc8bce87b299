//go:build !before_0_37

package main

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
)

func refusedOnCreate(ctx context.Context, manifest *apiextensions.CustomResourceDefinition) field.ErrorList {
	return rest.ValidateCreate(ctx, manifest, strategy)
}

func refusedOnUpdate(ctx context.Context, manifest, live *apiextensions.CustomResourceDefinition) field.ErrorList {
	return rest.ValidateUpdate(ctx, manifest, live, strategy)
}
