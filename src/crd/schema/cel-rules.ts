import { createHash } from "node:crypto";
import type { JsonValue } from "../../base/json.ts";
import {
  type Budget,
  type CelType,
  type CelTypes,
  celName,
  celTypes,
  MAX_REQUEST_BYTES,
  namesIn,
  visibleType,
} from "./cel-types.ts";
import { child, index, key, type Place } from "./place.ts";
import { isResourceField } from "./resource-fields.ts";
import type { SchemaProps, ValidationRule } from "./schema-props.ts";

/** Something that only the server can compile or run, and what tells it from others. */
export interface Compiled {
  /**
   * The same for everything from which the server would make the same program with the same estimate; null: the schema
   * is too large to tell.
   */
  readonly digest: string | null;
  readonly place: Place;
}

/** What the server compiles of one schema. */
export interface CompiledRules {
  readonly rules: readonly Compiled[];
  /** Defaults on which it runs rules. */
  readonly defaults: readonly Compiled[];
}

/** How many fields the rules of one schema may see in all; those of real schemas see 3,100 at most. */
const MOST_FIELDS_SEEN = 100_000;
const MAX_UINT64 = 2n ** 64n - 1n;

/** Where the walk is (CELSchemaContext, specStandardValidatorV3). */
interface Context {
  /** The type, where a schema further up has rules and sees this one; undefined: it is made when a rule needs it. */
  readonly type: CelType | null | undefined;
  /** How often the schema may occur in an object; null: without limit. */
  readonly cardinality: bigint | null;
  /** What keeps a rule from comparing with the old value: a list that is no map, on older servers an atomic map. */
  readonly uncorrelatable: "" | "list" | "map";
}

/**
 * The rules that the server compiles, with a digest each over the expression, the types it sees and how often it may run.
 * Those in allOf, anyOf, oneOf and not are forbidden. Messages, reasons and field paths are checked without a compiler.
 */
export function compiledRules(schema: SchemaProps, place: Place): CompiledRules {
  const rules: Compiled[] = [];
  const types = celTypes();
  const budget: Budget = { left: MOST_FIELDS_SEEN };
  const visit = (part: SchemaProps, isRoot: boolean, context: Context, at: Place): void => {
    const own = part["x-kubernetes-validations"] ?? [];
    const type = context.type === undefined && own.length > 0 ? types(part, isRoot) : context.type;
    for (const [position, rule] of own.entries()) {
      const digest = ruleDigest(rule, { ...context, type }, budget);
      rules.push({ digest, place: child(index(child(at, "x-kubernetes-validations"), position), "rule") });
    }
    const cardinality = cardinalityBelow(part, context.cardinality);
    const below = (
      child: SchemaProps,
      seen: CelType | null | undefined,
      uncorrelatable: Context["uncorrelatable"],
    ) => ({
      type: seen === undefined && type !== undefined ? typeAlone(child, type, types) : seen,
      cardinality,
      uncorrelatable: context.uncorrelatable || uncorrelatable,
    });
    const isAtomic = (part["x-kubernetes-map-type"] ?? "granular") !== "granular";
    for (const [name, property] of part.properties ?? []) {
      const seen = type?.kind === "object" ? type.fields.get(celName(name) ?? "") : undefined;
      visit(property, false, below(property, seen, isAtomic ? "map" : ""), key(child(at, "properties"), name));
    }
    const values = part.additionalProperties?.schema;
    if (values !== undefined) {
      visit(values, false, below(values, elementOf(type), ""), child(at, "additionalProperties"));
    }
    const items = part.items?.schema;
    if (items !== undefined) {
      const isMap = part["x-kubernetes-list-type"] === "map";
      visit(items, false, below(items, elementOf(type), isMap ? "" : "list"), child(at, "items"));
    }
  };
  visit(schema, true, { type: undefined, cardinality: 1n, uncorrelatable: "" }, place);
  return { rules, defaults: checkedDefaults(schema, place, budget) };
}

/** undefined: nothing further up has rules. */
function elementOf(type: CelType | null | undefined): CelType | null | undefined {
  if (type === undefined || type === null) return type;
  return type.kind === "list" || type.kind === "map" ? type.element : null;
}

/** What a rule further up cannot see has its own type, and where that one's type cannot be made neither can this. */
function typeAlone(schema: SchemaProps, parent: CelType | null, types: CelTypes): CelType | null {
  return parent === null ? null : types(schema, false);
}

