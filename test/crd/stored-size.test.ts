import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { readCrd } from "../../src/crd/crd-object.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { factsOfVersion } from "../../src/crd/live-from-object.ts";
import { predict } from "../../src/crd/predict.ts";
import { crd, live } from "../rules/evaluated.ts";

const SERVER = parseServerVersion("v1.37.2");

/** A CRD whose schema has this many bytes. */
function described(bytes: number, rest: JsonObject = {}): JsonObject {
  const schema: JsonObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true, description: "", ...rest };
  const length = bytes - JSON.stringify(schema).length;
  const manifest = crd({ versions: "v1*" });
  const versions = manifest.spec.versions.map((version) => ({
    ...version,
    schema: { openAPIV3Schema: { ...schema, description: "d".repeat(length) } },
  }));
  return { ...manifest, spec: { ...manifest.spec, versions } };
}

const KiB = 1024;

it.each<[number, string | undefined]>([
  [1536 * KiB, undefined],
  [1536 * KiB + 1, "etcdserver: request is too large"],
  [2048 * KiB, "etcdserver: request is too large"],
  [2048 * KiB + 1, "trying to send message larger than max"],
  [3072 * KiB, "trying to send message larger than max"],
  [3072 * KiB + 1, "Request entity too large: limit is 3145728"],
])("a CRD of %i bytes is told %s", (bytes, detail) => {
  const prediction = predict({ manifest: described(bytes), live: null, server: SERVER, client: "server-side" });
  expect(prediction).toMatchObject(
    detail === undefined
      ? { outcome: "accepted", errors: [] }
      : {
          outcome: "rejected",
          errors: [{ type: "TooLarge", field: "", detail, path: ["metadata", "name"] }],
          storedVersionsAfter: null,
        },
  );
});

it("is told of nothing that validation refuses", () => {
  const manifest = described(1600 * KiB, { type: "string" });
  const { errors } = predict({ manifest, live: null, server: SERVER, client: "server-side" });
  expect(errors.map(({ type }) => type)).not.toContain("TooLarge");
  expect(errors).not.toEqual([]);
});

it("is taken where the cluster stores such schemas already", () => {
  const manifest = described(1600 * KiB);
  const stored: LiveCrd = { ...live({ versions: "v1*" }, ["v1"]), versions: liveVersions(manifest) };
  const outcome = (to: JsonObject) =>
    predict({ manifest: to, live: stored, server: SERVER, client: "server-side" }).outcome;
  expect([outcome(manifest), outcome(described(1601 * KiB))]).toEqual(["accepted", "rejected"]);
});

function liveVersions(manifest: JsonObject): LiveCrd["versions"] {
  return readCrd(manifest).versions.map(factsOfVersion);
}
