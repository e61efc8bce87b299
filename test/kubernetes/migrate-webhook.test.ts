import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, member } from "../../src/base/json.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { type Converter, type Decision, startConverter } from "./converter.ts";
import {
  APPLY,
  applyCrd,
  contents,
  eventually,
  install,
  objectsPath,
  storedVersions,
  versionsInEtcd,
} from "./crd-client.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { create, managerVersions, run } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const of = (field: string): JsonObject => ({
  type: "object",
  properties: { spec: { type: "object", properties: { [field]: { type: "string" } } } },
});

/** v1beta1 says `spec.a`, v1 says `spec.b`. */
function gates(server: ApiServer, plural: string, storage: "v1beta1" | "v1", url: string): JsonObject {
  const versions = [
    version("v1", { schema: of("b"), storage: storage === "v1" }),
    version("v1beta1", { schema: of("a"), storage: storage === "v1beta1" }),
  ];
  const caBundle = readFileSync(path.join(server.directory, "ca.crt")).toString("base64");
  const webhook = { clientConfig: { url, caBundle }, conversionReviewVersions: ["v1"] };
  const manifest = crd(plural, versions);
  const spec = member(manifest, "spec");
  return {
    ...manifest,
    spec: { ...(typeof spec === "object" ? spec : {}), conversion: { strategy: "Webhook", webhook } },
  };
}

describe
  .skipIf(kubernetesBinaries === undefined)
  .concurrent(`migrate, where a webhook converts${skippedWithoutBinaries}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    /** Three objects stored at v1beta1; then v1 stores, and the webhook decides, before the server has read any at v1. */
    async function standing(
      plural: string,
      decide: (names: readonly string[]) => Decision,
      on = server,
    ): Promise<Converter> {
      let deciding = false;
      const converter = await startConverter(on, (names) => (deciding ? decide(names) : "convert"));
      await install(on, gates(on, plural, "v1beta1", converter.url));
      for (const name of ["one", "two", "three"]) await create(on, plural, "v1beta1", "north", name, { a: name });
      deciding = true;
      await applyCrd(on, gates(on, plural, "v1", converter.url));
      // Until its handlers are swapped the server answers at v1 from what it had converted before.
      await eventually(
        () => on.request("GET", `${objectsPath(plural, "v1", "north")}/two`),
        ({ status }) => (status === 200) === (decide(["two"]) === "convert"),
      );
      return converter;
    }

    it("rewrites what the webhook converts", async () => {
      const converter = await standing("gates", () => "convert");
      const before = await contents(server, "gates", "v1");
      const { outcome } = await run(server, "gates");
      expect(outcome).toMatchObject({ outcome: "migrated", before: 3, after: 3, rewritten: 3, pruned: ["v1beta1"] });
      expect(await contents(server, "gates", "v1")).toEqual(before);
      expect(before.map((object) => member(object, "spec"))).toEqual([{ b: "one" }, { b: "three" }, { b: "two" }]);
      const stored = Object.values(await server.stored(GROUP, "gates")).map((object) => member(object, "spec"));
      expect(stored).toEqual([{ b: "one" }, { b: "three" }, { b: "two" }]);
      expect(await managerVersions(server, "gates")).toEqual([`${GROUP}/v1`]);
      const applied = {
        apiVersion: `${GROUP}/v1`,
        kind: "Gate",
        metadata: { name: "one", namespace: "north" },
        spec: { b: "theirs" },
      };
      const at = `${objectsPath("gates", "v1", "north")}/one?fieldManager=argo&force=true`;
      expect((await server.request("PATCH", at, applied, APPLY)).status).toBe(200);
      converter.close();
    });

    it("writes nothing where the webhook fails for one object, and says so in its words", async () => {
      const converter = await standing("fords", (names) =>
        names.includes("two") ? { fails: "two has no b" } : "convert",
      );
      const { outcome } = await run(server, "fords");
      expect([outcome.outcome, outcome.before, outcome.obstacles.map(steady)]).toEqual([
        "blocked",
        null,
        [notDecodable("fords", "two", `conversion webhook for ${GROUP}/v1beta1, Kind=Ford failed: two has no b`)],
      ]);
      expect(await versionsInEtcd(server, "fords")).toEqual([`${GROUP}/v1beta1`]);
      expect(await storedVersions(server, "fords")).toEqual(["v1beta1", "v1"]);
      converter.close();
    });

    it("writes nothing where nobody answers", async () => {
      const converter = await standing("bridges", () => ({ fails: "not yet" }));
      converter.close();
      // Until then the server may tell what it was told last.
      const list = `${objectsPath("bridges", "v1")}?limit=500`;
      await eventually(
        () => server.request("GET", list),
        ({ body }) => JSON.stringify(body).includes("connection refused"),
      );
      const { outcome } = await run(server, "bridges");
      expect([outcome.outcome, outcome.before, outcome.obstacles.map(steady)]).toEqual([
        "blocked",
        null,
        [
          notDecodable(
            "bridges",
            "one",
            `conversion webhook for ${GROUP}/v1beta1, Kind=Bridge failed: Post "${converter.url}?timeout=30s": dial tcp ${new URL(converter.url).host}: connect: connection refused (and 2 more)`,
          ),
        ],
      ]);
      expect(await versionsInEtcd(server, "bridges")).toEqual([`${GROUP}/v1beta1`]);
    });

    it("writes nothing where the webhook never answers, and does not wait for ever", async () => {
      // The server itself gives up after a minute, unless it is told otherwise.
      const hasty = await startApiServer({ requestTimeout: "3s" });
      const converter = await standing("tunnels", () => "hang", hasty);
      let now = 0;
      // A minute a look at the clock: what is asked once is not asked again.
      const clock = () => {
        now += 60_001;
        return now;
      };
      const { outcome } = await run(hasty, "tunnels", { clock });
      expect([outcome.outcome, outcome.before, outcome.obstacles.map(steady)]).toEqual([
        "blocked",
        null,
        [cannotBeRead("tunnels", "Timeout: request did not complete within the allotted timeout")],
      ]);
      expect(await versionsInEtcd(hasty, "tunnels")).toEqual([`${GROUP}/v1beta1`]);
      converter.close();
      await hasty.stop();
    });
  });

/** Without the number of a revision. */
function steady(sentence: string): string {
  return sentence.replace(/revision=\d+/, "revision=N");
}

function cannotBeRead(plural: string, said: string): string {
  return `The objects of \`${plural}.${GROUP}\` cannot be read at \`v1\`: ${said}. Its conversion webhook has to answer for every object.`;
}

function notDecodable(plural: string, name: string, why: string): string {
  const key = `/registry/apiextensions.kubernetes.io/${GROUP}/${plural}/north/${name}`;
  return cannotBeRead(
    plural,
    `failed to read one or more ${plural}.${GROUP} from the storage: StorageError: corrupt object, Code: 7, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: object not decodable revision=N: ${why}`,
  );
}