/** childContext, extractMaxElements */
function cardinalityBelow(schema: SchemaProps, above: bigint | null): bigint | null {
  if (above === null) return null;
  let most: number | undefined = 1;
  if (schema.type === "object" && schema.additionalProperties !== undefined) most = schema.maxProperties;
  if (schema.type === "array") most = schema.maxItems;
  if (most === undefined) return null;
  const product = above * BigInt(Number.isFinite(most) ? Math.max(Math.trunc(most), 0) : 0);
  return product > MAX_UINT64 ? MAX_UINT64 : product;
}

function ruleDigest(rule: ValidationRule, { type, cardinality, uncorrelatable }: Context, budget: Budget) {
  const expressions = [rule.rule, rule.messageExpression];
  const seen = visibleType(type ?? null, namesIn(expressions), budget);
  if (seen === null) return null;
  // A rule without limit may run as often as the smallest value fits into a request.
  const runs = cardinality ?? Math.floor(MAX_REQUEST_BYTES / ((type?.minSize ?? 0) + 1));
  const comparesOld = rule.rule.includes("oldSelf") ? uncorrelatable : "";
  const { optionalOldSelf = null } = rule;
  return digestOf([...expressions, optionalOldSelf, comparesOld, String(runs), seen]);
}

/** Sixteen characters: 96 bits of a sha256, so that nobody finds another rule with the digest of a live one. */
function digestOf(parts: JsonValue): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 16);
}

/** Twelve characters tell whether a cluster has an expression somewhere. */
export function textDigest(expression: string): string {
  return createHash("sha256").update(expression).digest("base64url").slice(0, 12);
}

/** ValidateDefaults runs the rules of a schema on its default, those of parts of it too. */
function checkedDefaults(schema: SchemaProps, place: Place, budget: Budget): Compiled[] {
  const found: Compiled[] = [];
  const ruled = new Map<SchemaProps, boolean>();
  const visit = (part: SchemaProps, isResource: boolean, insideMeta: boolean, at: Place): void => {
    if (part.default !== undefined && hasRules(part, ruled)) {
      const content = evaluatedContent(part, budget);
      const digest = content === null ? null : digestOf([isResource, insideMeta, content]);
      found.push({ digest, place: child(at, "default") });
    }
    const items = part.items?.schema;
    if (items !== undefined) visit(items, isEmbedded(items), !isEmbedded(items) && insideMeta, child(at, "items"));
    for (const [name, property] of part.properties ?? []) {
      const inside = !isEmbedded(property) && (insideMeta || (isResource && isResourceField(name)));
      visit(property, isEmbedded(property), inside, key(child(at, "properties"), name));
    }
  };
  visit(schema, true, false, place);
  return found;
}

function isEmbedded(schema: SchemaProps): boolean {
  return schema["x-kubernetes-embedded-resource"] === true;
}

function hasRules(schema: SchemaProps, known: Map<SchemaProps, boolean>): boolean {
  const remembered = known.get(schema);
  if (remembered !== undefined) return remembered;
  let found = (schema["x-kubernetes-validations"]?.length ?? 0) > 0;
  for (const part of structuralParts(schema)) found ||= hasRules(part, known);
  known.set(schema, found);
  return found;
}

function structuralParts(schema: SchemaProps): SchemaProps[] {
  const parts = [...(schema.properties?.values() ?? [])];
  if (schema.items?.schema !== undefined) parts.push(schema.items.schema);
  if (schema.additionalProperties?.schema !== undefined) parts.push(schema.additionalProperties.schema);
  return parts;
}

const DOCUMENTATION: ReadonlySet<string> = new Set(["description", "title", "externalDocs", "example"]);

/** All of a schema but its documentation, with the keys of values sorted; null: it is more than the budget. */
function evaluatedContent(schema: SchemaProps, budget: Budget): string | null {
  const strip = (value: unknown, isSchema: boolean): unknown => {
    if (--budget.left < 0 || typeof value !== "object" || value === null) return value;
    if (value instanceof Map) return [...value].map(([name, part]) => [name, strip(part, true)]);
    if (Array.isArray(value)) return value.map((item) => strip(item, isSchema));
    const entries = Object.entries(value).filter(([name]) => !isSchema || !DOCUMENTATION.has(name));
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([name, part]) => [name, strip(part, isSchema && name !== "default" && name !== "enum")]);
  };
  const content = strip(schema, true);
  return budget.left < 0 ? null : JSON.stringify(content);
}
