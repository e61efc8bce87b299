import { type DocumentPath, isObject, member } from "../../base/json.ts";
import { atLeast } from "../../base/server-version.ts";
import type { CrdVersion } from "../crd-object.ts";
import { required } from "../field-error.ts";
import type { LiveCrd } from "../live-crd.ts";
import type { PredictedError } from "../prediction.ts";
import { compileRules } from "../schema/compile-rules.ts";
import { factsOf, heldSchema } from "../schema/held-schema.ts";
import { notLive } from "../schema/live-rules.ts";
import { type SchemaOptions, schemaOptions } from "../schema/options.ts";
import { rootPlace } from "../schema/place.ts";
import { validatePrinterColumn } from "../schema/printer-columns.ts";
import { validateSelectableFields } from "../schema/selectable-fields.ts";
import { validateSubresources } from "../schema/subresources.ts";
import { NOTHING_COMPILED, validateSchema } from "../schema/validate-schema.ts";
import type { Answer, Subject } from "./subject.ts";

/** What is under one entry of spec.versions, or at the top of spec when it is hoisted. */
interface Contents {
  /** The server's path of it: `spec.versions[1]` or `spec`. */
  readonly field: string;
  /** `schema`, or `validation` at the top. */
  readonly schemaKey: "schema" | "validation";
  readonly path: DocumentPath;
  readonly schema: CrdVersion["schema"];
  readonly statusSubresource: boolean;
  readonly subresources: CrdVersion["subresources"];
  readonly additionalPrinterColumns: CrdVersion["additionalPrinterColumns"];
  readonly selectableFields: CrdVersion["selectableFields"];
  readonly versionName: string | null;
}

/** Every version needs a schema, unless the live CRD lacks one too: then only served versions do, if unknown fields are pruned. */
export function validateSchemasPresent({ crd, live, server }: Subject): PredictedError[] {
  const liveIsComplete = live === null || live.versions.every((version) => version.schema !== "absent");
  if (!liveIsComplete && crd.preserveUnknownFields) return [];
  const always = atLeast(server, 34) ? "" : "schemas are required";
  const detail = liveIsComplete ? always : "because otherwise all fields are pruned";
  return crd.versions.flatMap((version, position) => {
    if (hasSchema(version) || (!liveIsComplete && !version.served)) return [];
    const field = `spec.versions[${position}].schema.openAPIV3Schema`;
    return [required(field, detail, ["spec", "versions", position, "schema", "openAPIV3Schema"])];
  });
}

/** The ratcheting options, once per prediction. */
export function optionsFor({ crd, live, server }: Subject): SchemaOptions {
  return schemaOptions({ live, preserveUnknownFields: crd.preserveUnknownFields, versions: crd.versions, server });
}

/** The first version of each name. */
export function firstVersions({ crd }: Subject): ReadonlyMap<string, CrdVersion> {
  return new Map(crd.versions.toReversed().map((version) => [version.name, version]));
}

/** Schema, subresources, columns and selectable fields of one version, as far as they are not hoisted. */
export function validateVersionContents(
  version: CrdVersion,
  position: number,
  subject: Subject,
  options: SchemaOptions,
  firstOf: ReadonlyMap<string, CrdVersion>,
): Answer {
  const { crd, hoisting } = subject;
  // getSubresourcesForVersion: those of all versions, or else those of the first version with this name.
  const named = hoisting.subresources ? crd.versions[0] : firstOf.get(version.name);
  const own = named?.subresources ?? null;
  return validateContents(
    {
      field: `spec.versions[${position}]`,
      schemaKey: "schema",
      path: ["spec", "versions", position],
      schema: hoisting.schema ? null : version.schema,
      statusSubresource: hasStatus(own),
      subresources: hoisting.subresources ? null : version.subresources,
      additionalPrinterColumns: hoisting.additionalPrinterColumns ? [] : version.additionalPrinterColumns,
      selectableFields: hoisting.selectableFields ? [] : version.selectableFields,
      versionName: version.name,
    },
    options,
    subject,
  );
}

