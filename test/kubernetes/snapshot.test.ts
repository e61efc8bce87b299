import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, valueAt } from "../../src/base/json.ts";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { readCluster } from "../../src/io/cluster/read-cluster.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { ClusterReading, ClusterRequest } from "../../src/snapshots/read-source.ts";
import type { Snapshot } from "../../src/snapshots/snapshot.ts";
import { wholeData } from "../data.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { applyCrd, crdPath, eventually, install, objectsPath, prune } from "./crd-client.ts";
import { crd, GROUP, kindOf, version } from "./lanes.ts";
import { type ApiServer, type KubeconfigName, startApiServer } from "./server.ts";

const NOW = Date.parse("2026-11-22T02:00:00Z");
const COUNT = 105;
const PAGE_SIZE = 40;
const OUTSIDE = {
  environment: process.env,
  pageSize: PAGE_SIZE,
  mostCrds: 100_000,
  random: () => 0,
  sleep: () => Promise.resolve(),
};

let server: ApiServer;

function read(kubeconfig: string, more: Partial<ClusterRequest> = {}): Promise<ClusterReading> {
  const request: ClusterRequest = {
    kubeconfig,
    context: undefined,
    cluster: "prod-eu",
    exclude: [],
    countObjects: false,
    profileObjects: false,
    timeoutMs: 60_000,
    toolVersion: "0.1.0",
    now: NOW,
    ...more,
  };
  return readCluster(request, OUTSIDE);
}

function snapshotOf(reading: ClusterReading): Snapshot {
  if (!reading.ok) throw new Error(`${reading.message} ${reading.remedy}`);
  return reading.value.snapshot;
}

