import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isArray, isObject, type JsonObject, type JsonValue, member } from "../../src/base/json.ts";
import { ETCD_LIMIT_BYTES } from "../../src/crd/stored-size.ts";
import type { Finding, Report } from "../../src/report/report.ts";
import { runBundle, workspace } from "../dist/bundle.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { APPLY, applyCrd, contents, crdPath, eventually, install, MERGE_PATCH, objectsPath } from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, OWN_SCHEMA, version } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf, startApiServer } from "./server.ts";

/*
 * What the server takes, and the stored objects do not survive: each rule about it beside what a real server then reads
 * from its store, and what its printed way out brings back.
 */

const SNAPSHOT = ".github/crd-upgrade-guard/clusters/prod.json";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

let server: ApiServer;

/** What the built bundle finds in a change of a repository, by a snapshot of the cluster as it is. */
async function foundIn(head: JsonObject, base: JsonObject): Promise<readonly Finding[]> {
  const { root, remove } = workspace({});
  try {
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd: root,
        stdio: "pipe",
      });
    git("init", "-q", "-b", "main");
    fs.mkdirSync(path.join(root, "crds"));
    const write = (manifest: JsonObject) =>
      fs.writeFileSync(path.join(root, "crds/crd.yaml"), dump(manifest, { noRefs: true }));
    write(base);
    const from = ["--kubeconfig", server.kubeconfig("admin"), "--output", path.join(root, SNAPSHOT)];
    const recorded = runBundle("cli.cjs", ["snapshot", "--cluster", "prod", ...from], { cwd: root });
    expect([recorded.status, recorded.stderr]).toEqual([0, ""]);
    git("add", ".");
    git("commit", "-q", "-m", "base");
    write(head);
    const { stdout } = runBundle("cli.cjs", ["check", "--base", "main", "--format", "json"], { cwd: root });
    const report: Report = JSON.parse(stdout);
    return report.findings;
  } finally {
    remove();
  }
}

async function createObjects(plural: string, at: string, count = 3): Promise<void> {
  for (let number = 1; number <= count; number++) {
    const answer = await server.request("POST", objectsPath(plural, at, "default"), {
      apiVersion: `${GROUP}/${at}`,
      kind: kindOf(plural),
      metadata: { name: `object-${number}` },
      spec: { hosts: [`host-${number}`], weight: number },
      status: { ready: true },
    });
    expect(answer.status).toBe(201);
  }
}

/** The specs as the server reads them at a version. */
async function specsAt(plural: string, at: string): Promise<readonly unknown[]> {
  return (await contents(server, plural, at)).map((object) => member(object, "spec"));
}

function itemsOf(list: JsonValue): readonly JsonObject[] {
  const items = member(list, "items");
  return isArray(items) ? items.filter(isObject) : [];
}

function countOf(list: JsonValue): number {
  return itemsOf(list).length;
}

/** The specs as they are in etcd. */
async function storedSpecs(plural: string): Promise<readonly unknown[]> {
  return Object.values(await server.stored(GROUP, plural)).map((object) => member(object, "spec"));
}

const SPECS = [1, 2, 3].map((number) => ({ hosts: [`host-${number}`], weight: number }));
const HOLLOW: JsonObject = { type: "object" };
const PRESERVING: JsonObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

