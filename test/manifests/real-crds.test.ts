import { existsSync, readFileSync } from "node:fs";
import fastGlob from "fast-glob";
import { describe, expect, it } from "vitest";
import { readManifests } from "../../src/manifests/crd-reader.ts";

/** Released CRDs of the case in the README, which are not part of this repository. */
const DATA = new URL("../../../shared/data/", import.meta.url).pathname;
const FOLDERS = ["gateway-api", "traefik-chart"];
const present = existsSync(`${DATA}gateway-api`);

describe.skipIf(!present)(`released CRDs${present ? "" : " (skipped: ../shared/data is not here)"}`, () => {
  const files = present
    ? fastGlob.sync(
        FOLDERS.map((folder) => `${folder}/**/*.{yaml,yml,json}`),
        { cwd: DATA },
      )
    : [];

  it("are there", () => {
    expect(files.length).toBeGreaterThan(80);
  });

  it.each(files)("%s", (path) => {
    const bytes = readFileSync(DATA + path);
    const lines = bytes.toString().split("\n");
    const kinds = lines.filter((line) => line === "kind: CustomResourceDefinition").length;
    const reading = readManifests(path, bytes);
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
