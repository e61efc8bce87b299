import { dump } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { liveFromObject } from "../../src/crd/live-from-object.ts";
import { conflictingManagers } from "../../src/crd/live-managers.ts";
import { skippedWithout } from "../tools/tools.ts";
import { skippedWithoutBinaries } from "./binaries.ts";
import { contents, crdPath, eventually, MERGE_PATCH, objectsPath } from "./crd-client.ts";
import { type Helm, startHelm } from "./helm.ts";
import { skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, kindOf, OWN_SCHEMA, version } from "./lanes.ts";
import { type ApiServer, objectOf, startApiServer } from "./server.ts";

const skipped = skippedWithoutBinaries || skippedWithoutKubectl || skippedWithout("helm4");
const USING = " using apiextensions.k8s.io/v1";

describe.skipIf(skipped !== "")(`server-side apply of versions that another has set${skipped}`, () => {
  let server: ApiServer;
  let helm: Helm;
  beforeAll(async () => {
    server = await startApiServer();
    helm = await startHelm(server, "helm4");
  }, 90_000);
  afterAll(async () => {
    await helm?.stop();
    await server?.stop();
  });

  it("fails in helm upgrade, where Helm 4 installed the release, until it forces", async () => {
    write("aways", "one");
    await runs("helm install aways aways --namespace net");
    const before = await withObject("aways");
    await operatorWrites("aways");
    expect(await conflicting("aways", "helm")).toEqual(["operator"]);
    write("aways", "two");
    const refused = await helm.shell("helm upgrade aways aways --namespace net");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(
      `Apply failed with 1 conflict: conflict with "operator"${USING}: .spec.versions\n`,
    );
    await runs("helm upgrade aways aways --namespace net --force-conflicts");
    expect(await conflicting("aways", "helm")).toEqual([]);
    expect(await contents(server, "aways", "v1")).toEqual(before);
  }, 60_000);

  it("is no conflict where Helm patches", async () => {
    write("patches", "one");
    await runs("helm install patches patches --namespace net --server-side=false");
    await operatorWrites("patches");
    write("patches", "two");
    expect(await conflicting("patches", "helm")).toEqual([]);
    await runs("helm upgrade patches patches --namespace net");
  }, 60_000);

  it("fails in kubectl, until it forces, but not over what kubectl applied client-side", async () => {
    write("lates", "one");
    await runs("kubectl apply -f lates/templates/crd.yaml");
    expect(await conflicting("lates", "kubectl")).toEqual([]);
    write("lates", "two");
    await runs("kubectl apply --server-side -f lates/templates/crd.yaml");
    const before = await withObject("lates");
    await operatorWrites("lates");
    expect(await conflicting("lates", "kubectl")).toEqual(["operator"]);
    write("lates", "three");
    const refused = await helm.shell("kubectl apply --server-side -f lates/templates/crd.yaml");
    expect([refused.code, refused.stderr.split("\n")[0]]).toEqual([
      1,
      `error: Apply failed with 1 conflict: conflict with "operator"${USING}: .spec.versions`,
    ]);
    await runs("kubectl apply --server-side --force-conflicts -f lates/templates/crd.yaml");
    expect(await conflicting("lates", "kubectl")).toEqual([]);
    expect(await contents(server, "lates", "v1")).toEqual(before);
  }, 60_000);

  it("fails in kubectl by another name, over what kubectl applied client-side", async () => {
    write("others", "one");
    await runs("kubectl apply -f others/templates/crd.yaml");
    write("others", "two");
    const refused = await helm.shell("kubectl apply --server-side --field-manager=ci -f others/templates/crd.yaml");
    expect([refused.code, refused.stderr.split("\n")[0]]).toEqual([
      1,
      `error: Apply failed with 1 conflict: conflict with "kubectl-client-side-apply"${USING}: .spec.versions`,
    ]);
  }, 60_000);

  function versions(description: string): readonly JsonObject[] {
    return [version("v1", { storage: true, schema: { ...OWN_SCHEMA, description } })];
  }

  function write(plural: string, description: string): void {
    helm.write({
      [`${plural}/Chart.yaml`]: "apiVersion: v2\nname: net\nversion: 0.1.0\n",
      [`${plural}/templates/crd.yaml`]: dump(crd(plural, versions(description))),
    });
  }

  async function runs(line: string): Promise<void> {
    const { code, stderr } = await helm.shell(line);
    expect([line, code, code === 0 ? "" : stderr]).toEqual([line, 0, ""]);
  }

  async function operatorWrites(plural: string): Promise<void> {
    const patch = { spec: { versions: versions("the operator's") } };
    const { status } = await server.request("PATCH", `${crdPath(plural)}?fieldManager=operator`, patch, MERGE_PATCH);
    expect(status).toBe(200);
  }

  async function conflicting(plural: string, by: "helm" | "kubectl"): Promise<readonly string[]> {
    const object = objectOf(await server.request("GET", crdPath(plural)));
    return conflictingManagers(liveFromObject(object), by).map(({ name }) => name);
  }

  async function withObject(plural: string): Promise<readonly JsonObject[]> {
    const object = {
      apiVersion: `${GROUP}/v1`,
      kind: kindOf(plural),
      metadata: { name: "a", namespace: "default" },
      spec: { weight: 3 },
    };
    const path = objectsPath(plural, "v1", "default");
    await eventually(
      () => server.request("POST", path, object),
      ({ status }) => status === 201,
    );
    return contents(server, plural, "v1");
  }
});
