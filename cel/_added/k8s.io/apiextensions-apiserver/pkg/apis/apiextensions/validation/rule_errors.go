package validation

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/cel/environment"
)

// RuleOptions are what ValidateCustomResourceDefinitionUpdate would find out from the live CRD.
type RuleOptions struct {
	AllowsInvalidTypes     bool
	AllowsUnprunedDefaults bool
	AllowsNonAtomicSets    bool
	AllowsInvalidMapKeys   bool
	LiveRules              []string
	LiveMessages           []string
}

// SchemaErrors are all errors of a schema.
func SchemaErrors(ctx context.Context, schema *apiextensions.JSONSchemaProps, path *field.Path, from RuleOptions) field.ErrorList {
	return errorsOf(ctx, schema, path, optionsOf(from))
}

// RuleErrors says which errors of a schema come of its CEL rules: what the server finds in it, without what it would find
// if it compiled and ran no rule.
func RuleErrors(ctx context.Context, schema *apiextensions.JSONSchemaProps, path *field.Path, from RuleOptions) field.ErrorList {
	opts := optionsOf(from)
	all := errorsOf(ctx, schema, path, opts)
	if len(all) == 0 {
		return nil
	}
	// Without a structural schema no rule is compiled and no default looked at; without rules the rest of the defaults is.
	uncompiled := opts
	uncompiled.requireStructuralSchema = false
	others := sets.New[string]()
	for _, e := range append(errorsOf(ctx, schema, path, uncompiled), errorsOf(ctx, withoutRules(schema), path, opts)...) {
		others.Insert(e.Error())
	}
	var found field.ErrorList
	for _, e := range all {
		if !others.Has(e.Error()) {
			found = append(found, e)
		}
	}
	return found
}

func optionsOf(from RuleOptions) validationOptions {
	return validationOptions{
		allowDefaults:                      true,
		requireOpenAPISchema:               true,
		requireValidPropertyType:           !from.AllowsInvalidTypes,
		requireStructuralSchema:            true,
		requirePrunedDefaults:              !from.AllowsUnprunedDefaults,
		requireAtomicSetType:               !from.AllowsNonAtomicSets,
		requireMapListKeysMapSetValidation: !from.AllowsInvalidMapKeys,
		preexistingExpressions: preexistingExpressions{
			rules:              sets.New(from.LiveRules...),
			messageExpressions: sets.New(from.LiveMessages...),
		},
		celEnvironmentSet: environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()),
	}
}

func errorsOf(ctx context.Context, schema *apiextensions.JSONSchemaProps, path *field.Path, opts validationOptions) field.ErrorList {
	return validateCustomResourceDefinitionValidation(ctx, &apiextensions.CustomResourceValidation{OpenAPIV3Schema: schema}, false, opts, path)
}

// withoutRules leaves the rules in allOf, anyOf, oneOf and not, where they are forbidden and never compiled.
func withoutRules(schema *apiextensions.JSONSchemaProps) *apiextensions.JSONSchemaProps {
	bare := schema.DeepCopy()
	strip(bare)
	return bare
}

func strip(schema *apiextensions.JSONSchemaProps) {
	if schema == nil {
		return
	}
	schema.XValidations = nil
	for name, property := range schema.Properties {
		strip(&property)
		schema.Properties[name] = property
	}
	if schema.Items != nil {
		strip(schema.Items.Schema)
	}
	if schema.AdditionalProperties != nil {
		strip(schema.AdditionalProperties.Schema)
	}
}
