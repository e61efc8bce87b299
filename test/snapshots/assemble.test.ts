import { expect, it } from "vitest";
import { assembleSnapshot } from "../../src/snapshots/assemble.ts";
import { liveCrd } from "./stored-crds.ts";

it.each([
  [["a", "b", "c"]],
  [["c", "b", "a"]],
  [["b", "c", "a"]],
])("a snapshot has its CRDs sorted, in whatever order a server lists them: %#", (plurals) => {
  const names = plurals.map((plural) => `${plural}.example.com`);
  const snapshot = assembleSnapshot({
    cluster: "prod",
    origin: { kind: "cluster", tool: "0.1.0" },
    serverVersion: "v1.32.1",
    capturedAt: 0,
    exclude: [],
    apis: [],
    crds: new Map(names.map((name) => [name, liveCrd(name, "v1*", "v1")])),
  });
  expect(snapshot.ok && Object.keys(snapshot.value.crds)).toEqual(["a.example.com", "b.example.com", "c.example.com"]);
});