/** What stands between the client and the API server, asks as the admin, and sees every path that is asked for. */
async function between(onPath: (path: string) => Promise<void>) {
  const paths: string[] = [];
  const front: Server = createServer(async (request, response) => {
    const path = request.url ?? "";
    paths.push(path);
    await onPath(path);
    const { status, body } = await server.request("GET", path);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
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
  return { kubeconfig, paths, close: () => new Promise((resolve) => front.close(resolve)) };
}

/** What the server stores otherwise than it is written: empty values, unknown keys, defaults, rules, numbers. */
const STRANGE: JsonObject = {
  type: "object",
  description: "",
  nullable: false,
  required: [],
  properties: {
    spec: {
      type: "object",
      default: {},
      properties: {
        size: { "x-kubernetes-int-or-string": true, default: 5 },
        ratio: { type: "number", minimum: 0, maximum: 1e3, multipleOf: 0.5 },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true, additionalProperties: true },
        list: {
          type: "array",
          maxItems: 0,
          items: { type: "string", enum: ["b", "a"] },
          "x-kubernetes-list-type": "set",
        },
        rule: { type: "string", maxLength: 9, "x-kubernetes-validations": [{ rule: "self != ''", message: "" }] },
        map: { type: "object", additionalProperties: { type: "string", format: "date-time" } },
        none: { type: "string", nullable: true, default: null },
      },
    },
  },
};

const GATEWAY_API = wholeData("gateway-api/v1.1.0/experimental");

/** Real CRDs, where they are at hand. */
function released(): readonly JsonObject[] {
  if (!existsSync(GATEWAY_API)) return [];
  return readdirSync(GATEWAY_API).flatMap((file) =>
    readManifests(file, readFileSync(join(GATEWAY_API, file))).crds.map(({ object }) => object),
  );
}

describe.skipIf(kubernetesBinaries === undefined)(`reading a real cluster${skippedWithoutBinaries}`, () => {
  beforeAll(async () => {
    server = await startApiServer({ watchCache: false });
    for (let i = 0; i < COUNT; i++) {
      const plural = `things${String(i).padStart(3, "0")}`;
      await applyCrd(server, crd(plural, [version("v1", { storage: true })]));
      await eventually(
        () => server.request("GET", crdPath(plural)),
        ({ body }) =>
          JSON.stringify(body).includes('"type":"Established"') && !JSON.stringify(body).includes("Installing"),
      );
    }
  }, 120_000);
  afterAll(() => server?.stop());

  it("reads every CRD, page by page, with each kind of credential", async () => {
    const readings = await Promise.all(
      (["admin", "reader", "reader-exec"] as const).map((name) => read(server.kubeconfig(name))),
    );
    const [first, ...others] = readings.map(snapshotOf);
    expect(others).toEqual([first, first]);
    expect(readings.map((reading) => reading.ok && reading.value.warnings)).toEqual([[], [], []]);
    expect(Object.keys(first?.crds ?? {})).toEqual(
      Array.from({ length: COUNT }, (_, i) => `things${String(i).padStart(3, "0")}.${GROUP}`),
    );
    expect({ ...first, crds: first?.crds[`things000.${GROUP}`] }).toEqual({
      formatVersion: 2,
      cluster: "prod-eu",
      origin: { kind: "cluster", tool: "0.1.0", identity: expect.stringMatching(/^ca:[0-9a-f]{8}$/) },
      serverVersion: expect.stringMatching(/^v1\.\d+\.\d+$/),
      capturedAt: "2026-11-22T02:00:00Z",
      complete: true,
      apis: [],
      crds: {
        group: GROUP,
        names: { plural: "things000", singular: "things000", kind: "Things000", listKind: "Things000List" },
        scope: "Namespaced",
        versions: [{ name: "v1", served: true, storage: true, schema: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
        storedVersions: ["v1"],
        conditions: { NamesAccepted: "True", Established: "True" },
        conversion: { strategy: "None" },
        owners: { managers: [{ name: "test", operation: "Apply", states: ["versions"] }] },
      },
    });
  });

  it.each<readonly [KubeconfigName, string, string]>([
    [
      "nobody",
      'does not let "nobody" read: customresourcedefinitions.apiextensions.k8s.io is forbidden: User "nobody" cannot list resource "customresourcedefinitions" in API group "apiextensions.k8s.io" at the cluster scope.',
      "Grant it the verb `list` on the resource `customresourcedefinitions` of the group `apiextensions.k8s.io` by a ClusterRole and a ClusterRoleBinding (docs/snapshot.md has both).",
    ],
    [
      "bad-token",
      'does not know the credentials of "bad-token" (401: Unauthorized).',
      "They have expired or belong to another cluster: write the kubeconfig again with your provider's tool.",
    ],
    [
      "other-ca-cert",
      'does not know the credentials of "other-ca-cert" (401: Unauthorized).',
      "They have expired or belong to another cluster: write the kubeconfig again with your provider's tool.",
    ],
  ])("says what the server refuses: %s", async (name, message, remedy) => {
    const host = server.url.replace("https://", "");
    expect(await read(server.kubeconfig(name))).toEqual({ ok: false, message: `${host} ${message}`, remedy });
  });

  it("trusts no server that the kubeconfig's CA has not signed", async () => {
    const host = server.url.replace("https://", "");
    expect(await read(server.kubeconfig("wrong-ca"))).toEqual({
      ok: false,
      message: `The certificate of ${host} is not signed by a CA that is trusted (unable to verify the first certificate).`,
      remedy:
        "The kubeconfig's certificate-authority is of another cluster, or is missing; without one, NODE_EXTRA_CA_CERTS adds to the roots.",
    });
  });

  it("begins again when the list expires in the middle, and misses nothing", async () => {
    let compactions = 1;
    const front = await between(async (path) => {
      if (!path.includes("continue=") || compactions === 0) return;
      compactions -= 1;
      await applyCrd(server, crd("things000", [version("v1", { storage: true }), version("v2", { storage: false })]));
      await server.compact();
    });
    try {
      const snapshot = snapshotOf(await read(front.kubeconfig));
      expect(Object.keys(snapshot.crds).length).toBe(COUNT);
      expect(snapshot.crds[`things000.${GROUP}`]?.versions.map(({ name }) => name)).toEqual(["v1", "v2"]);
      // The first page, the second that had expired, and then all three.
      expect(front.paths.filter((path) => path.includes("limit=")).length).toBe(5);
    } finally {
      await front.close();
    }
  });

  it("gives up when it expires every time", async () => {
    let revision = 0;
    const front = await between(async (path) => {
      if (!path.includes("continue=")) return;
      revision += 1;
      await applyCrd(
        server,
        crd("things001", [version("v1", { storage: true }), version(`v${2 + revision}`, { storage: false })]),
      );
      await server.compact();
    });
    try {
      expect(await read(front.kubeconfig)).toEqual({
        ok: false,
        message: expect.stringMatching(
          /^127\.0\.0\.1:\d+ let the list of CRDs expire while it was read, 4 times \(410: The provided continue parameter is too old/,
        ),
        remedy: "Try again when the API server has less to do.",
      });
    } finally {
      await front.close();
    }
  });

  it("tells whether objects exist, and calls unknown what it may not see or is not served", async () => {
    await install(server, crd("lanes", [version("v1", { storage: true })]));
    await install(server, crd("hidden", [version("v1", { storage: true, served: false })]));
    const made = await server.request("POST", objectsPath("lanes", "v1", "default"), {
      apiVersion: `${GROUP}/v1`,
      kind: kindOf("lanes"),
      metadata: { name: "one" },
      spec: { hosts: ["a"] },
    });
    expect(made.status).toBe(201);
    const admin = await read(server.kubeconfig("admin"), { countObjects: true });
    const told = (reading: ClusterReading, plural: string) =>
      snapshotOf(reading).crds[`${plural}.${GROUP}`]?.hasObjects;
    expect(["lanes", "things002", "hidden"].map((plural) => told(admin, plural))).toEqual([true, false, "unknown"]);
    expect(admin.ok && admin.value.warnings).toEqual([
      `Whether there are objects of hidden.${GROUP} is unknown: no version of it is served.`,
    ]);
    const reader = await read(server.kubeconfig("reader"), { countObjects: true });
    expect(new Set(Object.values(snapshotOf(reader).crds).map((one) => one.hasObjects))).toEqual(new Set(["unknown"]));
    expect(reader.ok && reader.value.warnings).toEqual([
      `Whether there are objects of hidden.${GROUP} is unknown: no version of it is served.`,
      expect.stringMatching(
        /^Whether there are objects of lanes\.\S+, things000\.\S+, things001\.\S+ and \d+ more is unknown: the right to list them is missing;/,
      ),
    ]);
  });

  it("gives a live CRD the digests of its manifest as applied", async () => {
    const manifests = [
      crd("strange", [version("v1", { storage: true, schema: STRANGE }), version("v2", { storage: false })]),
      ...released(),
    ];
    for (const manifest of manifests) {
      const { status, body } = await applyCrd(server, manifest);
      if (status > 201) throw new Error(JSON.stringify(body));
    }
    const { crds } = snapshotOf(await read(server.kubeconfig("reader")));
    const digests = (live: LiveCrd | undefined) => live?.versions.map(({ name, schema }) => [name, schema]);
    for (const manifest of manifests) {
      const name = String(valueAt(manifest, ["metadata", "name"]));
      expect([name, digests(crds[name])]).toEqual([name, digests(liveFromObject(manifest))]);
    }
  });

  it("leaves out what it is told to, and says so", async () => {
    const reading = await read(server.kubeconfig("reader"), { exclude: [GROUP] });
    expect(snapshotOf(reading)).toMatchObject({ complete: false, selection: { exclude: [GROUP] }, crds: {} });
  });

  it("sees what a finished migration left of storedVersions", async () => {
    await install(server, crd("roads", [version("v1alpha1", { storage: true })]));
    await install(server, crd("roads", [version("v1alpha1", { storage: false }), version("v1", { storage: true })]));
    const stored = async () =>
      snapshotOf(await read(server.kubeconfig("reader"))).crds[`roads.${GROUP}`]?.storedVersions;
    expect(await stored()).toEqual(["v1alpha1", "v1"]);
    expect((await prune(server, "roads", ["v1alpha1", "v1"], ["v1"])).status).toBe(200);
    expect(await stored()).toEqual(["v1"]);
  });
});
