package cel

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// server is the minor version whose answers are wanted.
var server uint

// SetServer chooses it.
func SetServer(minor uint) {
	server = minor
}

// inOrder are the keys of a map in an order that is always the same; the server walks them as they come.
func inOrder(object map[string]interface{}) []string {
	return slices.Sorted(maps.Keys(object))
}

// printed is the value in the error of a rule: before 1.35 it was the name of its type.
func printed(value interface{}, typeName string) interface{} {
	if server < 35 {
		return typeName
	}
	return value
}

// pathAfter is where the next rule of the same place is said to be: before 1.30 below the fieldPath of one that failed.
func pathAfter(place, failed *field.Path) *field.Path {
	if server < 30 {
		return failed
	}
	return place
}

// messageOf is the message of a rule as it is printed: before 1.27 with the spaces around it.
func messageOf(message string) string {
	if server < 27 {
		return message
	}
	return strings.TrimSpace(message)
}
