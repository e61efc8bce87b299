import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, member, valueAt } from "../../src/base/json.ts";
import { parseServerVersion } from "../../src/base/server-version.ts";
import { errorText } from "../../src/crd/error-text.ts";
import { objectAnswer } from "../../src/crd/objects/answer.ts";
import { servedVersion } from "../../src/crd/objects/version.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { type Converter, startConverter } from "./converter.ts";
import { install, objectsPath } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

/*
 * What becomes of an object that is written at another version than the one that its CRD stores: which schema validates it,
 * and which drops fields.
 */

const TIMEOUT_MS = 60_000;

const of = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties: { spec: { type: "object", properties } },
});

/** v1 takes `b` as any text and has `more`; v1beta1, which is stored, takes other values of `a` and has neither. */
function gates(plural: string, conversion: JsonObject | null): JsonObject {
  const old = version("v1beta1", { storage: true, schema: of({ a: { type: "string", enum: ["only"] } }) });
  const text = { type: "string", maxLength: 5 };
  const now = version("v1", { storage: false, schema: of({ a: text, b: text, more: { type: "integer" } }) });
  const made = crd(plural, [old, now]);
  return conversion === null ? made : { ...made, spec: { ...(made.spec as JsonObject), conversion } };
}

function gate(kind: string, name: string, spec: JsonObject): JsonObject {
  return { apiVersion: `${GROUP}/v1`, kind, metadata: { name }, spec };
}

describe.skipIf(kubernetesBinaries === undefined)(
  `custom resources at another version than the stored one${skippedWithoutBinaries}`,
  () => {
    let server: ApiServer;
    let converter: Converter;
    let gitVersion: string;

    beforeAll(async () => {
      server = await startApiServer();
      converter = await startConverter(server);
      gitVersion = String(valueAt(objectOf(await server.request("GET", "/version")), ["gitVersion"]));
    }, TIMEOUT_MS);
    afterAll(async () => {
      converter?.close();
      await server?.stop();
    });

    const create = (plural: string, object: JsonObject) =>
      server.request("POST", `${objectsPath(plural, "v1", "default")}?fieldValidation=Strict`, object);
    const predicted = (manifest: JsonObject, object: JsonObject) => {
      const served = servedVersion(manifest, "v1", parseServerVersion(gitVersion));
      if (served === null) throw new Error("no v1");
      return objectAnswer({ object }, served);
    };

    it("are validated by their own version's schema alone, and lose what the stored one has not where nothing converts", async () => {
      const manifest = gates("gates", null);
      await install(server, manifest);
      const object = gate("Gate", "a", { a: "other", b: "x", more: 1 });
      const { outcome, dropped, lost } = predicted(manifest, object);
      expect({ outcome, dropped, lost }).toEqual({
        outcome: "accepted",
        dropped: [],
        lost: [
          ["spec", "b"],
          ["spec", "more"],
        ],
      });
      expect((await create("gates", object)).status).toBe(201);
      const read = await server.request("GET", `${objectsPath("gates", "v1", "default")}/a`);
      expect(member(read.body, "spec")).toEqual({ a: "other" });
      const stored = Object.values(await server.stored(GROUP, "gates"));
      expect(stored.map((one) => [member(one, "apiVersion"), member(one, "spec")])).toEqual([
        [`${GROUP}/v1beta1`, { a: "other" }],
      ]);
    });

    it("are validated before a webhook converts them, and not after", async () => {
      const caBundle = readFileSync(path.join(server.directory, "ca.crt")).toString("base64");
      const clientConfig = { url: converter.url, caBundle };
      const webhook = { clientConfig, conversionReviewVersions: ["v1"] };
      const manifest = gates("doors", { strategy: "Webhook", webhook });
      await install(server, manifest);
      const long = gate("Door", "long", { b: "too long" });
      const answer = await create("doors", long);
      expect([answer.status, valueAt(answer.body, ["details", "causes", 0, "message"])]).toEqual([
        422,
        predicted(manifest, long).errors.map((error) => errorText(error).replace(/^[^:]+: /, ""))[0],
      ]);
      // The webhook makes `a: x` of it, which the stored version's schema would refuse.
      const fine = gate("Door", "fine", { b: "x" });
      const { outcome, lost } = predicted(manifest, fine);
      expect({ outcome, lost }).toEqual({ outcome: "accepted", lost: [] });
      expect((await create("doors", fine)).status).toBe(201);
      const stored = Object.values(await server.stored(GROUP, "doors"));
      expect(stored.map((one) => member(one, "spec"))).toEqual([{ a: "x" }]);
    });
  },
);
