import { expect, it } from "vitest";
import { type ReleaseParts, releaseSize, SECRET_LIMIT_BYTES } from "../../../src/manifests/charts/release-size.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function sizeOf(files: Readonly<Record<string, string>>, more: Partial<ReleaseParts> = {}): number {
  const all = new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)]));
  return releaseSize({ name: "app", namespace: "net", files: all, values: [], rendered: null, ...more });
}

const EMPTY = sizeOf({});
/** Too large to be left uncompressed, and very small once it is not. */
const ZEROS = "0".repeat(2 * SECRET_LIMIT_BYTES);

it("counts what Helm keeps, below the limit as an upper bound", () => {
  expect(sizeOf({ "files/a.txt": "x".repeat(3000) }) - EMPTY).toBeGreaterThan(4 * 1300);
  expect(sizeOf({ "crds/a.yaml": "x".repeat(3000) }) - EMPTY).toBeGreaterThan(4 * 1300);
  expect(sizeOf({}, { rendered: bytes(`---\n# Source: app/templates/a.yaml\n${"x".repeat(3000)}`) })).toBeGreaterThan(
    EMPTY + 4000,
  );
  expect(sizeOf({}, { values: [bytes(`a: ${"x".repeat(3000)}\n`)] })).toBeGreaterThan(EMPTY + 4000);
});

it("leaves out what Helm does not keep", () => {
  expect(sizeOf({ "charts/sub/README.md": "x".repeat(3000) })).toBe(EMPTY);
  const crds = `---\n# Source: app/charts/sub/crds/a.yaml\n${"x".repeat(3000)}\n`;
  expect(sizeOf({}, { rendered: bytes(crds) })).toBe(EMPTY);
});

it("compresses what could be too large", () => {
  expect(sizeOf({ "files/zeros": ZEROS })).toBeLessThan(20_000);
  const rendered = bytes(`---\n# Source: app/templates/a.yaml\n${"<".repeat(SECRET_LIMIT_BYTES)}`);
  expect(sizeOf({}, { rendered })).toBeLessThan(20_000);
});
