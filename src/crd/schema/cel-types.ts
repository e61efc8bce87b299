import type { SchemaProps } from "./schema-props.ts";

/*
 * What CEL rules see of a schema: the API server's declaration types (pkg/cel/common/schemas.go of k8s.io/apiserver),
 * with the sizes from which it estimates what a rule costs. Only what enters a compilation or an estimate is here.
 */

export type CelType = CelScalar | CelContainer | CelObject;

interface CelScalar {
  readonly kind: "scalar";
  /** The type and the largest size. */
  readonly text: string;
  /** MinSerializedSize: the fewest bytes of JSON that a value takes. */
  readonly minSize: number;
}

interface CelContainer {
  readonly kind: "list" | "map";
  readonly element: CelType;
  readonly maxElements: number;
  readonly minSize: number;
}

interface CelObject {
  readonly kind: "object";
  /** By the name that a rule uses. */
  readonly fields: ReadonlyMap<string, CelType>;
  readonly minSize: number;
}

/** The largest request that a server reads. */
export const MAX_REQUEST_BYTES = 3 * 1024 * 1024;
/** apimachinery/pkg/util/validation.DNS1123SubdomainMaxLength; a generated name has one byte more at least. */
const NAME_LENGTH = 253;

/** Types of one schema; each part of it is looked at once. */
export type CelTypes = (schema: SchemaProps, isRoot: boolean) => CelType | null;

/** SchemaDeclType: null where rules cannot see the schema. Recursive: the caller has bounded the depth. */
export function celTypes(): CelTypes {
  const known = new Map<SchemaProps, CelType | null>();
  const typeOf: CelTypes = (schema, isRoot) => {
    const remembered = known.get(schema);
    if (remembered !== undefined) return remembered;
    const isResource = isRoot || schema["x-kubernetes-embedded-resource"] === true;
    const type = declare(isResource ? withTypeAndObjectMeta(schema) : schema, (part) => typeOf(part, false));
    known.set(schema, type);
    return type;
  };
  return typeOf;
}

function declare(schema: SchemaProps, typeOf: (part: SchemaProps) => CelType | null): CelType | null {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return scalar("dyn", maxLengthInBytes(schema) ?? MAX_REQUEST_BYTES - 2, 1);
  }
  switch (schema.type) {
    case "array": {
      const element = schema.items?.schema === undefined ? null : typeOf(schema.items.schema);
      if (element === null) return null;
      return { kind: "list", element, maxElements: maxOf(schema.maxItems) ?? itemsThatFit(element), minSize: 2 };
    }
    case "object": {
      const values = schema.additionalProperties?.schema;
      if (values === undefined) return objectType(schema, typeOf);
      const element = typeOf(values);
      if (element === null) return null;
      const maxElements = maxOf(schema.maxProperties) ?? Math.floor((MAX_REQUEST_BYTES - 2) / (element.minSize + 6));
      return { kind: "map", element, maxElements, minSize: 2 };
    }
    case "string":
      return stringType(schema);
    case "boolean":
      return scalar("bool", 0, 4);
    case "number":
      return scalar("double", 0, 1);
    case "integer":
      return scalar("int", 0, 1);
    default:
      return null;
  }
}

function objectType(schema: SchemaProps, typeOf: (part: SchemaProps) => CelType | null): CelObject {
  const required = new Set(schema.required);
  const fields = new Map<string, CelType>();
  let minSize = 2;
  for (const [name, property] of schema.properties ?? []) {
    const type = typeOf(property);
    if (type === null) continue;
    const escaped = celName(name);
    if (escaped !== null) fields.set(escaped, type);
    if (required.has(name) && property.default === undefined) minSize += byteLength(name) + type.minSize + 4;
  }
  return { kind: "object", fields, minSize };
}

function stringType(schema: SchemaProps): CelScalar {
  switch (schema.format) {
    case "byte":
      return scalar("bytes", maxOf(schema.maxLength) ?? MAX_REQUEST_BYTES - 2, 2);
    case "duration":
      return scalar("duration", 32, 3);
    case "date":
      return scalar("timestamp", 12, 12);
    case "date-time":
      return scalar("timestamp", 32, 21);
    default:
      return scalar("string", maxLengthInBytes(schema) ?? longestChoice(schema) ?? MAX_REQUEST_BYTES - 2, 2);
  }
}

function scalar(name: string, maxElements: number, minSize: number): CelScalar {
  return { kind: "scalar", text: `${name} ${maxElements}`, minSize };
}

