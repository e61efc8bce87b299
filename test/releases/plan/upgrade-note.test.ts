import { afterEach, describe, expect, it } from "vitest";
import { releasePorts } from "../../../src/entry/release-ports.ts";
import { belowItem } from "../../../src/releases/plan/plan-markdown.ts";
import { planUpgrade } from "../../../src/releases/plan/plan-upgrade.ts";
import type { Repository } from "../../git/repository.ts";
import { crdYaml, project } from "../projects.ts";

const made: Repository[] = [];

afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function noteOf(releases: Parameters<typeof project>[0], to: string, since: string | null = null) {
  const repo = project(releases);
  made.push(repo);
  const planned = planUpgrade(
    {
      to,
      from: null,
      cluster: null,
      serverVersion: "v1.31.0",
      history: { in: "tags", choice: { tags: ["v*"], preReleases: false, since }, paths: [], name: "widgets" },
      toolVersion: "1.2.3",
      format: "text",
      width: 100,
      isNote: true,
    },
    {
      ...releasePorts(repo.root),
      warn: () => {},
      snapshots: () => ({ ok: true, value: [] }),
      configured: () => ({ ok: true, value: null }),
      histories: () => [],
      readFile: () => ({ ok: false, missing: true, reason: "none" }),
      cel: null,
    },
  );
  return planned.ok ? planned.value : planned.problems;
}

const widgets = (...versions: readonly string[]) => ({ "w.yaml": crdYaml({ versions }) });

const RELEASES = {
  "v1.0.0": widgets("v1alpha1"),
  "v1.1.0": widgets("v1alpha1"),
  "v1.2.0": widgets("v1alpha1", "v1 storage"),
  "v1.3.0": widgets("v1alpha1", "v1 storage"),
  "v2.0.0": { ...widgets("v1"), "g.yaml": crdYaml({ plural: "gears", versions: ["v1"] }) },
};

