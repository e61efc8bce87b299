import type { PredictedError, Undecided } from "../prediction.ts";
import type { CompiledRules } from "../schema/cel-rules.ts";
import type { SchemaOptions } from "../schema/options.ts";
import { validateApiApproval } from "./api-approval.ts";
import { validateConversion } from "./conversion.ts";
import { validateGroup, validateScope } from "./group-and-scope.ts";
import { validateImmutables } from "./immutables.ts";
import { validateMetadata } from "./metadata.ts";
import { namesErrors, validateNames } from "./names.ts";
import { validateDefaultsArePruned, validatePreserveUnknownFields } from "./preserve-unknown-fields.ts";
import {
  firstVersions,
  optionsFor,
  validateHoisted,
  validateSchemasPresent,
  validateVersionContents,
} from "./schemas.ts";
import { validateStoredVersions } from "./stored-versions.ts";
import type { Answer, Subject } from "./subject.ts";
import { rulesUndecided } from "./uncompiled-rules.ts";
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
export function validate(subject: Subject): Answer {
  const options = optionsFor(subject);
  const parts: readonly (readonly PredictedError[] | Answer)[] = [
    validateMetadata(subject),
    ...validateSpec(subject, options),
    validateImmutables(subject),
    validateAcceptedNames(subject),
    validateStoredVersions(subject),
    validateApiApproval(subject),
    validatePreserveUnknownFields(subject),
  ];
  const errors: PredictedError[] = [];
  const undecided: Undecided[] = [];
  const uncompiled: CompiledRules[] = [];
  // Not spreads: a schema may have more faults than a call may have arguments.
  for (const part of parts) {
    for (const error of "errors" in part ? part.errors : part) errors.push(error);
    if (!("undecided" in part)) continue;
    for (const entry of part.undecided) undecided.push(entry);
    if (part.uncompiled !== undefined) uncompiled.push(part.uncompiled);
  }
  for (const entry of rulesUndecided(uncompiled, options.acceptedRules.isComplete, subject, errors))
    undecided.push(entry);
  return { errors, undecided };
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