function maxOf(limit: number | undefined): number | undefined {
  return limit === undefined ? undefined : Math.max(limit, 0);
}

/** A character may take four bytes. */
function maxLengthInBytes({ maxLength }: SchemaProps): number | undefined {
  return maxLength === undefined ? undefined : Math.max(maxLength, 0) * 4;
}

function longestChoice(schema: SchemaProps): number | undefined {
  const choices = schema.enum ?? [];
  if (choices.length === 0) return undefined;
  let longest = 0;
  for (const choice of choices) if (typeof choice === "string") longest = Math.max(longest, byteLength(choice));
  return longest;
}

/** estimateMaxArrayItemsFromMinSize */
function itemsThatFit(element: CelType): number {
  return Math.floor((MAX_REQUEST_BYTES - 2) / (element.minSize + 1));
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** WithTypeAndObjectMeta: rules of a resource always see its kind, apiVersion and names, whatever the schema says of them. */
function withTypeAndObjectMeta(schema: SchemaProps): SchemaProps {
  if (statesItsMetadata(schema)) return schema;
  const { properties } = schema;
  const meta = properties?.get("metadata")?.properties;
  const name = (key: string, longest: number): SchemaProps => {
    const stated = meta?.get(key)?.maxLength;
    return { type: "string", maxLength: stated !== undefined && stated < longest ? stated : longest };
  };
  const metadata = new Map([
    ["name", name("name", NAME_LENGTH)],
    ["generateName", name("generateName", NAME_LENGTH - 1)],
  ]);
  return {
    ...schema,
    properties: new Map([
      ...(properties ?? []),
      ["kind", { type: "string" }],
      ["apiVersion", { type: "string" }],
      ["metadata", { type: "object", properties: metadata }],
    ]),
  };
}

function statesItsMetadata({ properties }: SchemaProps): boolean {
  const metadata = properties?.get("metadata");
  return (
    properties?.get("kind")?.type === "string" &&
    properties.get("apiVersion")?.type === "string" &&
    metadata?.type === "object" &&
    metadata.properties?.get("name")?.type === "string" &&
    metadata.properties.get("generateName")?.type === "string"
  );
}

const KEYWORDS: ReadonlySet<string> = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** The name that rules use for a property (cel.Escape); null: they cannot name it. */
export function celName(property: string): string | null {
  if (KEYWORDS.has(property)) return `__${property}__`;
  if (!/^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/.test(property)) return null;
  return property.replaceAll(/__|[./-]/g, (found) => ESCAPES[found] ?? found);
}

const ESCAPES: Readonly<Record<string, string>> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/** The names of fields that expressions can mean: every identifier in them, and keywords as the fields they may stand for. */
export function namesIn(expressions: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const expression of expressions) {
    for (const [name] of expression.matchAll(/[a-zA-Z_][a-zA-Z0-9_]*/g)) {
      names.add(name);
      if (KEYWORDS.has(name)) names.add(`__${name}__`);
    }
  }
  return names;
}

/** How much may still be looked at. */
export interface Budget {
  left: number;
}

/**
 * What rules that use these names see of a type, as text. Fields of other names change neither how a rule compiles
 * nor what it is estimated to cost: it cannot reach them.
 * @returns null: it is more than the budget
 */
export function visibleType(type: CelType | null, names: ReadonlySet<string>, budget: Budget): string | null {
  const parts: string[] = [];
  const write = (part: CelType): void => {
    if (--budget.left < 0) return;
    if (part.kind === "scalar") {
      parts.push(part.text);
    } else if (part.kind === "object") {
      parts.push("{");
      for (const [name, field] of visibleFields(part, names, budget)) {
        parts.push(name, ":");
        write(field);
        parts.push(",");
      }
      parts.push("}");
    } else {
      parts.push(part.kind, " ", String(part.maxElements), "<");
      write(part.element);
      parts.push(">");
    }
  };
  if (type === null) return "none";
  write(type);
  return budget.left < 0 ? null : parts.join("");
}

function visibleFields({ fields }: CelObject, names: ReadonlySet<string>, budget: Budget): [string, CelType][] {
  const found: [string, CelType][] = [];
  const candidates = fields.size < names.size ? fields.keys() : names;
  for (const name of candidates) {
    budget.left--;
    const field = names.has(name) ? fields.get(name) : undefined;
    if (field !== undefined) found.push([name, field]);
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
