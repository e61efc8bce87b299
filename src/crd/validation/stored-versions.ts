import { atLeast, type ServerVersion } from "../../base/server-version.ts";
import { invalid, invalidValue } from "../field-error.ts";
import type { PredictedError } from "../prediction.ts";
import { printedTexts } from "../schema/go-values.ts";
import { walkStoredVersions } from "../stored-versions-check.ts";
import type { Subject } from "./subject.ts";

const FIELD = "status.storedVersions";
const VERSIONS = ["spec", "versions"] as const;

/** ValidateCustomResourceDefinitionStoredVersions. */
export function validateStoredVersions({ crd, storedVersions, server }: Subject): PredictedError[] {
  if (storedVersions.length === 0) {
    return [
      invalidValue(
        FIELD,
        atLeast(server, 34) ? "null" : "[]string(nil)",
        "must have at least one stored version",
        VERSIONS,
      ),
    ];
  }
  const walk = walkStoredVersions(storedVersions, crd.versions);
  const notStored = walk.notStored.map((position) => {
    const detail = `must have the storage version ${crd.versions[position]?.name ?? ""}`;
    // Servers before 1.28 print the struct of the version.
    const value = atLeast(server, 28) ? printedTexts(storedVersions, server) : undefined;
    return invalidValue(FIELD, value, detail, [...VERSIONS, position]);
  });
  const missing = walk.missing.map(({ name, index }) =>
    invalid(`${FIELD}[${index}]`, name, missingText(name, server), VERSIONS),
  );
  return [...notStored, ...missing];
}

function missingText(name: string, server: ServerVersion): string {
  if (!atLeast(server, 33)) return "must appear in spec.versions";
  return (
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a ` +
    `storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`
  );
}
