import fs from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/json.ts";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import type { CrdManifest } from "../../src/manifests/manifest.ts";
import { releaseCrdOf } from "../../src/releases/facts.ts";
import { knownCrds } from "../../src/releases/known-crds.ts";
import { type Edge, readCases } from "../conformance/corpus.ts";
import { describeOnData } from "../data.ts";
import { crdYaml } from "./projects.ts";

function manifestOf(text: string): CrdManifest {
  const [crd] = readManifests("crd.yaml", new TextEncoder().encode(text)).crds;
  if (crd === undefined) throw new Error(text);
  return crd;
}

/** Other words wherever something is called a description, also where that is none. */
function reworded(object: JsonValue): string {
  return JSON.stringify(object, (key, value: JsonValue) =>
    key === "description" && typeof value === "string" && value !== "" ? "In other words." : value,
  );
}

it("are the same object where they are alike, and no part of what was read", () => {
  const known = knownCrds();
  const one = (yaml: string) => known.ofManifest(manifestOf(yaml));
  const [first, again] = [one(crdYaml({ versions: ["v1"] })), one(`# moved\n${crdYaml({ versions: ["v1"] })}`)];
  const other = one(crdYaml({ versions: ["v1"], fields: ["weight"] }));
  expect(again.crd).toBe(first.crd);
  expect(other.crd).not.toBe(first.crd);
  expect(other.crd.facts?.names).toBe(first.crd.facts?.names);
  const unread = known.ofReason("widgets.example.com", "nobody can read it");
  expect(unread).toEqual({
    name: "widgets.example.com",
    crd: { facts: null, refused: [], undecided: ["nobody can read it"] },
  });
  expect(known.ofReason("widgets.example.com", "nobody can read it").crd).toBe(unread.crd);
});

describeOnData(
  "corpus",
  "CRDs that differ in words from what was judged before are what they are alone",
  (folder, isWhole) => {
    const documents = (): readonly JsonObject[] => {
      const edges = readCases<Edge>(folder, "edges.jsonl").map(({ manifest }) => manifest);
      if (!isWhole) return edges;
      const some = edges.filter((_, at) => at % 10 === 0);
      const files = fs.readdirSync(path.join(folder, "crds")).filter((_, at) => at % 60 === 0);
      const real = files.flatMap((file) =>
        readManifests(file, gunzipSync(fs.readFileSync(path.join(folder, "crds", file)))).crds.map(
          ({ object }) => object,
        ),
      );
      return [...some, ...real];
    };

    it("in every way of saying it", () => {
      const known = knownCrds();
      let [read, alike] = [0, 0];
      for (const object of documents()) {
        const [text, other] = [JSON.stringify(object), reworded(object)];
        const crds = [other, text, other].flatMap((one) =>
          readManifests("crd.json", new TextEncoder().encode(one)).crds.slice(0, 1),
        );
        for (const crd of crds) {
          expect(known.ofManifest(crd)).toEqual({ name: crd.name, crd: releaseCrdOf(crd) });
          read += 1;
        }
        if (text !== other) alike += 1;
      }
      expect(read).toBeGreaterThan(isWhole ? 700 : 20);
      expect(alike).toBeGreaterThan(isWhole ? 30 : 0);
    });
  },
);
