import { describe, expect, it } from "vitest";
import { type DocumentPath, isObject, member } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { type CrdObject, type CrdVersion, readCrd } from "../../../src/crd/crd-object.ts";
import { type Hoisting, hoisting } from "../../../src/crd/hoisting.ts";
import { liveFromObject } from "../../../src/crd/live-from-object.ts";
import type { PredictedError, Undecided } from "../../../src/crd/prediction.ts";
import { type SchemaOptions, schemaOptions } from "../../../src/crd/schema/options.ts";
import { validatePrinterColumn } from "../../../src/crd/schema/printer-columns.ts";
import { validateSelectableFields } from "../../../src/crd/schema/selectable-fields.ts";
import { validateSubresources } from "../../../src/crd/schema/subresources.ts";
import { validateSchema } from "../../../src/crd/schema/validate-schema.ts";
import { type Edge, type Label, type LabelError, readCases } from "../../conformance/corpus.ts";
import { skippedWithoutData, wholeData } from "../../data.ts";

/** The fields of the server's errors that the functions under test are responsible for. */
const OURS = /openAPIV3Schema|additionalPrinterColumns|selectableFields|subresources\.scale/;
/** A missing schema is told elsewhere, at the path of the schema itself. */
const MISSING_SCHEMA = /^spec\.versions\[\d+\]\.schema\.openAPIV3Schema$/;

interface Answer {
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
  /** How many CEL rules only the server can compile. */
  readonly rules: number;
}

/** What stands at the top of spec, or in one version when it is not hoisted. */
function contentsOf(version: CrdVersion, where: Hoisting, hoisted: boolean): CrdVersion {
  return {
    ...version,
    schema: where.schema === hoisted ? version.schema : null,
    subresources: where.subresources === hoisted ? version.subresources : null,
    additionalPrinterColumns: where.additionalPrinterColumns === hoisted ? version.additionalPrinterColumns : [],
    selectableFields: where.selectableFields === hoisted ? version.selectableFields : [],
  };
}

function judge(
  contents: CrdVersion,
  field: string,
  path: DocumentPath,
  status: boolean,
  options: SchemaOptions,
): Answer {
  const isHoisted = field === "spec";
  const schema = validateSchema({
    schema: member(contents.schema ?? undefined, "openAPIV3Schema"),
    field: `${field}.${isHoisted ? "validation" : "schema"}.openAPIV3Schema`,
    path,
    statusSubresource: status,
    options,
  });
  const selectable = validateSelectableFields({
    fields: contents.selectableFields,
    schema: contents.schema ?? undefined,
    field: `${field}.selectableFields`,
    path,
    versionName: isHoisted ? null : contents.name,
    options,
  });
  const columns = contents.additionalPrinterColumns.flatMap((column, i) =>
    validatePrinterColumn(column, `${field}.additionalPrinterColumns[${i}]`, path),
  );
  const subresources = validateSubresources(contents.subresources ?? undefined, `${field}.subresources`, path);
  return {
    errors: [...schema.errors, ...subresources, ...columns, ...selectable.errors],
    undecided: [...schema.undecided, ...selectable.undecided],
    rules: schema.compiled.rules.length,
  };
}

function hasStatus(version: CrdVersion | undefined): boolean {
  return isObject(member(version?.subresources ?? undefined, "status"));
}

function answerTo(crd: CrdObject, live: Edge["live"], serverVersion: string): Answer {
  const { versions } = crd;
  const [first] = versions;
  if (first === undefined) return { errors: [], undecided: [], rules: 0 };
  const where = hoisting(versions);
  const options = schemaOptions({
    live: live === null ? null : liveFromObject(live),
    preserveUnknownFields: crd.preserveUnknownFields,
    versions,
    server: parseServerVersion(serverVersion),
  });
  const answers = versions.map((version, i) => {
    const status = hasStatus(where.subresources ? first : version);
    return judge(contentsOf(version, where, false), `spec.versions[${i}]`, ["spec", "versions", i], status, options);
  });
  const top = judge(contentsOf(first, where, true), "spec", ["spec"], versions.some(hasStatus), options);
  return {
    errors: [...answers, top].flatMap((answer) => answer.errors),
    undecided: [...answers, top].flatMap((answer) => answer.undecided),
    rules: [...answers, top].reduce((sum, answer) => sum + answer.rules, 0),
  };
}

function ours(label: Label): string[] {
  return label.errors.filter((error) => OURS.test(error.field) && !isMissingSchema(error)).map(line);
}

function isMissingSchema({ type, field }: LabelError): boolean {
  return type === "FieldValueRequired" && MISSING_SCHEMA.test(field);
}

function line({ type, field, detail }: LabelError | PredictedError): string {
  return `${type} ${field}: ${detail}`;
}

function countOf(lines: readonly string[], wanted: string): number {
  return lines.filter((text) => text === wanted).length;
}

/** Without doubt both lists are the same; with it, everything that is told is in the server's list. */
function agree(label: Label, { errors, undecided, rules }: Answer): boolean {
  const theirs = ours(label);
  const mine = errors.map(line);
  const isComplete = (label.errorCount ?? label.errors.length) === label.errors.length;
  const allTold =
    undecided.length > 0 || rules > 0 || theirs.every((text) => countOf(mine, text) === countOf(theirs, text));
  return allTold && (!isComplete || mine.every((text) => countOf(mine, text) <= countOf(theirs, text)));
}

const EDGES = "corpus/edges.jsonl";
const skipped = skippedWithoutData(EDGES);

describe.skipIf(skipped !== "")(`the labelled edge cases${skipped}`, () => {
  const edges = skipped === "" ? readCases<Edge>(wholeData("corpus"), "edges.jsonl") : [];
  const cases = edges.filter(
    ({ manifest, live, k132 }) =>
      manifest.apiVersion === "apiextensions.k8s.io/v1" &&
      (live === null || live.apiVersion === "apiextensions.k8s.io/v1") &&
      !k132.errors.some((error) => error.type === "DecodeError" || error.type === "NoMatch"),
  );

  it.each([
    ["v1.32.13", (edge: Edge) => edge.k132],
    ["v1.37.2", (edge: Edge) => edge.latest],
  ])("are answered as %s does", (server, labelOf) => {
    const told = cases.filter((edge) => ours(labelOf(edge)).length > 0);
    expect(told.length).toBeGreaterThan(300);
    const wrong = cases.filter((edge) => !agree(labelOf(edge), answerTo(readCrd(edge.manifest), edge.live, server)));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it("are in doubt only over CEL", () => {
    const answers = cases.map((edge) => answerTo(readCrd(edge.manifest), edge.live, "v1.37.2"));
    expect(answers.flatMap(({ undecided }) => undecided)).toEqual([]);
    expect(answers.filter(({ rules }) => rules > 0).length).toBeGreaterThan(30);
  });
});
