import type { PredictedError, Undecided } from "../prediction.ts";
import { validateApiApproval } from "./api-approval.ts";
import { validateConversion } from "./conversion.ts";
import { validateGroup, validateScope } from "./group-and-scope.ts";
import { validateImmutables } from "./immutables.ts";
import { validateMetadata } from "./metadata.ts";
import { namesErrors, validateNames } from "./names.ts";
import { validateDefaultsArePruned, validatePreserveUnknownFields } from "./preserve-unknown-fields.ts";
import { optionsFor, validateHoisted, validateSchemasPresent, validateVersionContents } from "./schemas.ts";
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
export function validate(subject: Subject): Answer {
  const parts: readonly (readonly PredictedError[] | Answer)[] = [
    validateMetadata(subject),
    ...validateSpec(subject),
    validateImmutables(subject),
    validateAcceptedNames(subject),
    validateStoredVersions(subject),
    validateApiApproval(subject),
    validatePreserveUnknownFields(subject),
  ];
  const errors: PredictedError[] = [];
  const undecided: Undecided[] = [];
  for (const part of parts) {
    errors.push(...("errors" in part ? part.errors : part));
    if ("undecided" in part) undecided.push(...part.undecided);
  }
  return { errors, undecided };
}

function validateSpec(subject: Subject): readonly (readonly PredictedError[] | Answer)[] {
  const options = optionsFor(subject);
  return [
    validateGroup(subject),
    validateScope(subject),
    validateSchemasPresent(subject),
    validateDefaultsArePruned(subject),
    ...subject.crd.versions.flatMap((version, position) => [
      validateVersionName(version, position),
      validateDeprecationWarning(version, position, subject.server),
      validateVersionContents(version, position, subject, options),
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
