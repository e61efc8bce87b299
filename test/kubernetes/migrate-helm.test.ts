import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { skippedWithout } from "../tools/tools.ts";
import { between } from "./between.ts";
import { skippedWithoutBinaries } from "./binaries.ts";
import { crdPath, MERGE_PATCH, storedVersions, versionsInEtcd } from "./crd-client.ts";
import { type Helm, startHelm } from "./helm.ts";
import { crd, GROUP } from "./lanes.ts";
import { BOTH, create, OLD, run } from "./migrating.ts";
import { type ApiServer, startApiServer } from "./server.ts";

const skipped = skippedWithoutBinaries || skippedWithout("helm3", "helm4");

describe.skipIf(skipped !== "")(`migrate, where Helm has the CRD${skipped}`, () => {
  let server: ApiServer;
  beforeAll(async () => {
    server = await startApiServer();
  }, 90_000);
  afterAll(() => server.stop());

  describe.each(["helm3", "helm4"] as const)("%s", (name) => {
    let helm: Helm;
    beforeAll(async () => {
      helm = await startHelm(server, name);
    });
    afterAll(() => helm.stop());

    const chart = (plural: string, versions: readonly JsonObject[]) => ({
      [`${plural}/Chart.yaml`]: dump({ apiVersion: "v2", name: plural, version: "1.0.0" }),
      [`${plural}/templates/crd.yaml`]: dump(crd(plural, versions)),
    });
    const helmed = async (line: string) =>
      expect(await helm.shell(`helm ${line} --namespace net`)).toMatchObject({ code: 0 });

    it("does nothing while the release stores the old version", async () => {
      const plural = `looms${name}s`;
      const by = { kubeconfig: helm.kubeconfig, context: "front" };
      helm.write(chart(plural, OLD));
      await helmed(`install ${plural} ${plural}`);
      await expect
        .poll(async () => (await server.request("GET", `/apis/${GROUP}/v1alpha2/${plural}`)).status)
        .toBe(200);
      await create(server, plural, "v1alpha2", "north", "one", { weight: 1 });
      const patch = { spec: { versions: [...BOTH] } };
      expect((await server.request("PATCH", crdPath(plural), patch, MERGE_PATCH)).status).toBe(200);
      await expect.poll(async () => (await server.request("GET", `/apis/${GROUP}/v1/${plural}`)).status).toBe(200);
      const blocked = (await run(server, plural, by)).outcome;
      expect([blocked.outcome, blocked.obstacles]).toEqual([
        "blocked",
        [
          `The Helm release \`net/${plural}\` (revision 1) has \`${plural}.${GROUP}\` with \`v1alpha2\` as the storage version, the cluster stores \`v1\`: a rollback to it, or an upgrade, brings \`v1alpha2\` back. Upgrade it to a chart that stores \`v1\` first.`,
        ],
      ]);
      expect(await versionsInEtcd(server, plural)).toEqual([`${GROUP}/v1alpha2`]);

      helm.write(chart(plural, BOTH));
      await helmed(`upgrade ${plural} ${plural}${name === "helm4" ? " --force-conflicts" : ""}`);
      const { outcome } = await run(server, plural, by);
      expect([outcome.outcome, outcome.notes]).toEqual([
        "migrated",
        [`The CRD belongs to the Helm release \`net/${plural}\`, which stores \`v1\` too (revision 2).`],
      ]);
      expect(await storedVersions(server, plural)).toEqual(["v1"]);
    });
  });

  it("goes on where the release may not be read, is not there, or is no release, and says so", async () => {
    const manifest = crd("reeds", OLD);
    const annotations = { "meta.helm.sh/release-name": "reeds", "meta.helm.sh/release-namespace": "net" };
    const labels = { "app.kubernetes.io/managed-by": "Helm" };
    const metadata = { name: `reeds.${GROUP}`, annotations, labels };
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    expect((await server.request("POST", crds, { ...manifest, metadata })).status).toBe(201);
    const patch = { spec: { versions: [...BOTH] } };
    expect((await server.request("PATCH", crdPath("reeds"), patch, MERGE_PATCH)).status).toBe(200);
    for (const at of ["v1alpha2", "v1"])
      await expect.poll(async () => (await server.request("GET", `/apis/${GROUP}/${at}/reeds`)).status).toBe(200);
    const noted = async (status: number, body: string) => {
      const way = await between(server, async ({ path }) => (path.startsWith("/api/v1/") ? { status, body } : null));
      const options = { kubeconfig: way.kubeconfig, context: "between", dryRun: true };
      const { outcome } = await run(server, "reeds", options);
      await way.close();
      return [outcome.outcome, ...outcome.notes];
    };
    const warning =
      "The CRD belongs to the Helm release `net/reeds`, whose next upgrade or rollback applies what its chart has: it must not store `v1alpha2`.";
    const forbidden =
      'secrets is forbidden: User "someone" cannot list resource "secrets" in API group "" in the namespace "net"';
    expect(await noted(403, JSON.stringify({ kind: "Status", message: forbidden }))).toEqual([
      "planned",
      `${warning} It was not read: ${forbidden}.`,
    ]);
    expect(await noted(200, JSON.stringify({ kind: "SecretList", items: [] }))).toEqual([
      "planned",
      `${warning} No Secret of a deployed release has been found.`,
    ]);
    const broken = { metadata: { labels: { version: "3" } }, data: { release: "bm90IGEgcmVsZWFzZQ==" } };
    expect(await noted(200, JSON.stringify({ kind: "SecretList", items: [broken] }))).toEqual([
      "planned",
      `${warning} It was not read: its Secret cannot be read.`,
    ]);
  });
});
