import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/base/json.ts";
import { readYamlDocument } from "../../src/yaml/yaml-document.ts";

interface ScalarCase {
  readonly scalar: string;
  readonly value?: JsonValue;
  readonly refused?: true;
}

interface KeyCase {
  readonly key: string;
  readonly name?: string;
  readonly refused?: true;
}

interface DocumentCase {
  readonly yaml: string;
  readonly json?: JsonValue;
  readonly refused?: true;
  /** Kubernetes' reader takes it, and drops or overrides something without a word: our problem's code. */
  readonly stricter?: string;
}

/** What Kubernetes' own reader answered; the file says which one and in which version. */
function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8"));
}

const scalars = fixture<{ scalars: ScalarCase[]; keys: KeyCase[] }>("kubernetes-scalars.json");
const documents = fixture<{ documents: DocumentCase[] }>("kubernetes-documents.json");

function read(text: string): unknown {
  const reading = readYamlDocument(text, { dialect: "kubernetes" });
  return reading.ok ? reading.value : "refused";
}

describe("the kubernetes dialect reads what sigs.k8s.io/yaml reads", () => {
  it.each(scalars.scalars)("value $scalar", ({ scalar, value, refused }) => {
    expect(read(`v: ${scalar}\n`)).toEqual(refused ? "refused" : { v: value });
  });

  it.each(scalars.keys)("key $key", ({ key, name, refused }) => {
    expect(read(`${key}: v\n`)).toEqual(refused ? "refused" : { [name ?? ""]: "v" });
  });

  it("every document, or says why not", () => {
    const different = documents.documents.filter(({ yaml, json, refused, stricter }) => {
      const reading = readYamlDocument(yaml, { dialect: "kubernetes" });
      if (stricter !== undefined) return reading.ok || reading.problem.code !== stricter;
      if (refused) return reading.ok;
      return !reading.ok || canonical(reading.value) !== canonical(json ?? null);
    });
    expect(different).toEqual([]);
    expect(documents.documents.length).toBeGreaterThan(700);
  });
});

/** Go sorts the keys of an object, the manifest's own order is ours. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
