import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, valueAt } from "../../src/base/json.ts";
import { compareUse } from "../../src/crd/profile/compare-use.ts";
import { decodedSchema } from "../../src/crd/schema/schema-tree.ts";
import { readCluster } from "../../src/io/cluster/read-cluster.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { isProfiled, type Profile } from "../../src/snapshots/profiles/profile.ts";
import { writeProfile } from "../../src/snapshots/profiles/write-profile.ts";
import type { LiveReading } from "../../src/snapshots/read-source.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { writeSnapshot } from "../../src/snapshots/write.ts";
import { judged } from "../check/in-memory.ts";
import { skippedWithoutData, wholeData } from "../data.ts";
import { startBundle, workspace } from "../dist/bundle.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { applyCrd, eventually, install, JSON_PATCH, MERGE_PATCH, objectsPath } from "./crd-client.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const NOW = Date.parse("2026-11-22T02:00:00Z");
const MANY = 5_000;
const TEXT = { type: "string" };
const SCHEMA: JsonObject = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        tier: { ...TEXT, enum: ["gold", "silver", "legacy"] },
        secret: TEXT,
        labels: { type: "object", additionalProperties: TEXT },
        sources: { type: "array", items: { type: "object", properties: { jsonPath: TEXT, host: TEXT } } },
        filled: { type: "integer", default: 3 },
      },
    },
  },
};
const FIELD_CASE = "field-cases/09-status-enum-tightened";
const DEFAULT_CASE = "field-cases/36-default-added";
const SKIPPED_DEFAULT = skippedWithoutData(DEFAULT_CASE);
const SKIPPED = skippedWithoutData(FIELD_CASE);
const LANES = `lanes.${GROUP}`;

let server: ApiServer;

async function read(
  kubeconfig: string,
  timeoutMs = 120_000,
  pageSize = 500,
): Promise<LiveReading & { profile: Profile }> {
  const reading = await readCluster(
    {
      kubeconfig,
      context: undefined,
      cluster: "prod-eu",
      exclude: [],
      countObjects: false,
      profileObjects: true,
      timeoutMs,
      toolVersion: "0.1.0",
      now: NOW,
    },
    { environment: process.env, pageSize, mostCrds: 1000, random: () => 0, sleep: () => Promise.resolve() },
  );
  if (!reading.ok) throw new Error(`${reading.message} ${reading.remedy}`);
  const { profile } = reading.value;
  if (profile === null) throw new Error("no profile");
  return { ...reading.value, profile };
}

function lane(index: number): JsonObject {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: kindOf("lanes"),
    metadata: { name: `lane-${String(index).padStart(4, "0")}`, labels: { "own-label": "own-value" } },
    spec: {
      tier: index % 10 === 0 ? "legacy" : "gold",
      secret: `hunter-${index}`,
      labels: { [`key-${index}`]: "v" },
      sources: index % 100 === 0 ? [{ jsonPath: "$.a" }, { host: "h" }] : [{ host: "h" }],
      pruned: "goes",
    },
  };
}