/** What all versions have in common, at the top of spec; it stands in the first version of the manifest. */
export function validateHoisted(subject: Subject, options: SchemaOptions): Answer {
  const { crd, hoisting } = subject;
  const first = crd.versions[0];
  if (first === undefined) return { errors: [], undecided: [] };
  return validateContents(
    {
      field: "spec",
      schemaKey: "validation",
      path: ["spec", "versions", 0],
      schema: hoisting.schema ? first.schema : null,
      statusSubresource: crd.versions.some((version) => hasStatus(version.subresources)),
      subresources: hoisting.subresources ? first.subresources : null,
      additionalPrinterColumns: hoisting.additionalPrinterColumns ? first.additionalPrinterColumns : [],
      selectableFields: hoisting.selectableFields ? first.selectableFields : [],
      versionName: null,
    },
    options,
    subject,
  );
}

function validateContents(
  contents: Contents,
  options: SchemaOptions,
  { live, cel }: Pick<Subject, "live" | "cel">,
): Answer {
  const { field, path } = contents;
  // Of a plain one there is nothing to be said, and it need not be there.
  const facts = factsOf(contents.schema);
  const json = facts?.plain == null ? heldSchema(contents.schema) : undefined;
  const at = { field: `${field}.${contents.schemaKey}.openAPIV3Schema`, path: [...path, "schema", "openAPIV3Schema"] };
  const schema = validateSchema({
    schema: json,
    ...at,
    statusSubresource: contents.statusSubresource,
    options,
  });
  const selectable = selectableFieldsAnswer(contents, options, live);
  const columns = contents.additionalPrinterColumns.flatMap((column, index) =>
    validatePrinterColumn(column, `${field}.additionalPrinterColumns[${index}]`, [
      ...path,
      "additionalPrinterColumns",
      index,
    ]),
  );
  const subresources = validateSubresources(contents.subresources ?? undefined, `${field}.subresources`, [
    ...path,
    "subresources",
  ]);
  // What only the server can tell of a schema, it has told when it took the live CRD.
  const isKnown = facts !== null && options.acceptedSchemas.has(facts.digest);
  const left = isKnown || json === undefined ? NOTHING_COMPILED : notLive(schema.compiled, options.acceptedRules.known);
  const rules = compileRules({ schema: json ?? {}, place: rootPlace(at.field, at.path), options, cel }, left);
  return {
    errors: concat(schema.errors, rules.errors, subresources, columns, selectable.errors),
    undecided: isKnown ? selectable.undecided : concat(schema.undecided, rules.undecided, selectable.undecided),
    ...(rules.uncompiled === undefined ? {} : { uncompiled: rules.uncompiled }),
  };
}

/**
 * 1.29 does not know the field. 1.30 drops it (CustomResourceFieldSelectors was off by default), unless the live CRD has
 * such fields, which is recorded only of long lists.
 */
function selectableFieldsAnswer(contents: Contents, options: SchemaOptions, live: LiveCrd | null): Answer {
  const nothing: Answer = { errors: [], undecided: [] };
  const isDropped = !atLeast(options.server, 30) || (live === null && !atLeast(options.server, 31));
  if (isDropped) return nothing;
  const path = [...contents.path, "selectableFields"];
  const answer = validateSelectableFields({
    fields: contents.selectableFields,
    schema: contents.schema ?? undefined,
    field: `${contents.field}.selectableFields`,
    path,
    versionName: contents.versionName,
    options,
  });
  if (atLeast(options.server, 31) || options.longSelectableFields.size > 0) return answer;
  if (answer.errors.length + answer.undecided.length === 0) return nothing;
  const reason =
    "Kubernetes 1.30 checks selectable fields only where the live CRD has some, which a snapshot does not tell";
  return { errors: [], undecided: [{ path, reason }] };
}

/** Not a spread into a call: a schema may have more faults than a call may have arguments. */
function concat<T>(...lists: readonly (readonly T[])[]): T[] {
  return lists.flat();
}

function hasSchema(version: CrdVersion): boolean {
  return factsOf(version.schema) !== null;
}

function hasStatus(subresources: CrdVersion["subresources"]): boolean {
  return isObject(member(subresources ?? undefined, "status"));
}
