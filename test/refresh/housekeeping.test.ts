import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { housekeeping, type KeptCluster } from "../../src/refresh/housekeeping.ts";
import { guardOf, live } from "../rules/evaluated.ts";

function cluster(
  name: string,
  crds: Readonly<Record<string, LiveCrd>>,
  installed: readonly string[] = [],
): KeptCluster {
  const [loaded] = guardOf({ clusters: { [name]: crds } }).snapshots;
  if (loaded === undefined) throw new Error("no snapshot");
  return { snapshot: loaded.snapshot, installed };
}

const PENDING = live({ versions: "v1alpha1 v1beta1 v1*" }, ["v1alpha1", "v1beta1", "v1"]);
const CLEAN = live({ versions: "v1*" }, ["v1"]);

it("lists which clusters still carry which old version, and what nothing here installs", () => {
  const text = housekeeping(
    [
      cluster("prod", { "routes.example.com": PENDING, "ways.example.com": CLEAN }, ["routes.example.com"]),
      cluster("dev", { "routes.example.com": PENDING, "lanes.example.org": { ...CLEAN, hasObjects: false } }, [
        "routes.example.com",
      ]),
      cluster("test", { "routes.example.com": live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]) }),
    ],
    40,
  );
  expect(text).toMatchInlineSnapshot(`
    "<details><summary>Housekeeping: old versions in 1 CRD, 2 CRDs that nothing here installs</summary>

    Stored beside the version that objects are written at; a release that drops it is refused until it is cleared ([how](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/migration-pending.md)):

    - \`routes.example.com\`: \`v1alpha1\` and \`v1beta1\` on dev and prod
    - \`routes.example.com\`: \`v1beta1\` on test

    No manifest of this repository brings it, no label names an owner, and nothing seems to use it ([what to do](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/unused-crd.md)):

    - \`lanes.example.org\`: no objects on dev
    - \`ways.example.com\`: objects not counted on prod

    </details>"
  `);
});

it("is nothing where there is nothing", () => {
  expect(housekeeping([cluster("prod", { "routes.example.com": CLEAN })], 40)).toBe("");
  expect(housekeeping([], 40)).toBe("");
});

it("says how many more there are, and prints no name raw", () => {
  const names = Array.from({ length: 50 }, (_, index) => `routes${String(index).padStart(2, "0")}.example.com`);
  const odd = "a`</details>.example.com";
  const crds = Object.fromEntries([...names, odd].map((name) => [name, PENDING]));
  const text = housekeeping([cluster("prod$(x) <b>", crds)], 3);
  expect(text.split("\n").filter((line) => line.startsWith("- "))).toEqual([
    "- `a`&#60;/details&#62;.example.com`: `v1alpha1` and `v1beta1 on prod&#36;(x) &#60;b&#62;",
    "- `routes00.example.com`: `v1alpha1` and `v1beta1` on prod&#36;(x) &#60;b&#62;",
    "- `routes01.example.com`: `v1alpha1` and `v1beta1` on prod&#36;(x) &#60;b&#62;",
    "- and 48 more",
  ]);
});