describe("an upgrade note", () => {
  it("has what users of each earlier release do, and who has nothing to do", async () => {
    const note = noteOf(RELEASES, "v2.0.0");
    expect(note).toMatchObject({ isPossible: true });
    await expect("output" in note ? note.output : "").toMatchFileSnapshot("upgrade-note.expected.md");
  });

  it("asks those to migrate who were taken by a release that refuses those who came from further", () => {
    const note = noteOf(
      {
        "v1.0.0": widgets("v1alpha1"),
        "v1.1.0": widgets("v1alpha1", "v1beta1 storage"),
        "v1.2.0": widgets("v1beta1", "v1 storage"),
        "v1.3.0": widgets("v1"),
      },
      "v1.3.0",
    );
    const lines = "output" in note ? note.output.split("\n").filter((line) => /^(#|\d|A cl)/.test(line)) : note;
    const take = (version: string, at: string) =>
      `Rewrite the objects of \`widgets.example.com\` at \`${at}\`, and take \`${version}\` off its status.storedVersions, where it is there:`;
    expect(lines).toEqual([
      "## Upgrading to `v1.3.0`",
      "A cluster that never ran a release before `v1.2.0` has nothing to migrate.",
      "### From `v1.0.0`",
      "1. Upgrade to `v1.1.0`.",
      `2. ${take("v1alpha1", "v1beta1")}`,
      "3. Upgrade to `v1.2.0`.",
      `4. ${take("v1beta1", "v1")}`,
      "5. Upgrade to `v1.3.0`.",
      "### From `v1.1.0`",
      `1. ${take("v1alpha1", "v1beta1")}`,
      "2. Upgrade to `v1.2.0`.",
      `3. ${take("v1beta1", "v1")}`,
      "4. Upgrade to `v1.3.0`.",
      "### From `v1.2.0`",
      `1. ${take("v1beta1", "v1")}`,
      "2. Upgrade to `v1.3.0`.",
    ]);
  });

  it("knows who skipped a release that would have refused them", () => {
    const note = noteOf(
      {
        "v1.0.0": widgets("v1alpha1"),
        "v1.1.0": widgets("v1"),
        "v1.2.0": widgets("v1alpha1", "v1 storage"),
        "v1.3.0": widgets("v1"),
      },
      "v1.3.0",
    );
    const lines = "output" in note ? note.output.split("\n").filter((line) => /^(#|\d|A cl|Up)/.test(line)) : note;
    const migrate =
      "Rewrite the objects of `widgets.example.com` at `v1`, and take `v1alpha1` off its status.storedVersions, where it is there:";
    expect(lines).toEqual([
      "## Upgrading to `v1.3.0`",
      "A cluster that never ran a release before `v1.1.0` has nothing to migrate.",
      "### From `v1.0.0`",
      "1. Upgrade to `v1.2.0`.",
      `2. ${migrate}`,
      "3. Upgrade to `v1.3.0`.",
      "### From `v1.1.0`",
      "Upgrade: nothing has to be done before.",
      "### From `v1.2.0`",
      `1. ${migrate}`,
      "2. Upgrade to `v1.3.0`.",
    ]);
  });

  it("says of a release that lacks a CRD where what clusters have of it depends on earlier ones", () => {
    const gears = (...versions: readonly string[]) => ({ "g.yaml": crdYaml({ plural: "gears", versions }) });
    const note = noteOf(
      {
        "v1.0.0": { ...widgets("v1"), ...gears("v1") },
        "v1.1.0": gears("v1", "v2 storage"),
        "v1.2.0": { "g.yaml": null },
        "v1.3.0": gears("v1", "v2 storage"),
      },
      "v1.3.0",
    );
    expect("output" in note ? note.output.split("\n").slice(6, 10) : note).toEqual([
      "### From `v1.2.0`",
      "",
      "`gears.example.com` came with an older release and is not in this one: what a cluster has of it depends on which. Record it, and ask `crd-upgrade-guard plan --cluster NAME --to v1.3.0`.",
      "",
    ]);
  });

  it("has each copy what its own objects may be stored at, although they go by the same releases", () => {
    const note = noteOf(
      {
        "v1.0.0": widgets("v1alpha1"),
        "v1.1.0": widgets("v1alpha1", "v1beta1 storage"),
        "v1.2.0": widgets("v1alpha1 unserved", "v1beta1 unserved", "v1 storage"),
        "v2.0.0": widgets("v1"),
      },
      "v2.0.0",
    );
    const lines = "output" in note ? note.output.split("\n") : [];
    const told = lines.flatMap((line) => {
      const copied = / get widgets\.(\w+)\.\S+ .* > \S*backup\.json$/.exec(line)?.[1];
      return /^(#|\d)/.test(line) ? [line] : copied === undefined ? [] : [`copy at ${copied}`];
    });
    const take = "Rewrite the objects of `widgets.example.com` at `v1`, and take";
    expect(told).toEqual([
      "## Upgrading to `v2.0.0`",
      "### From `v1.0.0`",
      "1. Upgrade to `v1.2.0`, but before that:",
      "copy at v1alpha1",
      `2. ${take} \`v1alpha1\` off its status.storedVersions, where it is there:`,
      "3. Upgrade to `v2.0.0`.",
      "### From `v1.1.0`",
      "1. Upgrade to `v1.2.0`, but before that:",
      "copy at v1beta1",
      `2. ${take} \`v1alpha1\` and \`v1beta1\` off its status.storedVersions, as far as they are there:`,
      "3. Upgrade to `v2.0.0`.",
      "### From `v1.2.0`",
      `1. ${take} \`v1alpha1\` and \`v1beta1\` off its status.storedVersions, as far as they are there:`,
      "2. Upgrade to `v2.0.0`.",
    ]);
  });

  it("is short where nothing has to be migrated", () => {
    const note = noteOf(RELEASES, "v1.3.0");
    expect("output" in note ? note.output : note).toBe(`## Upgrading to \`v1.3.0\`

### From \`v1.2.0\` or older

Upgrade: nothing has to be done before.

What the API server answers to each step was predicted by crd-upgrade-guard with the manifests of the releases (Kubernetes v1.31.0).
`);
  });

  it("says whose objects nobody can tell of, rather than that they have nothing to do", () => {
    const old = { "w.yaml": crdYaml({ versions: ["v1alpha1"] }).replace("s.io/v1\n", "s.io/v1beta1\n") };
    const note = noteOf(
      {
        "v1.0.0": old,
        "v1.0.1": old,
        "v1.0.2": old,
        "v1.1.0": widgets("v1alpha1", "v1 storage"),
        "v2.0.0": widgets("v1"),
      },
      "v2.0.0",
    );
    expect("output" in note ? note.output : note).toBe(`## Upgrading to \`v2.0.0\`

### From \`v1.1.0\`

Upgrade: nothing has to be done before.

What users of \`v1.0.0\` and 2 other releases have stored of \`widgets.example.com\` is not known, so that nothing here counts it: no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1".

What the API server answers to each step was predicted by crd-upgrade-guard with the manifests of the releases (Kubernetes v1.31.0).
`);
  });

  it("says what the server says where no way leads to the release, and fails", () => {
    const note = noteOf({ "v1.0.0": widgets("v1alpha1"), "v2.0.0": widgets("v1") }, "v2.0.0");
    expect(note).toEqual({
      isPossible: false,
      output: `## Upgrading to \`v2.0.0\`

### From \`v1.0.0\`

There is no way to \`v2.0.0\`: the API server refuses it.

- \`widgets.example.com\`: \`status.storedVersions[0]: Invalid value: "v1alpha1": must appear in spec.versions\`

What the API server answers to each step was predicted by crd-upgrade-guard with the manifests of the releases (Kubernetes v1.31.0).
`,
    });
  });

  it("speaks of no release that is older than what is supported", () => {
    const note = noteOf(RELEASES, "v2.0.0", "v1.2.0");
    expect("output" in note ? note.output.split("\n").filter((line) => /^#|never ran/.test(line)) : note).toEqual([
      "## Upgrading to `v2.0.0`",
      "### From `v1.3.0` or older",
    ]);
  });

  it("is of a release that there is", () => {
    expect(noteOf(RELEASES, "v3.0.0")).toEqual([
      "widgets has no release v3.0.0; recorded are v1.0.0 to v2.0.0. Did you mean v1.0.0?",
    ]);
  });
});

it("stands below the text of an item, whatever number that has", () => {
  expect([belowItem(9, "a\n\nb"), belowItem(10, "a\n\nb")]).toEqual(["   a\n\n   b", "    a\n\n    b"]);
});
