//go:build before_0_30 && !before_0_29

package main

import (
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
)

// strategies are made as getOrCreateServingInfoFor makes them.
func (s *served) strategies() objectStrategies {
	validator, err := schemaValidator(s.internal)
	if err != nil {
		panic(err)
	}
	var statusValidator validation.SchemaValidator
	if status := s.statusSchema(); status != nil {
		if statusValidator, _, err = validation.NewSchemaValidator(status); err != nil {
			panic(err)
		}
	}
	strategy := customresource.NewStrategy(objectTyper{}, s.namespaced, s.kind, validator, statusValidator, s.structural, s.status, s.scale)
	return objectStrategies{create: strategy, update: strategy, status: customresource.NewStatusStrategy(strategy)}
}

func schemaValidator(internal *apiextensions.CustomResourceValidation) (validation.SchemaValidator, error) {
	var schema *apiextensions.JSONSchemaProps
	if internal != nil {
		schema = internal.OpenAPIV3Schema
	}
	validator, _, err := validation.NewSchemaValidator(schema)
	return validator, err
}