describe.skipIf(kubernetesBinaries === undefined)(`stored data and the next write${skippedWithoutBinaries}`, () => {
  beforeAll(async () => {
    server = await startApiServer();
  });
  afterAll(async () => {
    await server?.stop();
  });

  describe("stored-objects-emptied", () => {
    it.each([
      ["lanes", "its own schema", OWN_SCHEMA, true],
      ["piers", "a schema that keeps unknown fields", PRESERVING, false],
    ] as const)("objects of %s read as empty, and as before with %s", async (plural, _way, schema, served) => {
      const base = crd(plural, [version("v1", { storage: true })]);
      await install(server, base);
      await createObjects(plural, "v1");
      const emptying = crd(plural, [
        version("v1", { storage: false, served, schema: HOLLOW }),
        version("v2", { storage: true }),
      ]);
      const findings = await foundIn(emptying, base);
      expect(findings.filter(({ severity }) => severity === "error")).toMatchObject([
        { rule: "stored-objects-emptied", version: "v1", cause: "everything" },
      ]);

      await install(server, emptying);
      expect(await specsAt(plural, "v2")).toEqual([undefined, undefined, undefined]);
      expect(await storedSpecs(plural)).toEqual(SPECS);

      const mended = crd(plural, [version("v1", { storage: false, served, schema }), version("v2", { storage: true })]);
      expect((await foundIn(mended, base)).filter(({ severity }) => severity === "error")).toEqual([]);
      await install(server, mended);
      expect(await specsAt(plural, "v2")).toEqual(SPECS);
    });

    it("a property that keeps nothing is empty in every object, and a write makes that permanent", async () => {
      const status = { type: "object", properties: { ready: { type: "boolean" } } };
      const base = crd("ramps", [version("v1", { storage: true })]);
      await install(server, base);
      await createObjects("ramps", "v1");
      const schema = { type: "object", properties: { spec: { type: "object" }, status } };
      const emptying = crd("ramps", [version("v1", { storage: true, schema })]);
      expect(await foundIn(emptying, base)).toMatchObject([
        { rule: "stored-objects-emptied", version: "v1", cause: "properties", severity: "error" },
      ]);
      await install(server, emptying);
      expect(await specsAt("ramps", "v1")).toEqual([{}, {}, {}]);

      const [first] = await contents(server, "ramps", "v1");
      const labelled = { metadata: { labels: { seen: "yes" } } };
      const at = `${objectsPath("ramps", "v1", "default")}/${String(isObject(first?.metadata) && first.metadata.name)}`;
      expect((await server.request("PATCH", at, labelled, MERGE_PATCH)).status).toBe(200);
      await install(server, base);
      await eventually(
        () => server.request("GET", at),
        ({ status: code }) => code === 200,
      );
      expect(await specsAt("ramps", "v1")).toEqual([{}, ...SPECS.slice(1)]);
    });
  });

  describe("storage-version-loses-fields", () => {
    it("the named fields are not shown, are lost with a write, and come back where the version names them", async () => {
      const poorer = (...names: readonly ("hosts" | "weight")[]): JsonObject => {
        const all = {
          hosts: { type: "array", items: { type: "string" } },
          weight: { type: "integer", format: "int64" },
        };
        const properties = Object.fromEntries(names.map((name) => [name, all[name]]));
        return { type: "object", properties: { spec: { type: "object", properties } } };
      };
      const both = (...names: readonly ("hosts" | "weight")[]) =>
        crd("canals", [
          version("v1beta1", { storage: false }),
          version("v1", { storage: true, schema: poorer(...names) }),
        ]);
      const base = crd("canals", [version("v1beta1", { storage: true })]);
      await install(server, base);
      await createObjects("canals", "v1beta1");
      const findings = await foundIn(both("hosts"), base);
      expect(findings.filter(({ severity }) => severity !== "info")).toMatchObject([
        { rule: "storage-version-loses-fields", severity: "warning", version: "v1beta1" },
      ]);
      expect(findings[0]?.message).toContain("lacks `spec.weight`");
      await install(server, both("hosts"));
      expect(await specsAt("canals", "v1")).toEqual(SPECS.map(({ hosts }) => ({ hosts })));
      expect(await storedSpecs("canals")).toEqual(SPECS);
      const at = `${objectsPath("canals", "v1", "default")}/object-1`;
      expect((await server.request("PATCH", at, { metadata: { labels: { a: "b" } } }, MERGE_PATCH)).status).toBe(200);
      expect(await storedSpecs("canals")).toEqual([{ hosts: ["host-1"] }, ...SPECS.slice(1)]);

      expect((await foundIn(both("hosts", "weight"), base)).filter(({ severity }) => severity !== "info")).toEqual([]);
      await install(server, both("hosts", "weight"));
      expect(await specsAt("canals", "v1")).toEqual([{ hosts: ["host-1"] }, ...SPECS.slice(1)]);
    });
  });

  describe("integer-bounds-unreachable", () => {
    it("every value is refused until the format is wide enough, and what is stored stays", async () => {
      const withField = (field: JsonObject) =>
        crd("peers", [
          version("v1", {
            storage: true,
            schema: {
              type: "object",
              properties: { spec: { type: "object", properties: { asn: field, note: { type: "string" } } } },
            },
          }),
        ]);
      const create = async (name: string, spec: JsonObject) => {
        const object = { apiVersion: `${GROUP}/v1`, kind: "Peer", metadata: { name }, spec };
        const answer = await server.request("POST", objectsPath("peers", "v1", "default"), object);
        return [answer.status, member(answer.body, "message")];
      };
      const base = withField({ type: "integer" });
      await install(server, base);
      expect(await create("large", { asn: 4_200_000_001 })).toEqual([201, undefined]);
      const wide = { type: "integer", format: "int32", minimum: 0, maximum: 4_294_967_295 };
      const [finding, ...others] = await foundIn(withField(wide), base);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ rule: "integer-bounds-unreachable", severity: "warning", cause: "refused" });
      await install(server, withField(wide));
      const answer = "Maximum boundary value must be of type integer with format int32";
      expect(finding?.message).toContain(`\`${answer}\``);
      expect(await create("small", { asn: 1 })).toEqual([
        422,
        `Peer.${GROUP} "small" is invalid: <nil>: Invalid value: "": ${answer} in spec.asn`,
      ]);
      expect(await create("without", { note: "x" })).toEqual([201, undefined]);
      const large = `${objectsPath("peers", "v1", "default")}/large`;
      expect((await server.request("PATCH", large, { spec: { note: "x" } }, MERGE_PATCH)).status).toBe(200);
      expect((await server.request("PATCH", large, { spec: { asn: 7 } }, MERGE_PATCH)).status).toBe(422);

      const mended = withField({ ...wide, format: "int64" });
      expect(await foundIn(mended, base)).toEqual([]);
      await install(server, mended);
      expect(await create("small", { asn: 1 })).toEqual([201, undefined]);
      await install(server, withField({ ...wide, maximum: 65_535 }));
      expect(await create("smaller", { asn: 1 })).toEqual([201, undefined]);
    });
  });

  describe("selectable-fields-dropped", () => {
    it("nobody can select by a field that was dropped, until the manifest is applied again", async () => {
      const weight = { selectableFields: [{ jsonPath: ".spec.weight" }] };
      const buoys = (more: JsonObject) => crd("buoys", [{ ...version("v1", { storage: true }), ...more }]);
      const selected = () => server.request("GET", `${objectsPath("buoys", "v1")}?fieldSelector=spec.weight%3D2`);
      // As an older server stores it.
      await install(server, buoys({}));
      await createObjects("buoys", "v1");
      const { status, body } = await selected();
      expect([status, member(body, "message")]).toEqual([400, "field label not supported: spec.weight"]);
      await install(server, buoys(weight));
      expect(itemsOf((await selected()).body).map((object) => member(object, "spec"))).toEqual([SPECS[1]]);
    });
  });

  describe("crd-too-large", () => {
    it("no CRD above the limit is stored, which no dry run tells, and one with shorter descriptions is", async () => {
      const described = (length: number) =>
        crd("wharfs", [version("v1", { storage: true, schema: { ...PRESERVING, description: "d".repeat(length) } })]);
      const rest = JSON.stringify({ ...PRESERVING, description: "" }).length;
      const messageOf = ({ status, body }: Answer) => [status, member(body, "message")];
      const create = async (length: number, query = "") =>
        messageOf(await server.request("POST", `${CRDS}${query}`, described(length)));
      const above = ETCD_LIMIT_BYTES + 1 - rest;
      expect(await create(above, "?dryRun=All")).toEqual([201, undefined]);
      expect(await create(above)).toEqual([500, "etcdserver: request is too large"]);
      expect(await create(2 * 1024 * 1024)).toEqual([
        500,
        expect.stringContaining("trying to send message larger than max"),
      ]);
      expect(await create(3 * 1024 * 1024)).toEqual([413, "Request entity too large: limit is 3145728"]);
      expect(messageOf(await applyCrd(server, described(above)))).toEqual([500, "etcdserver: request is too large"]);

      const below = described(1_000);
      const [finding] = await foundIn(described(above), below);
      expect(finding).toMatchObject({ rule: "crd-too-large", severity: "error", cause: "refused" });
      expect(finding?.serverMessage).toBe("etcdserver: request is too large");
      expect(await foundIn(below, described(above))).toEqual([]);
      expect((await applyCrd(server, below)).status).toBe(201);
      expect((await applyCrd(server, described(Math.ceil(0.8 * ETCD_LIMIT_BYTES)))).status).toBe(200);
    });
  });

  describe.skipIf(skippedWithoutKubectl !== "")(`served-version-removed${skippedWithoutKubectl}`, () => {
    it("server-side apply fails where managedFields name the version that is gone, until the printed rewrite", async () => {
      const both = crd("signs", [version("v1alpha1", { storage: false }), version("v1", { storage: true })]);
      await install(server, both);
      const applied = async (at: string, manager: string) => {
        const object = {
          apiVersion: `${GROUP}/${at}`,
          kind: "Sign",
          metadata: { name: "object-1" },
          spec: { weight: 1 },
        };
        const place = `${objectsPath("signs", at, "default")}/object-1?fieldManager=${manager}&force=true`;
        const { status, body } = await server.request("PATCH", place, object, APPLY);
        return [status, member(body, "message")];
      };
      expect(await applied("v1alpha1", "old")).toEqual([201, undefined]);
      const head = crd("signs", [version("v1", { storage: true })]);
      const [finding, ...others] = await foundIn(head, both);
      expect(others).toEqual([]);
      const answer = `request to convert CR to an invalid group/version: ${GROUP}/v1alpha1`;
      expect(finding).toMatchObject({ rule: "served-version-removed" });
      expect(finding?.remedy.steps.map(({ text }) => text).join("\n")).toContain(`\`${answer}\``);
      await install(server, head);
      expect(await applied("v1", "new")).toEqual([500, answer]);

      const [rewrite = ""] = finding?.remedy.steps.flatMap(({ command }) => command ?? []) ?? [];
      const before = await specsAt("signs", "v1");
      expect((await shell(server, rewrite)).stdout).toContain("all rewritten");
      expect(await specsAt("signs", "v1")).toEqual(before);
      expect(await applied("v1", "new")).toEqual([200, undefined]);
    });
  });

  describe.skipIf(skippedWithoutKubectl !== "")(`crd-terminating${skippedWithoutKubectl}`, () => {
    it("an update does not stop the deletion, and the printed steps bring back what was left", async () => {
      const base = crd("docks", [version("v1", { storage: true })]);
      await install(server, base);
      await createObjects("docks", "v1");
      const first = `${objectsPath("docks", "v1", "default")}/object-1`;
      const held = { metadata: { finalizers: ["example.com/keep"] } };
      expect((await server.request("PATCH", first, held, MERGE_PATCH)).status).toBe(200);
      await shell(server, `kubectl delete crd docks.${GROUP} --wait=false`);
      const isTerminating = ({ body }: { readonly body: JsonValue }) =>
        JSON.stringify(body).includes("InstanceDeletion");
      await eventually(() => server.request("GET", crdPath("docks")), isTerminating);
      await eventually(
        () => server.request("GET", objectsPath("docks", "v1")),
        ({ body }) => countOf(body) === 1,
      );

      const head = crd("docks", [version("v1", { storage: true }), version("v2", { storage: false })]);
      const [finding, ...others] = await foundIn(head, base);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ rule: "crd-terminating", severity: "error", state: "introduced" });
      const steps = finding?.remedy.steps.flatMap(({ command }) => command ?? []) ?? [];
      const [backup = "", finalizers = "", gone = ""] = steps;
      expect(steps.length).toBe(3);

      expect((await applyCrd(server, head)).status).toBe(200);
      const created = await server.request("POST", objectsPath("docks", "v1", "default"), {
        apiVersion: `${GROUP}/v1`,
        kind: "Dock",
        metadata: { name: "late" },
      });
      expect([created.status, member(created.body, "message")]).toEqual([
        403,
        `docks.${GROUP} "late" is forbidden: create not allowed while custom resource definition is terminating`,
      ]);
      expect((await shell(server, backup)).code).toBe(0);
      expect((await shell(server, finalizers)).stdout).toBe('default/object-1 ["example.com/keep"]\n');
      expect((await shell(server, gone)).code).toBe(0);

      // Its controller ends its work.
      const left = objectOf(await server.request("GET", first));
      const released = { ...(isObject(left.metadata) ? left.metadata : {}), finalizers: [] };
      expect((await server.request("PUT", first, { ...left, metadata: released })).status).toBe(200);
      await eventually(
        () => server.request("GET", crdPath("docks")),
        ({ status }) => status === 404,
      );
      expect((await shell(server, gone)).stderr).toContain("NotFound");
      await install(server, head);
      expect(await specsAt("docks", "v1")).toEqual([]);
      const copy: JsonValue = JSON.parse(
        fs.readFileSync(path.join(server.directory, `docks.${GROUP}.backup.json`), "utf8"),
      );
      for (const object of itemsOf(copy)) {
        const { name, namespace } = isObject(object.metadata) ? object.metadata : {};
        const again = { ...object, metadata: { name: name ?? "", namespace: namespace ?? "" } };
        expect((await server.request("POST", objectsPath("docks", "v1", "default"), again)).status).toBe(201);
      }
      expect(await specsAt("docks", "v1")).toEqual(SPECS.slice(0, 1));
    });
  });
});
