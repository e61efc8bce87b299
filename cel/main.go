// Command cel says what the API server's own code says to the CEL rules of a schema, and by them to an object, for the
// server version that is asked for. It reads JSON lines on standard input, each one question, and writes one JSON line for each.
//
// Built for WebAssembly it is the compiler that checks carry (dist/cel.wasm.br); built for this machine it is what tests
// hold that against. It opens no file and no connection.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/klog/v2"
)

// question is one line of input.
type question struct {
	// Schema is an openAPIV3Schema of apiextensions.k8s.io/v1.
	Schema json.RawMessage `json:"schema"`
	// Field is the server's own path of it: it stands in some sentences.
	Field string `json:"field"`
	// Minor is the server's: rules that it stores already may use what it knows.
	Minor uint `json:"minor"`
	// NewMinor is the version that new rules have to be compatible with.
	NewMinor uint `json:"newMinor"`
	// What the live CRD does, and its update may go on doing.
	AllowsInvalidTypes     bool `json:"allowsInvalidTypes"`
	AllowsUnprunedDefaults bool `json:"allowsUnprunedDefaults"`
	AllowsNonAtomicSets    bool `json:"allowsNonAtomicSets"`
	AllowsInvalidMapKeys   bool `json:"allowsInvalidMapKeys"`
	// The expressions that the live CRD has, wherever they stand.
	LiveRules    []string `json:"liveRules"`
	LiveMessages []string `json:"liveMessages"`
	// Everything: all errors of the schema are wanted, as tests compare them with ours.
	Everything bool `json:"everything"`
	// Object is what the rules are run on, and OldObject what it replaces. Without an object the schema is compiled as that
	// of a CRD.
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
	// Ratchets: CRDValidationRatcheting holds nothing against the object that did not change.
	Ratchets bool `json:"ratchets"`
}

// answer is one line of output.
type answer struct {
	// Errors are those that come of CEL rules: of compiling them, of what they may cost, and of running them on defaults; or
	// on the object; or all.
	Errors []fieldError `json:"errors"`
	// Panic: the server's code ended with it; a server answers 500.
	Panic string `json:"panic,omitempty"`
}

type fieldError struct {
	Type   string `json:"type"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
	// Value is the bad value as servers print it since 1.34; absent where they print none.
	Value *string `json:"value,omitempty"`
}

func main() {
	// The library logs what it finds odd in a schema; the answer says it.
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(flags)
	_ = flags.Set("logtostderr", "false")
	klog.SetOutput(io.Discard)

	in := bufio.NewReaderSize(os.Stdin, 1<<16)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var q question
			if err := json.Unmarshal(line, &q); err != nil {
				fmt.Fprintf(os.Stderr, "no question: %v\n", err)
				os.Exit(2)
			}
			if err := out.Encode(reply(q)); err != nil {
				os.Exit(2)
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			os.Exit(2)
		}
	}
}

func reply(q question) (result answer) {
	defer func() {
		if reason := recover(); reason != nil {
			result = answer{Errors: []fieldError{}, Panic: fmt.Sprint(reason)}
		}
	}()
	var found field.ErrorList
	if len(q.Object) > 0 {
		found = objectErrors(q)
	} else {
		found = schemaErrors(q)
	}
	result.Errors = make([]fieldError, 0, len(found))
	for _, e := range found {
		result.Errors = append(result.Errors, describe(e))
	}
	return result
}

func schemaErrors(q question) field.ErrorList {
	environment.SetServer(q.Minor, q.NewMinor)
	cel.SetServer(q.Minor)
	find := validation.RuleErrors
	if q.Everything {
		find = validation.SchemaErrors
	}
	return find(context.Background(), schemaOf(q.Schema), parentOf(q.Field), validation.RuleOptions{
		AllowsInvalidTypes:     q.AllowsInvalidTypes,
		AllowsUnprunedDefaults: q.AllowsUnprunedDefaults,
		AllowsNonAtomicSets:    q.AllowsNonAtomicSets,
		AllowsInvalidMapKeys:   q.AllowsInvalidMapKeys,
		LiveRules:              q.LiveRules,
		LiveMessages:           q.LiveMessages,
	})
}

// parentOf makes the path to which the server appends openAPIV3Schema.
func parentOf(text string) *field.Path {
	return field.NewPath(strings.TrimSuffix(text, ".openAPIV3Schema"))
}

func describe(e *field.Error) fieldError {
	described := fieldError{Type: string(e.Type), Field: e.Field, Detail: e.Detail}
	value := strings.TrimSuffix(e.ErrorBody(), ": "+e.Detail)
	if value, printed := strings.CutPrefix(value, e.Type.String()+": "); printed {
		described.Value = &value
	}
	return described
}
