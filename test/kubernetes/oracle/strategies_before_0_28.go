//go:build before_0_28

package main

import (
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	openapivalidate "k8s.io/kube-openapi/pkg/validation/validate"
)

// strategies are made as getOrCreateServingInfoFor makes them.
func (s *served) strategies() objectStrategies {
	validator, _, err := validation.NewSchemaValidator(s.internal)
	if err != nil {
		panic(err)
	}
	var statusValidator *openapivalidate.SchemaValidator
	if status := s.statusSchema(); status != nil {
		openapi := &spec.Schema{}
		if err := validation.ConvertJSONSchemaPropsWithPostProcess(status, openapi, validation.StripUnsupportedFormatsPostProcess); err != nil {
			panic(err)
		}
		statusValidator = openapivalidate.NewSchemaValidator(openapi, nil, "", strfmt.Default)
	}
	structural := map[string]*schema.Structural{s.kind.Version: s.structural}
	strategy := customresource.NewStrategy(objectTyper{}, s.namespaced, s.kind, validator, statusValidator, structural, s.status, s.scale)
	return objectStrategies{create: strategy, update: strategy, status: customresource.NewStatusStrategy(strategy)}
}
