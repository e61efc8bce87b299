import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { json, kubeconfig, liveItem, testServer, wellServer } from "../io/cluster/api-server.ts";
import { startBundle, workspace } from "./bundle.ts";

const COUNT = 300;
const MEBIBYTE = 1024 * 1024;

/** A CRD of a megabyte, nearly all of it schema. */
function largeItem(index: number): string {
  const name = `routes${index}.example.com`;
  const item = JSON.stringify(liveItem(name));
  const description = "A property that somebody has described at length. ".repeat(20_000);
  return item.replace('"openAPIV3Schema":{', `"openAPIV3Schema":{"description":"${index} ${description}",`);
}

function* onePage(): Generator<string> {
  yield '{"kind":"CustomResourceDefinitionList","apiVersion":"apiextensions.k8s.io/v1","metadata":{},"items":[';
  for (let index = 0; index < COUNT; index++) yield `${index === 0 ? "" : ","}${largeItem(index)}`;
  yield "]}";
}

/** Prints the most memory that the process ever had, in bytes. */
const METER = 'process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS * 1024));';

/** An object of a megabyte, nearly all of it under a name that the schema gives. */
function* objects(): Generator<string> {
  yield '{"apiVersion":"example.com/v1","kind":"RouteList","metadata":{},"items":[';
  const text = "Something that is no business of ours. ".repeat(26_000);
  for (let index = 0; index < COUNT; index++) {
    const metadata = { name: `route-${index}` };
    const object = { apiVersion: "example.com/v1", kind: "Route", metadata, spec: { text: `${index} ${text}` } };
    yield `${index === 0 ? "" : ","}${JSON.stringify(object)}`;
  }
  yield "]}";
}

test("a page of 300 objects of a megabyte each is profiled in less than 300 MiB", async () => {
  const crd = liveItem("routes.example.com");
  const server = await testServer((path, request, response) => {
    if (path.endsWith("/customresourcedefinitions/routes.example.com")) return json(response, 200, crd);
    if (!path.startsWith("/apis/example.com/")) return wellServer()(path, request, response);
    response.writeHead(200, { "content-type": "application/json" });
    void pipeline(Readable.from(objects()), response);
  });
  const { root, remove } = workspace({ kubeconfig: kubeconfig({ server: server.url }), "meter.cjs": METER });
  try {
    const args = ["snapshot", "--cluster", "large", "--kubeconfig", "kubeconfig", "--profile-objects"];
    const env = { NODE_OPTIONS: `--max-old-space-size=100 --require ${root}/meter.cjs` };
    const run = await startBundle("cli.cjs", args, { cwd: root, env });
    expect(run.stdout).toContain("how 300 objects of 1 CRD use their fields.\n");
    const peak = Number(/^peak (\d+)$/m.exec(run.stderr)?.[1]);
    expect(peak).toBeLessThan(300 * MEBIBYTE);
  } finally {
    remove();
    await server.close();
  }
}, 120_000);

test("a page of 300 CRDs of a megabyte each is read in less than 300 MiB", async () => {
  const server = await testServer((path, request, response) => {
    if (!path.includes("customresourcedefinitions")) return wellServer()(path, request, response);
    response.writeHead(200, { "content-type": "application/json" });
    void pipeline(Readable.from(onePage()), response);
  });
  const { root, remove } = workspace({ kubeconfig: kubeconfig({ server: server.url }), "meter.cjs": METER });
  try {
    const args = ["snapshot", "--cluster", "large", "--kubeconfig", "kubeconfig"];
    const env = { NODE_OPTIONS: `--max-old-space-size=100 --require ${root}/meter.cjs` };
    const run = await startBundle("cli.cjs", args, { cwd: root, env });
    expect(run.stdout).toMatch(/^Wrote \S+: 300 CRDs of large, Kubernetes v1\.34\.1\./);
    const peak = Number(/^peak (\d+)$/m.exec(run.stderr)?.[1]);
    expect(peak).toBeLessThan(300 * MEBIBYTE);
  } finally {
    remove();
    await server.close();
  }
}, 120_000);
