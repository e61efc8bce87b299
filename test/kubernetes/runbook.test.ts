import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { contents, install, MERGE_PATCH, objectsPath, storedVersions, versionsInEtcd } from "./crd-client.ts";
import { shell, skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, OWN_SCHEMA, version } from "./lanes.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const OLD = [version("v1alpha2", { storage: true })];
const BOTH = [version("v1", { storage: true }), version("v1alpha2", { storage: false })];
const NEW = [version("v1", { storage: true })];

const SENTENCE =
  'status.storedVersions[0]: Invalid value: "v1alpha2": missing from spec.versions; v1alpha2 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1alpha2 and removes v1alpha2 from status.storedVersions';

const EVIDENCE = readFileSync(join(import.meta.dirname, "../../docs/runbook-evidence.md"), "utf8");

/** The commands of the runbook for one CRD of our group, as docs/runbook-evidence.md has them for `lanes`. */
function runbook(plural: string) {
  const list = `kubectl --context "$CTX" get ${plural}.v1.${GROUP} --all-namespaces -o json --show-managed-fields > ${plural}.json`;
  const rename = `sed '/"apiVersion": "traffic\\.example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"traffic\\.example\\.com/[^"]*"|"traffic.example.com/v1"|;}' ${plural}.json > ${plural}.rewrite.json`;
  const replace = `kubectl --context "$CTX" replace --validate=false -f ${plural}.rewrite.json`;
  return {
    show: `kubectl --context "$CTX" get crd ${plural}.${GROUP} -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'`,
    backup: `kubectl --context "$CTX" get ${plural}.v1alpha2.${GROUP} --all-namespaces -o json > ${plural}.${GROUP}.backup.json`,
    compare: `kubectl --context "$CTX" get ${plural}.v1.${GROUP} --all-namespaces -o json > ${plural}.new.json && sed 's|^            "apiVersion": "${GROUP}/v1alpha2",|            "apiVersion": "${GROUP}/v1",|' ${plural}.${GROUP}.backup.json | diff - ${plural}.new.json && echo "no difference"`,
    count: `kubectl --context "$CTX" get ${plural}.v1.${GROUP} --all-namespaces --no-headers | wc -l`,
    list,
    rename,
    replace,
    rewrite: `${list} && ${rename} && ${replace} && echo "all rewritten"`,
    prune: `kubectl --context "$CTX" patch crd ${plural}.${GROUP} --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1alpha2","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'`,
    apply: `kubectl --context "$CTX" apply -f ${plural}.crd.json`,
  };
}

const withoutAnything = skippedWithoutBinaries || skippedWithoutKubectl;

