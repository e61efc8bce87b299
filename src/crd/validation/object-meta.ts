import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { ANNOTATIONS_LIMIT_BYTES, annotationBytes, withoutLastApplied } from "../annotation-size.ts";
import { goLowerCase, labelValueErrors, qualifiedNameErrors } from "../content-rules.ts";
import type { CrdMetadata } from "../crd-object.ts";
import { invalid, invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { printedTexts } from "../schema/go-values.ts";
import { ownerReferenceErrors } from "./owner-references.ts";

const ORPHAN = "orphan";
const FOREGROUND = "foregroundDeletion";
/** apiserver/pkg/storage/names/generate.go: a name has 63 characters at most, five of them at random. */
const MAX_GENERATED_FROM = 58;

/**
 * What is checked of the metadata of any object, without its name and namespace
 * (validateObjectMetaAccessorWithOptsCommon of apimachinery/pkg/api/validation/objectmeta.go).
 * @param lastAppliedBytes what the client itself adds to the annotations
 */
export function objectMetaErrors(
  { labels, annotations, ownerReferences, finalizers }: CrdMetadata,
  server: ServerVersion,
  lastAppliedBytes = 0,
): PredictedError[] {
  return [
    ...labelErrors(labels, server),
    ...annotationErrors(annotations, lastAppliedBytes, server),
    ...ownerReferenceErrors(ownerReferences, server),
    ...finalizerErrors(finalizers, server),
  ];
}

/** What the server makes of `generateName`, but for the five characters that it throws dice for. */
export function generatedName(prefix: string): string {
  return `${prefix.slice(0, MAX_GENERATED_FROM)}00000`;
}

/** A prefix may end in a dash: a suffix follows. */
export function maskTrailingDash(name: string): string {
  if (name.length < 2 || !name.endsWith("-")) return name;
  // The server cuts two bytes off; of another letter's bytes it leaves what is no letter.
  return name.charCodeAt(name.length - 2) < 128 ? `${name.slice(0, -2)}a` : name.slice(0, -1);
}

function labelErrors(labels: Readonly<Record<string, string>>, server: ServerVersion): PredictedError[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const path = ["metadata", "labels", key];
    return [
      ...qualifiedNameErrors(key, server).map((detail) => invalid("metadata.labels", key, detail, path)),
      ...labelValueErrors(value, server).map((detail) => invalid("metadata.labels", value, detail, path)),
    ];
  });
}

function annotationErrors(
  annotations: Readonly<Record<string, string>>,
  lastAppliedBytes: number,
  server: ServerVersion,
): PredictedError[] {
  const field = "metadata.annotations";
  const errors = Object.keys(annotations).flatMap((key) =>
    qualifiedNameErrors(goLowerCase(key), server).map((detail) =>
      invalid(field, key, detail, ["metadata", "annotations", key]),
    ),
  );
  const own = lastAppliedBytes === 0 ? annotations : withoutLastApplied(annotations);
  return annotationBytes(own) + lastAppliedBytes > ANNOTATIONS_LIMIT_BYTES
    ? [...errors, tooLong(field, server)]
    : errors;
}

function tooLong(field: string, server: ServerVersion): PredictedError {
  const words = atLeast(server, 32) ? "may not be more than" : "must have at most";
  const detail = `${words} ${ANNOTATIONS_LIMIT_BYTES} bytes`;
  return { type: "FieldValueTooLong", field, detail, path: ["metadata", "annotations"] };
}

function finalizerErrors(finalizers: readonly string[], server: ServerVersion): PredictedError[] {
  const field = "metadata.finalizers";
  const errors = finalizers.flatMap((finalizer, index) =>
    qualifiedNameErrors(finalizer, server).map((detail) =>
      invalid(field, finalizer, detail, ["metadata", "finalizers", index]),
    ),
  );
  if (!finalizers.includes(ORPHAN) || !finalizers.includes(FOREGROUND)) return errors;
  const detail = `finalizer ${ORPHAN} and ${FOREGROUND} cannot be both set`;
  return [...errors, invalidValue(field, printedTexts(finalizers, server), detail, ["metadata", "finalizers"])];
}
