import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, member } from "../../src/base/json.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { type Converter, startConverter } from "./converter.ts";
import { applyCrd, contents, eventually, install, objectsPath, storedVersions } from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

/*
 * What `conversion-unreachable` says of a webhook that nobody answers, and the ways out that it prints. The webhook is a real
 * one, on loopback: a service is no more to the server than an address that it looks up.
 */

let server: ApiServer;
let converter: Converter;

const of = (field: string): JsonObject => ({
  type: "object",
  properties: { spec: { type: "object", properties: { [field]: { type: "string" } } } },
});
const OLD = { storage: true, schema: of("a") };
const NEW = { storage: false, schema: of("b") };

/** v1beta1 says `spec.a`, v1 says `spec.b`. */
function gates(storage: "v1beta1" | "v1", url: string | null): JsonObject {
  const versions = [
    version("v1beta1", { ...OLD, storage: storage === "v1beta1" }),
    version("v1", { ...NEW, storage: storage === "v1" }),
  ];
  const manifest = crd("gates", versions);
  if (url === null) return { ...manifest, spec: { ...spec(manifest), conversion: { strategy: "None" } } };
  const caBundle = readFileSync(path.join(server.directory, "ca.crt")).toString("base64");
  const conversion = {
    strategy: "Webhook",
    webhook: { clientConfig: { url, caBundle }, conversionReviewVersions: ["v1"] },
  };
  return { ...manifest, spec: { ...spec(manifest), conversion } };
}

function spec(manifest: JsonObject): JsonObject {
  return isObject(manifest.spec) ? manifest.spec : {};
}

async function create(at: string, name: string, field: JsonObject) {
  const object = { apiVersion: `${GROUP}/${at}`, kind: "Gate", metadata: { name }, spec: field };
  const { status, body } = await server.request("POST", objectsPath("gates", at, "default"), object);
  return [status, member(body, "message")];
}

async function get(at: string) {
  const { status, body } = await server.request("GET", `${objectsPath("gates", at, "default")}/old`);
  return [status, member(body, "message")];
}

async function specsAt(at: string) {
  return (await contents(server, "gates", at)).map((object) => member(object, "spec"));
}

describe.skipIf(kubernetesBinaries === undefined)(
  `a conversion webhook that nobody answers${skippedWithoutBinaries}`,
  () => {
    beforeAll(async () => {
      server = await startApiServer();
      converter = await startConverter(server);
    });
    afterAll(async () => {
      converter?.close();
      await server?.stop();
    });

    it("fails whatever is asked for at another version than it is stored at, loses nothing, and is mended by either way", async () => {
      const base = gates("v1beta1", null);
      await install(server, base);
      expect(await create("v1beta1", "old", { a: "old" })).toEqual([201, undefined]);
      // Nothing listens on port 1.
      const nobody = gates("v1", "https://127.0.0.1:1/convert");
      const failed = (at: string) =>
        `conversion webhook for ${GROUP}/${at}, Kind=Gate failed: Post "https://127.0.0.1:1/convert?timeout=30s": dial tcp 127.0.0.1:1: connect: connection refused`;
      expect((await applyCrd(server, nobody)).status).toBe(200);
      const reads = (at: string, isRead: boolean) =>
        eventually(
          () => server.request("GET", objectsPath("gates", at)),
          ({ status }) => (status === 200) === isRead,
        );
      const list = await reads("v1", false);
      expect([list.status, member(list.body, "message")]).toEqual([
        429,
        expect.stringMatching(/^storage is \(re\)initializing/),
      ]);
      expect(await get("v1")).toEqual([500, expect.stringContaining(failed("v1beta1"))]);
      // It is stored at this version: nothing has to be converted.
      expect([(await get("v1beta1"))[0], (await reads("v1beta1", true)).status]).toEqual([200, 200]);
      expect(await create("v1beta1", "late", { a: "late" })).toEqual([500, failed("v1beta1")]);
      expect(await create("v1", "new", { b: "new" })).toEqual([201, undefined]);
      expect(await storedVersions(server, "gates")).toEqual(["v1beta1", "v1"]);
      await reads("v1beta1", false);

      expect((await applyCrd(server, gates("v1", converter.url))).status).toBe(200);
      await reads("v1", true);
      expect(await specsAt("v1")).toEqual([{ b: "new" }, { b: "old" }]);
      expect(await specsAt("v1beta1")).toEqual([{ a: "new" }, { a: "old" }]);

      expect((await applyCrd(server, nobody)).status).toBe(200);
      await reads("v1", false);
      expect((await applyCrd(server, base)).status).toBe(200);
      await reads("v1beta1", true);
      // As it was; what came at the new version is renamed alone, and whole in the store.
      expect(await specsAt("v1beta1")).toEqual([{}, { a: "old" }]);
      const stored = Object.values(await server.stored(GROUP, "gates"));
      expect(stored.map((object) => member(object, "spec"))).toEqual([{ b: "new" }, { a: "old" }]);
    });

    it("fails alike where the storage version stays", async () => {
      const base = gates("v1beta1", null);
      await install(server, base);
      expect((await applyCrd(server, gates("v1beta1", "https://127.0.0.1:1/convert"))).status).toBe(200);
      const list = await eventually(
        () => server.request("GET", objectsPath("gates", "v1")),
        ({ status }) => status !== 200,
      );
      expect(list.status).toBe(429);
      expect((await create("v1", "later", { b: "later" }))[0]).toBe(500);
      expect(await create("v1beta1", "later", { a: "later" })).toEqual([201, undefined]);
    });
  },
);
