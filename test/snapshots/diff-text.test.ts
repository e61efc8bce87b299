import { expect, test } from "vitest";
import { snapshotChanges } from "../../src/snapshots/diff.ts";
import { comparedText, diffText, sharedWords } from "../../src/snapshots/diff-text.ts";
import { liveCrd, snapshotOf } from "./stored-crds.ts";

test("what bears on the answers comes first, and what CRDs share is said once", () => {
  const names = Array.from({ length: 10 }, (_, index) => `routes${index}.example.com`);
  const old = snapshotOf(Object.fromEntries(names.map((name) => [name, liveCrd(name, "v1*", "v1")])));
  const upgraded = names.map((name) => {
    const crd = liveCrd(name, name.startsWith("routes0") ? "v1* v2!" : "v1*", "v1", { hasObjects: false });
    const versions = crd.versions.map((version) => ({ ...version, schema: "absent" }));
    return [name, { ...crd, versions }] as const;
  });
  expect(diffText(snapshotChanges(old, snapshotOf(Object.fromEntries(upgraded))))).toBe(`
Changed:
  - \`routes0.example.com\` has the new version \`v2\`.

Changed, without bearing on what it accepts:
  - whether objects exist is now asked for 10 CRDs.
  - 10 CRDs: each has another schema at \`v1\`: \`routes0.example.com\`, \`routes1.example.com\`, \`routes2.example.com\`, \`routes3.example.com\`, \`routes4.example.com\`, \`routes5.example.com\`, \`routes6.example.com\`, \`routes7.example.com\` and 2 more.
`);
  expect(diffText({ changes: [], consequences: [] })).toBe("");
});

test("a name with a line break in it adds no line", () => {
  const name = "routes.example.com";
  const owned = liveCrd(name, "v1*", "v1", { owners: { helmRelease: "a/b\n  - all is well" } });
  const text = diffText(
    snapshotChanges(snapshotOf({ [name]: liveCrd(name, "v1*", "v1") }), snapshotOf({ [name]: owned })),
  );
  expect(text).toBe(
    "\nChanged:\n  - `routes.example.com` now belongs to the Helm release `a/b   - all is well` (it had none).\n",
  );
});

test.each([
  [{ manifests: 0, refused: 0, undecided: 0 }, "No manifest of this repository is meant for it: none was compared."],
  [{ manifests: 1, refused: 0, undecided: 0 }, "1 manifest of this repository compared, none refused."],
  [{ manifests: 12, refused: 2, undecided: 1 }, "12 manifests of this repository compared, 2 refused, 1 undecided."],
])("%j", (compared, text) => {
  expect(comparedText(compared)).toBe(text);
});

test("two of a kind are said together, eight are all named, a cluster's own and another kind stand alone", () => {
  const change = (crd: string | null, what = "is gone") =>
    ({ kind: "crd-removed", crd, versions: [], weight: "major", what, words: `${crd}: ${what}` }) as const;
  expect(sharedWords([change("a"), change(null), change("b"), change("c", "is here")])).toEqual([
    "2 CRDs: each is gone: `a`, `b`",
    "null: is gone",
    "c: is here",
  ]);
  expect(sharedWords([..."abcdefgh"].map((name) => change(name)))).toEqual([
    "8 CRDs: each is gone: `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`",
  ]);
});

test("what it means for manifests stands between", () => {
  const what = "now accepts `a.yaml`, which it refused before";
  const words = `\`prod-eu\` ${what}`;
  const consequence = { kind: "accepted-now", crd: "a", versions: [], path: "a.yaml", line: 1, words, what } as const;
  expect(diffText({ changes: [], consequences: [consequence] })).toBe(
    "\nFor the manifests of this repository:\n  - `prod-eu` now accepts `a.yaml`, which it refused before.\n",
  );
});