describe
  .skipIf(kubernetesBinaries === undefined || skippedWithoutKubectl !== "")
  .concurrent(`the runbook's commands, typed into bash${withoutAnything}`, () => {
    let server: ApiServer;
    beforeAll(async () => {
      server = await startApiServer();
    });
    afterAll(async () => {
      await server?.stop();
    });

    function manifest(plural: string, document: JsonObject): void {
      writeFileSync(join(server.directory, `${plural}.crd.json`), JSON.stringify(document));
    }

    async function create(
      plural: string,
      objects: readonly { metadata: JsonObject; spec: JsonObject }[],
    ): Promise<void> {
      const created = await Promise.all(
        objects.map((object) => {
          const namespace = object.metadata.namespace;
          const path = objectsPath(plural, "v1alpha2", namespace === undefined ? undefined : String(namespace));
          return server.request("POST", `${path}?fieldManager=gitops`, {
            apiVersion: `${GROUP}/v1alpha2`,
            kind: kindOf(plural),
            ...object,
          });
        }),
      );
      expect(created.map((answer) => answer.status)).toEqual(objects.map(() => 201));
    }

    it("are those of docs/runbook-evidence.md", () => {
      const { show, backup, compare, count, list, rename, replace, prune } = runbook("lanes");
      for (const command of [show, backup, compare, count, list, rename, replace, prune])
        expect(EVIDENCE).toContain(command);
    });

    it.each([
      ["apply -f", 1],
      ["apply --server-side --field-manager=test -f", 1],
      ["apply --server-side --force-conflicts -f", 1],
      ["apply --dry-run=server -f", 1],
      ["replace -f", 1],
      ["diff -f", 2],
    ])("kubectl %s is refused with the sentence of the incident and ends with %i", async (command, code) => {
      const plural = `l${command.replace(/[^a-z]/g, "")}s`;
      await install(server, crd(plural, OLD));
      await install(server, crd(plural, BOTH));
      manifest(plural, crd(plural, NEW));
      const refused = await shell(server, `kubectl --context "$CTX" ${command} ${plural}.crd.json`);
      expect(refused).toEqual({
        code,
        stdout: "",
        stderr: expect.stringContaining(`The CustomResourceDefinition "${plural}.${GROUP}" is invalid: ${SENTENCE}\n`),
      });
    });

    it("kubectl apply --dry-run=client proves nothing", async () => {
      await install(server, crd("clients", OLD));
      await install(server, crd("clients", BOTH));
      manifest("clients", crd("clients", NEW));
      const dry = await shell(server, `kubectl --context "$CTX" apply --dry-run=client -f clients.crd.json`);
      expect([dry.code, dry.stdout]).toEqual([
        0,
        `customresourcedefinition.apiextensions.k8s.io/clients.${GROUP} configured (dry run)\n`,
      ]);
    });

    it("lose nothing, and leave objects that server-side apply still accepts", async () => {
      const commands = runbook("lanes");
      await install(server, crd("lanes", OLD));
      await create("lanes", [
        { metadata: { name: "plain", namespace: "north" }, spec: { hosts: ["<&>\u2028"], weight: 1 } },
        { metadata: { name: "finalized", namespace: "north", finalizers: [`${GROUP}/keep`] }, spec: { weight: 2 } },
        {
          metadata: {
            name: "owned",
            namespace: "south",
            ownerReferences: [{ apiVersion: `${GROUP}/v1alpha2`, kind: "Lane", name: "plain", uid: "1111" }],
          },
          spec: { hosts: [`"apiVersion": "${GROUP}/v1alpha2",`, '"fieldsType"'] },
        },
      ]);
      const path = objectsPath("lanes", "v1alpha2", "north");
      await server.request("PATCH", `${path}/finalized/status`, { status: { ready: true } }, MERGE_PATCH);
      expect((await server.request("DELETE", `${path}/finalized`)).status).toBe(200);
      const before = await contents(server, "lanes", "v1alpha2");
      expect(await shell(server, commands.backup)).toEqual({ code: 0, stdout: "", stderr: "" });

      manifest("lanes", crd("lanes", BOTH));
      expect(await shell(server, commands.apply)).toMatchObject({ code: 0 });
      await install(server, crd("lanes", BOTH));
      expect(await shell(server, commands.show)).toEqual({ code: 0, stdout: 'v1 ["v1alpha2","v1"]\n', stderr: "" });
      expect(await shell(server, commands.compare)).toEqual({ code: 0, stdout: "no difference\n", stderr: "" });
      expect(await shell(server, commands.count)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\s*3\n$/) });

      expect(await shell(server, commands.rewrite)).toEqual({
        code: 0,
        stdout: `lane.${GROUP}/finalized replaced\nlane.${GROUP}/plain replaced\nlane.${GROUP}/owned replaced\nall rewritten\n`,
        stderr: "",
      });
      expect(await versionsInEtcd(server, "lanes")).toEqual([`${GROUP}/v1`]);

      expect(await shell(server, commands.prune)).toEqual({
        code: 0,
        stdout: `customresourcedefinition.apiextensions.k8s.io/lanes.${GROUP} patched\n`,
        stderr: "",
      });
      manifest("lanes", crd("lanes", NEW));
      expect(await shell(server, commands.apply)).toMatchObject({ code: 0 });
      await install(server, crd("lanes", NEW));
      expect(await storedVersions(server, "lanes")).toEqual(["v1"]);
      expect(await contents(server, "lanes", "v1")).toEqual(
        before.map((object) => ({ ...object, apiVersion: `${GROUP}/v1` })),
      );

      const applied = {
        apiVersion: `${GROUP}/v1`,
        kind: "Lane",
        metadata: { name: "plain", namespace: "north" },
        spec: { weight: 1 },
      };
      writeFileSync(join(server.directory, "lane.json"), JSON.stringify(applied));
      const ssa = await shell(
        server,
        `kubectl --context "$CTX" apply --server-side --field-manager=gitops -f lane.json`,
      );
      expect([ssa.code, ssa.stdout]).toEqual([0, `lane.${GROUP}/plain serverside-applied\n`]);
    });

    it("do nothing and say so when there is no object, also for a cluster-scoped kind", async () => {
      await install(server, crd("empties", OLD, {}, "Cluster"));
      await install(server, crd("empties", BOTH, {}, "Cluster"));
      expect(await shell(server, runbook("empties").rewrite)).toEqual({
        code: 0,
        stdout: "all rewritten\n",
        stderr: "",
      });
      expect((await shell(server, runbook("empties").count)).stdout.trim()).toBe("0");
    });

    it("rewrite a cluster-scoped kind, and more objects than kubectl asks for at a time", async () => {
      await install(server, crd("crowds", OLD, {}, "Cluster"));
      const names = Array.from({ length: 501 }, (_, index) => `crowd-${String(index).padStart(3, "0")}`);
      await create(
        "crowds",
        names.map((name) => ({ metadata: { name }, spec: {} })),
      );
      await install(server, crd("crowds", BOTH, {}, "Cluster"));
      const { code, stdout, stderr } = await shell(server, runbook("crowds").rewrite);
      expect({ code, stdout: stdout.split("\n"), stderr }).toEqual({
        code: 0,
        stdout: [...names.map((name) => `crowd.${GROUP}/${name} replaced`), "all rewritten", ""],
        stderr: "",
      });
      expect(await versionsInEtcd(server, "crowds")).toEqual([`${GROUP}/v1`]);
    });

    it("rewrite what the new schema would refuse today, and numbers that a double cannot hold", async () => {
      const properties = { weight: { type: "integer", format: "int64" }, lanes: { type: "integer" } };
      const required = { type: "object", required: ["lanes"], properties };
      const strict = { ...OWN_SCHEMA, properties: { spec: required } };
      await install(server, crd("oddities", OLD));
      await create("oddities", [{ metadata: { name: "one", namespace: "north" }, spec: { weight: 1 } }]);
      const path = `${objectsPath("oddities", "v1alpha2", "north")}/one`;
      const huge = await shell(
        server,
        `kubectl --context "$CTX" patch oddities.v1alpha2.${GROUP} one -n north --type=merge -p '{"spec":{"weight":9007199254740993}}'`,
      );
      expect(huge.code).toBe(0);
      const versions = [version("v1", { storage: true, schema: strict }), version("v1alpha2", { storage: false })];
      await install(server, crd("oddities", versions));
      expect(await shell(server, runbook("oddities").rewrite)).toMatchObject({ code: 0 });
      expect(await versionsInEtcd(server, "oddities")).toEqual([`${GROUP}/v1`]);
      const weight = await shell(server, `kubectl --context "$CTX" get --raw ${path} | grep -o '"weight":[0-9]*'`);
      expect(weight.stdout).toBe('"weight":9007199254740993\n');
    });

    it("name the objects that the new schema refuses as a whole, and leave them as they were", async () => {
      await install(server, crd("misfits", OLD));
      await create("misfits", [{ metadata: { name: "one", namespace: "north" }, spec: {} }]);
      const strict = version("v1", { storage: true, schema: { ...OWN_SCHEMA, required: ["kindness"] } });
      await install(server, crd("misfits", [strict, version("v1alpha2", { storage: false })]));
      expect(await shell(server, runbook("misfits").rewrite)).toEqual({
        code: 1,
        stdout: "",
        stderr: 'The Misfit "one" is invalid: kindness: Required value\n',
      });
      expect(await versionsInEtcd(server, "misfits")).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("never overwrite what changed meanwhile: the object is named, and a second run completes", async () => {
      const commands = runbook("movers");
      await install(server, crd("movers", OLD));
      await create(
        "movers",
        ["changed", "deleted", "still"].map((name) => ({
          metadata: { name, namespace: "north" },
          spec: { weight: 1 },
        })),
      );
      await install(server, crd("movers", BOTH));
      expect(await shell(server, `${commands.list} && ${commands.rename}`)).toMatchObject({ code: 0 });
      const path = objectsPath("movers", "v1alpha2", "north");
      await server.request("PATCH", `${path}/changed`, { spec: { weight: 2 } }, MERGE_PATCH);
      await server.request("DELETE", `${path}/deleted`);

      expect(await shell(server, `${commands.replace} && echo "all rewritten"`)).toEqual({
        code: 1,
        stdout: `mover.${GROUP}/still replaced\n`,
        stderr: [
          `Error from server (Conflict): error when replacing "movers.rewrite.json": Operation cannot be fulfilled on movers.${GROUP} "changed": the object has been modified; please apply your changes to the latest version and try again`,
          `Error from server (NotFound): error when replacing "movers.rewrite.json": movers.${GROUP} "deleted" not found`,
          "",
        ].join("\n"),
      });
      expect((await contents(server, "movers", "v1")).map((object) => object.spec)).toEqual([
        { weight: 2 },
        { weight: 1 },
      ]);
      expect((await shell(server, commands.rewrite)).code).toBe(0);
    });

    it("stop before anything is rewritten when the list fails", async () => {
      await install(server, crd("refusals", OLD));
      await create("refusals", [{ metadata: { name: "one", namespace: "north" }, spec: {} }]);
      await install(server, crd("refusals", BOTH));
      const nobody = runbook("refusals").rewrite.replace(
        "kubectl",
        `kubectl --kubeconfig ${server.kubeconfig("nobody")}`,
      );
      const { code, stdout } = await shell(server, `CTX=nobody; ${nobody}`);
      expect([code, stdout]).toEqual([1, ""]);
      expect(await versionsInEtcd(server, "refusals")).toEqual([`${GROUP}/v1alpha2`]);
    });

    it("refuse the prune when the list is not the expected one", async () => {
      await install(server, crd("prunes", OLD));
      expect(await shell(server, runbook("prunes").prune)).toEqual({
        code: 1,
        stdout: "",
        stderr: "The request is invalid: the server rejected our request due to an error in our request\n",
      });
      expect(await storedVersions(server, "prunes")).toEqual(["v1alpha2"]);
    });
  });
