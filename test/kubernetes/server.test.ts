import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { member, valueAt } from "../../src/base/json.ts";
import { kubernetesBinaries, skippedWithoutBinaries } from "./binaries.ts";
import { install } from "./crd-client.ts";
import { skippedWithoutKubectl } from "./kubectl.ts";
import { crd, GROUP, version } from "./lanes.ts";
import { type ApiServer, type KubeconfigName, startApiServer } from "./server.ts";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const NEW = [version("v1", { storage: true })];

describe.skipIf(kubernetesBinaries === undefined)(`the API server for tests${skippedWithoutBinaries}`, () => {
  let server: ApiServer;
  beforeAll(async () => {
    // Without the watch cache lists come from etcd, so that compaction shows.
    server = await startApiServer({ watchCache: false });
  });
  afterAll(async () => {
    await server?.stop();
  });

  it("says the version of Kubernetes that its library is part of", async () => {
    const { status, body } = await server.request("GET", "/version");
    expect([status, member(body, "gitVersion"), member(body, "minor")]).toEqual([200, "v1.37.2", "37"]);
  });

  it("lists its groups to clients that ask for plain discovery", async () => {
    await install(server, crd("lanes", NEW));
    const { body } = await server.request("GET", "/apis");
    const v1 = (group: string) => ({ groupVersion: `${group}/v1`, version: "v1" });
    expect(body).toEqual({
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: ["apiextensions.k8s.io", GROUP].map((name) => ({
        name,
        versions: [v1(name)],
        preferredVersion: v1(name),
      })),
    });
  });

  it("answers 410 on a continue token that is older than the compaction", async () => {
    for (const plural of ["ones", "twos"]) await install(server, crd(plural, NEW));
    const first = await server.request("GET", `${CRDS}?limit=1`);
    const token = String(valueAt(first.body, ["metadata", "continue"]));
    await install(server, crd("threes", NEW));
    await server.compact();
    const second = await server.request("GET", `${CRDS}?limit=1&continue=${token}`);
    expect([second.status, member(second.body, "reason")]).toEqual([410, "Expired"]);
  });

  it.skipIf(skippedWithoutKubectl !== "").each<[KubeconfigName, string]>([
    ["admin", ""],
    ["reader", ""],
    ["reader-exec", ""],
    ["nobody", 'User "nobody" cannot list resource "customresourcedefinitions"'],
    ["bad-token", "error: You must be logged in to the server (Unauthorized)"],
    ["other-ca-cert", "error: You must be logged in to the server (Unauthorized)"],
    ["wrong-ca", "x509: certificate signed by unknown authority"],
  ])(`knows its callers: %s${skippedWithoutKubectl}`, (name, complaint) => {
    const kubectl = spawnSync("kubectl", ["--kubeconfig", server.kubeconfig(name), "get", "crds", "-o", "name"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: server.directory },
    });
    expect(kubectl.status).toBe(complaint === "" ? 0 : 1);
    expect(kubectl.stderr).toContain(complaint);
  });

  it("ends and leaves nothing behind when its standard input closes", async () => {
    const other = await startApiServer();
    await other.stop();
    expect(() => process.kill(other.pid, 0)).toThrow("ESRCH");
    expect(existsSync(other.directory)).toBe(false);
  });
});
