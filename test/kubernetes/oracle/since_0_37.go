//go:build !before_0_37

package main

import (
	"context"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/registry/rest"
)

func refusedOnCreate(ctx context.Context, strategy rest.RESTCreateStrategy, object runtime.Object) field.ErrorList {
	return rest.ValidateCreate(ctx, object, strategy)
}

func refusedOnUpdate(ctx context.Context, strategy rest.RESTUpdateStrategy, object, live runtime.Object) field.ErrorList {
	return rest.ValidateUpdate(ctx, object, live, strategy)
}
