import type { PredictedError, Undecided } from "../prediction.ts";
import type { CompiledRules } from "../schema/cel-rules.ts";
import type { Uncompiled } from "../schema/compile-rules.ts";
import type { SchemaOptions } from "../schema/options.ts";
import { pathOf } from "../schema/place.ts";
import { validateApiApproval } from "./api-approval.ts";
import { validateConversion } from "./conversion.ts";
import { validateMetadata } from "./metadata.ts";
import { namesErrors, validateNames } from "./names.ts";
import {
  firstVersions,
  optionsFor,
  validateHoisted,
  validateSchemasPresent,
  validateVersionContents,
} from "./schemas.ts";
import {
  validateDefaultsArePruned,
  validateGroup,
  validateImmutables,
  validatePreserveUnknownFields,
  validateScope,
} from "./spec-fields.ts";
import { validateStoredVersions } from "./stored-versions.ts";
import type { Answer, Subject } from "./subject.ts";
import {
  validateDeprecationWarning,
  validateFirstVersionName,
  validateVersionName,
  validateVersionSet,
} from "./versions.ts";

/**
 * ValidateCustomResourceDefinition and ValidateCustomResourceDefinitionUpdate: nothing stops at the first error. The
 * order is theirs (metadata, spec from top to bottom, immutable fields, status, approval, unknown fields), ascending by
 * index where Go's is random.
 */
export function validate(subject: Subject, body: Body): Answer {
  const errors: PredictedError[] = [];
  const undecided: Undecided[] = [];
  const uncompiled: Uncompiled[] = [];
  // Not spreads: a schema may have more faults than a call may have arguments.
  for (const part of [validateMetadata(subject), ...body.parts]) {
    for (const error of "errors" in part ? part.errors : part) errors.push(error);
    if (!("undecided" in part)) continue;
    for (const entry of part.undecided) undecided.push(entry);
    if (part.uncompiled !== undefined) uncompiled.push(part.uncompiled);
  }
  for (const entry of rulesUndecided(uncompiled, body.rulesAreRecorded, subject, errors)) undecided.push(entry);
  return { errors, undecided };
}

/** What is found of an object beside its metadata. */
export interface Body {
  readonly parts: readonly (readonly PredictedError[] | Answer)[];
  readonly rulesAreRecorded: boolean;
}

/** The same for objects that differ in what a client adds to their metadata. */
export function validateBody(subject: Subject): Body {
  const options = optionsFor(subject);
  return {
    parts: [
      ...validateSpec(subject, options),
      validateImmutables(subject),
      validateAcceptedNames(subject),
      validateStoredVersions(subject),
      validateApiApproval(subject),
      validatePreserveUnknownFields(subject),
    ],
    rulesAreRecorded: options.acceptedRules.texts !== "unknown",
  };
}

function validateSpec(subject: Subject, options: SchemaOptions): readonly (readonly PredictedError[] | Answer)[] {
  const firstOf = firstVersions(subject);
  return [
    validateGroup(subject),
    validateScope(subject),
    validateSchemasPresent(subject),
    validateDefaultsArePruned(subject),
    ...subject.crd.versions.flatMap((version, position) => [
      validateVersionName(version, position),
      validateDeprecationWarning(version, position, subject.server),
      validateVersionContents(version, position, subject, options, firstOf),
    ]),
    validateVersionSet(subject),
    validateFirstVersionName(subject),
    validateNames(subject),
    validateHoisted(subject, options),
    validateConversion(subject),
  ];
}

/** The live accepted names are checked again on every update. */
function validateAcceptedNames({ live }: Subject): PredictedError[] {
  const accepted = live?.acceptedNames;
  if (accepted === undefined) return [];
  const names = { singular: "", listKind: "", shortNames: [], categories: [], ...accepted };
  return namesErrors(names, "status.acceptedNames", []);
}

/**
 * What nobody could compile. One entry for all of a CRD, at the first of its rules; the same rule in several versions
 * counts once.
 */
function rulesUndecided(
  uncompiled: readonly Uncompiled[],
  rulesAreRecorded: boolean,
  { live }: Subject,
  errors: readonly PredictedError[],
): Undecided[] {
  const rules = uncompiled.flatMap((one) => one.rules);
  const defaults = uncompiled.flatMap((one) => one.defaults);
  const [first] = [...rules, ...defaults];
  if (first === undefined) return [];
  const count = (found: CompiledRules["rules"]) => new Set(found.map(({ digest, place }) => digest ?? place)).size;
  const [newRules, checkedDefaults] = [count(rules), count(defaults)];
  const path = pathOf(first.place);
  const because = uncompiled.find(({ reason }) => reason !== null)?.reason ?? null;
  if (!rulesAreRecorded && because === null) {
    const which = counted(newRules, "CEL rule", "CEL rules");
    const reason = `the snapshot does not tell which of ${which} the cluster has taken already; one that is recorded anew does`;
    return [{ path, reason }];
  }
  const parts = [
    ...(newRules === 0 ? [] : [counted(newRules, "new CEL rule", "new CEL rules")]),
    ...(checkedDefaults === 0
      ? []
      : [counted(checkedDefaults, "default that CEL rules check", "defaults that CEL rules check")]),
  ];
  const be = newRules + checkedDefaults === 1 ? "is" : "are";
  const words = `${parts.join(" and ")} ${because === null ? `${be} compiled by the API server alone` : `${be} not compiled: ${because}`}`;
  const fine = live !== null && !errors.some(({ field }) => field.startsWith("status.storedVersions"));
  return [{ path, reason: fine ? `stored versions fine; ${words}` : words }];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
