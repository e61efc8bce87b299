import { isArray, isObject, type JsonValue } from "../../base/json.ts";
import type { SchemaProps } from "../schema/schema-props.ts";
import type { ValueType } from "./field-use.ts";

/** As the server's validation tells types apart: a whole number is an integer. */
export function typeOf(value: JsonValue): ValueType {
  if (value === null) return "null";
  if (isArray(value)) return "array";
  if (isObject(value)) return "object";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : "boolean";
}

/** Whether the `type` of a schema allows values of a type (kube-openapi's validate/type.go); without one it allows all. */
export function allowsType(schema: SchemaProps, type: ValueType): boolean {
  if (schema["x-kubernetes-int-or-string"] === true && schema.type === undefined)
    return type === "integer" || type === "string" || (type === "null" && schema.nullable === true);
  if (schema.type === undefined || schema.type === type) return true;
  if (type === "null") return schema.nullable === true;
  return type === "integer" && schema.type === "number";
}
