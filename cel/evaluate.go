package main

import (
	"bytes"
	"context"
	"encoding/json"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/common"
	"k8s.io/apiserver/pkg/cel/environment"
)

// compiled are the rules of one schema as a server has them; nil: it has none.
type compiled struct {
	schema     []byte
	minor      uint
	structural *structuralschema.Structural
	validator  *cel.Validator
}

// remembered are the last schemas that were asked about: objects of one kind come one after the other, and each schema
// takes longer to compile than its rules to run.
var remembered []*compiled

const mostRemembered = 4

// objectErrors are what the strategies of pkg/registry/customresource find in an object by the CEL rules of its schema. The
// object has been pruned and defaulted.
func objectErrors(q question) field.ErrorList {
	rules := rulesOf(q)
	// Programs print what their server prints, whichever was compiled for since.
	cel.SetServer(q.Minor)
	if rules.validator == nil {
		return nil
	}
	object := objectOf(q.Object)
	if len(q.OldObject) == 0 || bytes.Equal(q.OldObject, []byte("null")) {
		found, _ := rules.validator.Validate(context.Background(), nil, rules.structural, object, nil, celconfig.RuntimeCELCostBudget)
		return found
	}
	old := objectOf(q.OldObject)
	var options []cel.Option
	if q.Ratchets {
		correlated := common.NewCorrelatedObject(object, old, &model.Structural{Structural: rules.structural})
		options = append(options, cel.WithRatcheting(correlated))
	}
	found, _ := rules.validator.Validate(context.Background(), nil, rules.structural, object, old, celconfig.RuntimeCELCostBudget, options...)
	return found
}

func rulesOf(q question) *compiled {
	for _, known := range remembered {
		if known.minor == q.Minor && bytes.Equal(known.schema, q.Schema) {
			return known
		}
	}
	found := &compiled{schema: q.Schema, minor: q.Minor}
	environment.SetServer(q.Minor, q.NewMinor)
	// A schema that is not structural has no rules that are run.
	if structural, err := structuralschema.NewStructural(schemaOf(q.Schema)); err == nil {
		found.structural = structural
		found.validator = cel.NewValidator(structural, true, celconfig.PerCallLimit)
	}
	if len(remembered) == mostRemembered {
		remembered = remembered[1:]
	}
	remembered = append(remembered, found)
	return found
}

// objectOf reads an object as the server does: whole numbers are integers.
func objectOf(text []byte) map[string]interface{} {
	var object map[string]interface{}
	if err := utiljson.Unmarshal(text, &object); err != nil {
		panic(err)
	}
	return object
}

func schemaOf(text []byte) *apiextensions.JSONSchemaProps {
	var external apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(text, &external); err != nil {
		panic(err)
	}
	var schema apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &schema, nil); err != nil {
		panic(err)
	}
	return &schema
}
