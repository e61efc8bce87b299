import { readFileSync } from "node:fs";
import path from "node:path";
import fastGlob from "fast-glob";
import { expect, it } from "vitest";
import { readManifests } from "../../src/manifests/crd-reader.ts";
import { describeOnData } from "../data.ts";

/** CRDs of the case in the README. */
const PARTS = [
  { part: "gateway-api", atLeast: 40 },
  { part: "traefik-chart", atLeast: 30 },
];

for (const { part, atLeast } of PARTS)
  describeOnData(part, `released CRDs of ${part}`, (folder, isWhole) => {
    const files = fastGlob.sync("**/*.{yaml,yml,json}", { cwd: folder });

    it("are there", () => {
      expect(files.length).toBeGreaterThanOrEqual(isWhole ? atLeast : 6);
    });

    it.each(files)("%s", (file) => {
      const bytes = readFileSync(path.join(folder, file));
      const lines = bytes.toString().split("\n");
      const kinds = lines.filter((line) => line === "kind: CustomResourceDefinition").length;
      const reading = readManifests(file, bytes);
      expect({ crds: reading.crds.length, partial: reading.partial, unreadable: reading.unreadable }).toEqual({
        crds: kinds,
        partial: [],
        unreadable: [],
      });
      for (const { locate, name, source } of reading.crds) {
        const range = locate(["spec", "versions"]);
        const line = lines[range.startLine - 1] ?? "";
        expect(line.slice(range.startColumn - 1, range.endColumn - 1)).toBe("versions:");
        expect(range.startLine).toBeGreaterThan(source.line);
        expect(name).toMatch(/^[a-z]+(\.[a-z0-9-]+)+$/);
      }
    });
  });
