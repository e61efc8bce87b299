import { expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { type KeptCluster, oldDebt } from "../../src/refresh/old-debt.ts";
import { guardOf, live } from "../rules/evaluated.ts";

function cluster(
  name: string,
  crds: Readonly<Record<string, LiveCrd>>,
  installed: readonly string[] = [],
  before: Readonly<Record<string, LiveCrd>> = {},
): KeptCluster {
  const [recorded] = guardOf({ clusters: { [name]: before } }).snapshots;
  const [loaded] = guardOf({ clusters: { [name]: crds } }).snapshots;
  if (loaded === undefined) throw new Error("no snapshot");
  return { recorded: recorded?.snapshot ?? null, snapshot: loaded.snapshot, installed };
}

const PENDING = live({ versions: "v1alpha1 v1beta1 v1*" }, ["v1alpha1", "v1beta1", "v1"]);
const CLEAN = live({ versions: "v1*" }, ["v1"]);

it("names in one line which CRDs carry an old version, and what nothing here installs", () => {
  const text = oldDebt([
    cluster("prod", { "routes.example.com": PENDING, "ways.example.com": CLEAN }, ["routes.example.com"]),
    cluster("dev", { "routes.example.com": PENDING, "lanes.example.org": { ...CLEAN, hasObjects: false } }, [
      "routes.example.com",
    ]),
  ]);
  expect(text).toEqual([
    "Housekeeping, new with this: 1 CRD still lists an old version as stored (`routes.example.com`; [how to clear it](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/migration-pending.md)) and nothing here installs 2 CRDs (`lanes.example.org` and `ways.example.com`; [what to do](https://github.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/unused-crd.md)).",
  ]);
});

it("says nothing of what was so before, and tells a version that came to it", () => {
  const crds = { "routes.example.com": PENDING };
  const before = { "routes.example.com": live({ versions: "v1alpha1 v1beta1 v1*" }, ["v1beta1", "v1"]) };
  expect(oldDebt([cluster("prod", crds, [], crds)])).toEqual([]);
  expect(oldDebt([cluster("prod", crds, [], before)])[0]).toContain("1 CRD still lists an old version");
  expect(oldDebt([cluster("prod", { "routes.example.com": CLEAN })])).toEqual([]);
  expect(oldDebt([])).toEqual([]);
});

it("names three of many, and no name raw", () => {
  const names = Array.from({ length: 50 }, (_, index) => `routes${String(index).padStart(2, "0")}.example.com`);
  const odd = "a`</details>.example.com";
  const crds = Object.fromEntries([...names, odd].map((name) => [name, PENDING]));
  const [line] = oldDebt([cluster("prod", crds)]);
  expect(line).toContain(
    "51 CRDs still list an old version as stored (``a`</details>.example.com``, `routes00.example.com`, `routes01.example.com` and 48 more;",
  );
});
