import { isArray, isObject, type JsonObject, type JsonValue } from "../../base/json.ts";
import { SCHEMA_FIELDS } from "./schema-fields.ts";

const remembered = new WeakMap<JsonObject, string>();

/**
 * Where a schema has `items` that are neither null, a schema, nor a list with something in it. Decoded they are there
 * and empty, stored they are gone (JSONSchemaPropsOrArray in pkg/apis/apiextensions/v1/marshal.go): two schemas with the
 * same digest may still differ in this while the server has them in its hands.
 * @returns a text that is equal for equal places; "" when there are none
 */
export function hollowItems(schema: JsonObject): string {
  const known = remembered.get(schema);
  if (known !== undefined) return known;
  const found: string[] = [];
  const tasks: (readonly [schema: JsonValue, place: string])[] = [[schema, ""]];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const [part, place] = task;
    if (!isObject(part)) continue;
    for (const [key, value] of Object.entries(part)) {
      const at = `${place}/${JSON.stringify(key)}`;
      if (SCHEMA_FIELDS.get(key) === "schema-or-list" && isHollow(value)) found.push(at);
      for (const [step, below] of schemasAt(key, value)) tasks.push([below, `${at}${step}`]);
    }
  }
  const text = found.sort().join(" ");
  remembered.set(schema, text);
  return text;
}

function isHollow(value: JsonValue): boolean {
  return value !== null && !isObject(value) && !(isArray(value) && value.length > 0);
}

function schemasAt(key: string, value: JsonValue): readonly (readonly [step: string, schema: JsonValue])[] {
  switch (SCHEMA_FIELDS.get(key)) {
    case "schema":
    case "schema-or-flag":
      return [["", value]];
    case "schema-list":
    case "schema-or-list":
      return isArray(value) ? value.map((item, index) => [`/${index}`, item]) : [["", value]];
    case "schema-map":
    case "schema-or-texts-map":
      return isObject(value) ? Object.entries(value).map(([name, item]) => [`/${JSON.stringify(name)}`, item]) : [];
    default:
      return [];
  }
}