async function createLanes(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const worker = async () => {
    for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) {
      const { status, body } = await server.request("POST", objectsPath("lanes", "v1", "default"), lane(next));
      if (status !== 201) throw new Error(JSON.stringify(body));
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** Stands between the client and the API server, asks as the admin, and may answer or cut off by itself. */
async function between(onPath: (path: string) => Promise<"pass" | "cut">) {
  const paths: string[] = [];
  const front = createServer(async (request, response) => {
    const path = request.url ?? "";
    paths.push(path);
    const deed = await onPath(path);
    const { status, body } = await server.request("GET", path);
    const text = JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    if (deed === "pass") response.end(text);
    else response.write(text.slice(0, text.length / 2), () => response.destroy());
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  const address = front.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const kubeconfig = join(server.directory, `between-${port}.kubeconfig`);
  const config = {
    "current-context": "it",
    contexts: [{ name: "it", context: { cluster: "it" } }],
    clusters: [{ name: "it", cluster: { server: `http://127.0.0.1:${port}` } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const close = () => {
    front.closeAllConnections();
    return new Promise((resolve) => front.close(resolve));
  };
  return { kubeconfig, paths, close };
}

function manifestAt(folder: string, file: string): JsonObject {
  const manifest = readManifests(file, readFileSync(join(wholeData(folder), file))).crds[0]?.object;
  if (manifest === undefined) throw new Error(`no CRD in ${file}`);
  return manifest;
}

/** What a check says of a CRD's update where this is recorded. */
function checked(snapshot: Snapshot, profile: Profile, live: JsonObject, next: JsonObject) {
  const guard = {
    ".github/crd-upgrade-guard/clusters/prod-eu.json": writeSnapshot(snapshot),
    ".github/crd-upgrade-guard/profiles/prod-eu.json": writeProfile(profile),
  };
  const [base, head] = [live, next].map((manifest) => ({ ...guard, "crd.json": JSON.stringify(manifest) }));
  return judged(base ?? null, head ?? {});
}

function pathsOf(profile: Profile) {
  const use = profile.crds[LANES];
  if (use === undefined || !isProfiled(use)) throw new Error(JSON.stringify(use));
  return use.paths;
}

describe.skipIf(kubernetesBinaries === undefined)(
  `how objects of a real cluster are used${skippedWithoutBinaries}`,
  () => {
    beforeAll(async () => {
      server = await startApiServer({ watchCache: false });
      await install(server, crd("lanes", [version("v1", { storage: true, schema: SCHEMA })]));
      await createLanes(0, 40);
    }, 120_000);
    afterAll(() => server?.stop());

    const EXPECTED = {
      spec: { objects: 40, types: ["object"], members: 5 },
      "spec.filled": { objects: 40, types: ["integer"] },
      "spec.labels": { objects: 40, types: ["object"], members: 1 },
      "spec.labels{}": { objects: 40, types: ["string"], length: 1 },
      "spec.secret": { objects: 40, types: ["string"], length: 9 },
      "spec.sources": { objects: 40, types: ["array"], items: 2 },
      "spec.sources[]": { objects: 40, types: ["object"], members: 1 },
      "spec.sources[].host": { objects: 40, absent: 1, types: ["string"], length: 1 },
      "spec.sources[].jsonPath": { objects: 1, absent: 40, types: ["string"], length: 3 },
      "spec.tier": { objects: 40, types: ["string"], enum: ["gold", "legacy"], length: 6 },
    };

    it("reads what is in the store, as the server shows it, and no value", async () => {
      const { snapshot, profile, warnings } = await read(server.kubeconfig("admin"), 60_000, 7);
      expect(warnings).toEqual([]);
      expect(profile).toEqual({
        formatVersion: 1,
        cluster: "prod-eu",
        origin: { tool: "0.1.0", identity: snapshot.origin.identity },
        capturedAt: "2026-11-22T02:00:00Z",
        crds: {
          [LANES]: { version: "v1", schema: snapshot.crds[LANES]?.versions[0]?.schema, objects: 40, paths: EXPECTED },
        },
      });
      expect(JSON.stringify(profile)).not.toMatch(/hunter|key-|own-|lane-|default|\$\.a/);
    });

    it("says what it may not list, and records the cluster all the same", async () => {
      const { snapshot, profile, warnings } = await read(server.kubeconfig("reader"));
      expect(Object.keys(snapshot.crds)).toEqual([LANES]);
      expect(profile.crds).toEqual({ [LANES]: { notProfiled: "forbidden" } });
      expect(warnings).toEqual([
        `How objects of ${LANES} use their fields is unknown: the right to list them is missing; docs/snapshot.md has a ClusterRole for it.`,
      ]);
    });

    it("begins again where a list expires, or a page ends in the middle, and counts nothing twice", async () => {
      let expiries = 1;
      let cuts = 1;
      const front = await between(async (path) => {
        if (!path.includes("/lanes?")) return "pass";
        if (path.includes("continue=") && expiries > 0) {
          expiries--;
          // Another revision, so that the old one can go; an object that is deleted while the list is read.
          await createLanes(40, 41);
          await server.request("DELETE", `${objectsPath("lanes", "v1", "default")}/lane-0040`);
          await server.compact();
        } else if (path.includes("continue=") && cuts > 0) {
          cuts--;
          return "cut";
        }
        return "pass";
      });
      try {
        const { profile, warnings } = await read(front.kubeconfig, 60_000, 15);
        expect(warnings).toEqual([]);
        expect(pathsOf(profile)).toEqual(EXPECTED);
        // One page and one that had expired, one page and the half of one twice asked for, and then all three.
        expect(front.paths.filter((path) => path.includes("/lanes?")).length).toBe(2 + 3 + 3);
      } finally {
        await front.close();
      }
    });

    it("is written by the command beside the snapshot, and stays while counts alone change", async () => {
      const { root, remove } = workspace({});
      const snapshot = (...more: readonly string[]) =>
        startBundle(
          "cli.cjs",
          [
            "snapshot",
            "--cluster",
            "prod-eu",
            "--kubeconfig",
            server.kubeconfig("admin"),
            "--profile-objects",
            ...more,
          ],
          { cwd: root },
        );
      const profile = join(root, ".github/crd-upgrade-guard/profiles/prod-eu.json");
      try {
        const compared = await snapshot("--diff");
        expect([compared.status, existsSync(profile)], compared.stderr).toEqual([0, false]);
        expect(compared.stdout).toContain("Read, and wrote no profile: how 40 objects of 1 CRD use their fields.\n");
        const first = await snapshot();
        expect([first.status, first.stderr]).toEqual([0, ""]);
        expect(first.stdout).toContain(
          "Wrote .github/crd-upgrade-guard/profiles/prod-eu.json: how 40 objects of 1 CRD use their fields.\n",
        );
        const written = readFileSync(profile, "utf8");
        await createLanes(41, 42);
        const again = await snapshot();
        expect(again.stdout).toContain(
          ".github/crd-upgrade-guard/profiles/prod-eu.json stays as it is: how 40 objects",
        );
        expect(readFileSync(profile, "utf8")).toBe(written);
        writeFileSync(profile, written.slice(0, 200));
        const mended = await snapshot();
        expect(mended.stderr).toContain(
          "warning: the recorded profile is not gone on from: .github/crd-upgrade-guard/profiles/prod-eu.json: line ",
        );
        expect(mended.stdout).toContain("profiles/prod-eu.json: how 41 objects of 1 CRD use their fields.\n");
      } finally {
        remove();
        await server.request("DELETE", `${objectsPath("lanes", "v1", "default")}/lane-0041`);
      }
    });

    it("leaves what it has no time for, and what does not answer, and keeps the snapshot", async () => {
      const front = await between(async (path) => {
        if (path.includes("/lanes?")) await new Promise((resolve) => setTimeout(resolve, 3_000));
        return "pass";
      });
      try {
        const { snapshot, profile, warnings } = await read(front.kubeconfig, 2_000);
        expect(Object.keys(snapshot.crds)).toEqual([LANES]);
        expect(profile.crds).toEqual({ [LANES]: { notProfiled: "no-time" } });
        expect(warnings).toEqual([
          `How objects of ${LANES} use their fields is unknown: the time for the cluster was up; --timeout, or the input, allows more.`,
        ]);
      } finally {
        await front.close();
      }
    });

    it.skipIf(SKIPPED !== "")(
      `tells what the server refuses: an enum of a status that lost members${SKIPPED}`,
      async () => {
        const live = manifestAt(FIELD_CASE, "live/0.yaml");
        const next = manifestAt(FIELD_CASE, "repo/crds/httpscaledobjects.yaml");
        const objects = "/apis/http.keda.sh/v1alpha1/namespaces/default/httpscaledobjects";
        await applyCrd(server, live);
        const object = { apiVersion: "http.keda.sh/v1alpha1", kind: "HTTPScaledObject", metadata: { name: "shop" } };
        await eventually(
          () => server.request("POST", objects, { ...object, spec: { hosts: ["a.example.com"] } }),
          ({ status }) => status === 201,
        );
        const status = { conditions: [{ type: "Pending" }, { type: "Ready" }] };
        await server.request("PATCH", `${objects}/shop/status`, { status }, MERGE_PATCH);

        const { snapshot, profile } = await read(server.kubeconfig("admin"));
        const use = profile.crds["httpscaledobjects.http.keda.sh"];
        const schema = valueAt(next, ["spec", "versions", 0, "schema", "openAPIV3Schema"]);
        const after = isObject(schema) ? decodedSchema(schema) : null;
        if (use === undefined || !isProfiled(use) || after === null) throw new Error(JSON.stringify(use));
        expect(compareUse(use, null, after)).toEqual({
          breaks: [
            {
              kind: "enum",
              path: "status.conditions[].type",
              objects: 1,
              until: "status.conditions",
              members: ["Pending"],
            },
          ],
          doubts: null,
          isCut: false,
        });
        const { findings, problems } = checked(snapshot, profile, live, next);
        expect(problems).toEqual([]);
        expect(findings.map(({ rule, severity, state, message }) => [rule, severity, state, message])).toEqual([
          [
            "live-objects-invalid",
            "warning",
            "introduced",
            "`status.conditions[].type: Pending` is no longer allowed by `v1alpha1` of `httpscaledobjects.http.keda.sh`; in use in prod-eu (as of 2026-11-22): objects that exist keep working until `status.conditions` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
          ],
        ]);
        // What the server does with it: server.txt of the case.
        await applyCrd(server, next);
        const added = [{ op: "add", path: "/status/conditions/-", value: { type: "Ready" } }];
        const refused = await eventually(
          () => server.request("PATCH", `${objects}/shop/status?dryRun=All`, added, JSON_PATCH),
          ({ status: code }) => code !== 200,
        );
        expect([refused.status, valueAt(refused.body, ["message"])]).toEqual([
          422,
          'HTTPScaledObject.http.keda.sh "shop" is invalid: status.conditions[0].type: Unsupported value: "Pending": supported values: "Ready"',
        ]);
        const labelled = { metadata: { annotations: { a: "b" } } };
        expect((await server.request("PATCH", `${objects}/shop`, labelled, MERGE_PATCH)).status).toBe(200);
      },
    );

    it.skipIf(SKIPPED_DEFAULT !== "")(
      `tells which objects read with a default that is new${SKIPPED_DEFAULT}`,
      async () => {
        const live = manifestAt(DEFAULT_CASE, "live/0.yaml");
        const next = manifestAt(DEFAULT_CASE, "repo/crds/t.yaml");
        const objects = "/apis/pingcap.com/v1alpha1/namespaces/default/tidbclusters";
        await applyCrd(server, live);
        const object = { apiVersion: "pingcap.com/v1alpha1", kind: "TidbCluster", metadata: { name: "a" }, spec: {} };
        await eventually(
          () => server.request("POST", objects, object),
          ({ status }) => status === 201,
        );
        const { snapshot, profile } = await read(server.kubeconfig("admin"));
        const { findings } = checked(snapshot, profile, live, next);
        expect(findings.map(({ rule, severity, state, message }) => [rule, severity, state, message])).toEqual([
          [
            "live-objects-defaulted",
            "info",
            "introduced",
            "`v1alpha1` of `tidbclusters.pingcap.com` has a default of `spec.schedulerName` that is new, and lacking in 1 of 1 object in prod-eu (as of 2026-11-22): from the update on these read with the default, though nobody writes them, and a controller acts on it, say by restarting what it runs.",
          ],
        ]);
        await applyCrd(server, next);
        const shown = await eventually(
          () => server.request("GET", `${objects}/a`),
          ({ body }) => valueAt(body, ["spec", "schedulerName"]) !== undefined,
        );
        expect(valueAt(shown.body, ["spec"])).toEqual({ schedulerName: "default-scheduler" });
      },
    );

    it(`reads ${MANY} objects`, async () => {
      await createLanes(40, MANY);
      const { profile } = await read(server.kubeconfig("admin"));
      const use = pathsOf(profile);
      expect(use["spec.tier"]).toEqual({ objects: MANY, types: ["string"], enum: ["gold", "legacy"], length: 6 });
      expect(use["spec.sources[].jsonPath"]).toEqual({ objects: 50, absent: MANY, types: ["string"], length: 3 });
    });
  },
);
