import { type JsonObject, member } from "../base/json.ts";
import type { CrdVersion } from "./crd-object.ts";
import { factsOf, heldSchema } from "./schema/held-schema.ts";
import { hollowItems } from "./schema/hollow-items.ts";

/**
 * Which of the four per-version fields the server moves to the top of spec because they are the same in all versions.
 * It decides the paths of its errors: `spec.validation...` instead of `spec.versions[0].schema...`.
 */
export interface Hoisting {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly additionalPrinterColumns: boolean;
  readonly selectableFields: boolean;
}

/** Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec (pkg/apis/apiextensions/v1/conversion.go). */
export function hoisting(versions: readonly CrdVersion[]): Hoisting {
  const first = versions[0];
  const all = (same: (a: CrdVersion, b: CrdVersion) => boolean) =>
    first !== undefined && versions.every((version) => version === first || same(version, first));
  return {
    schema: all(sameSchema),
    subresources: all((a, b) => sameSubresources(a.subresources, b.subresources)),
    additionalPrinterColumns: all((a, b) => sameColumns(a.additionalPrinterColumns, b.additionalPrinterColumns)),
    selectableFields: all((a, b) => samePaths(a.selectableFields, b.selectableFields)),
  };
}

function sameSchema(a: CrdVersion, b: CrdVersion): boolean {
  if (a.schema === null || b.schema === null) return a.schema === b.schema;
  const [left, right] = [factsOf(a.schema), factsOf(b.schema)];
  if (left === null || right === null) return left === right;
  return left.digest === right.digest && hollowIn(a.schema) === hollowIn(b.schema);
}

function hollowIn(holder: JsonObject): string {
  const schema = factsOf(holder)?.plain == null ? heldSchema(holder) : undefined;
  return schema === undefined ? "" : hollowItems(schema);
}

function sameSubresources(a: JsonObject | null, b: JsonObject | null): boolean {
  if (a === null || b === null) return a === b;
  if (isNil(a, "status") !== isNil(b, "status") || isNil(a, "scale") !== isNil(b, "scale")) return false;
  const sameText = (key: string) => textAt(a.scale, key) === textAt(b.scale, key);
  return (
    sameText("specReplicasPath") &&
    sameText("statusReplicasPath") &&
    (member(a.scale, "labelSelectorPath") ?? null) === (member(b.scale, "labelSelectorPath") ?? null)
  );
}

function sameColumns(a: readonly JsonObject[], b: readonly JsonObject[]): boolean {
  return sameLists(
    a,
    b,
    (x, y) =>
      ["name", "type", "format", "description", "jsonPath"].every((key) => textAt(x, key) === textAt(y, key)) &&
      (member(x, "priority") ?? 0) === (member(y, "priority") ?? 0),
  );
}

function samePaths(a: readonly JsonObject[], b: readonly JsonObject[]): boolean {
  return sameLists(a, b, (x, y) => textAt(x, "jsonPath") === textAt(y, "jsonPath"));
}

function sameLists(
  a: readonly JsonObject[],
  b: readonly JsonObject[],
  same: (x: JsonObject, y: JsonObject) => boolean,
): boolean {
  if (a.length !== b.length) return false;
  return a.every((item, index) => {
    const other = b[index];
    return other !== undefined && same(item, other);
  });
}

function isNil(owner: JsonObject, key: string): boolean {
  return (member(owner, key) ?? null) === null;
}

/** Go's zero value for a missing or null string. */
function textAt(owner: Parameters<typeof member>[0], key: string): string {
  const value = member(owner, key);
  return typeof value === "string" ? value : "";
}
