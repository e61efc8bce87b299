import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonValue } from "../../../src/base/json.ts";
import { parseServerVersion } from "../../../src/base/server-version.ts";
import { errorText } from "../../../src/crd/error-text.ts";
import type { LiveCrd, SchemaFaults } from "../../../src/crd/live-crd.ts";
import type { PredictedError, Undecided } from "../../../src/crd/prediction.ts";
import { schemaDigest } from "../../../src/crd/schema/digest.ts";
import { type SchemaOptions, schemaOptions } from "../../../src/crd/schema/options.ts";
import { type ValidatedSchema, validateSchema } from "../../../src/crd/schema/validate-schema.ts";

export const FIELD = "spec.validation.openAPIV3Schema";
export const PATH = ["spec", "versions", 0, "schema", "openAPIV3Schema"] as const;

export interface Question {
  readonly server?: string;
  readonly statusSubresource?: boolean;
  /** The schemas of the live CRD; absent: create. */
  readonly live?: readonly JsonValue[];
  readonly schemaFaults?: SchemaFaults;
  /** Long lists of selectable fields of the live versions. */
  readonly liveSelectable?: readonly (readonly string[])[];
  readonly preserveUnknownFields?: boolean;
  /** Schemas of other versions of the manifest: live ones among them are known. */
  readonly others?: readonly JsonValue[];
}

export interface Answer {
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
}

/** The answer to a CRD of one version with this schema, but for what the server compiles. */
export function ask(schema: JsonValue | undefined, question: Question = {}): Answer {
  const { errors, undecided } = validated(schema, question);
  return { errors, undecided };
}

/** How many CEL rules the server would compile. */
export function rulesIn(schema: JsonValue | undefined, question: Question = {}): number {
  return validated(schema, question).compiled.rules.length;
}

function validated(schema: JsonValue | undefined, question: Question): ValidatedSchema {
  return validateSchema({
    schema,
    field: FIELD,
    path: PATH,
    statusSubresource: question.statusSubresource ?? false,
    options: optionsOf(schema, question),
  });
}

export function optionsOf(schema: JsonValue | undefined, question: Question): SchemaOptions {
  return schemaOptions({
    live: question.live === undefined ? null : liveWith(question.live, question),
    preserveUnknownFields: question.preserveUnknownFields,
    versions: [schema, ...(question.others ?? [])].map((one) => ({ schema: { openAPIV3Schema: one ?? null } })),
    server: parseServerVersion(question.server ?? "v1.37.2"),
  });
}

function liveWith(schemas: readonly JsonValue[], { schemaFaults, liveSelectable = [] }: Question): LiveCrd {
  return {
    group: "a.b",
    names: { plural: "xs", kind: "X" },
    scope: "Namespaced",
    versions: schemas.map((schema, position) => ({
      name: `v${position + 1}`,
      served: true,
      storage: position === 0,
      schema: schemaDigest(schema),
      ...present({ selectableFields: liveSelectable[position] }),
    })),
    storedVersions: ["v1"],
    conditions: { Established: "True" },
    conversion: { strategy: "None" },
    ...present({ schemaFaults }),
  };
}

function present<Fact>(facts: Readonly<Record<string, Fact | undefined>>): Readonly<Record<string, Fact>> {
  const known: Record<string, Fact> = {};
  for (const [key, fact] of Object.entries(facts)) if (fact !== undefined) known[key] = fact;
  return known;
}

/** `Invalid ~.type: Invalid value: "array": must be object at the root`, where `~` stands for the schema's own path. */
export function told(error: PredictedError): string {
  return `${error.type.replace("FieldValue", "")} ${errorText(error).replaceAll(FIELD, "~")}`;
}

export function readFixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), "utf8");
}
