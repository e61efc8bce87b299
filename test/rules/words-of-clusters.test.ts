import { describe, expect, it } from "vitest";
import { sentence, teller } from "./words.ts";

const COMMON = { crd: "a.example.com", cluster: "prod" } as const;
const OTHER = { crd: "b.example.com", cluster: "dev" } as const;

describe("what is not compared, in words", () => {
  it("cluster-without-snapshot", () => {
    const folder = teller("cluster-without-snapshot", {
      detail: {
        kind: "cluster-folder",
        path: "clusters/qa 1",
        name: "qa 1",
        beside: "clusters/prod",
        crds: ["a.example.com"],
        known: ["prod"],
      },
    });
    const many = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `${name}.example.com`);
    expect(folder({})).toMatchInlineSnapshot(`
      "
      \`clusters/qa 1/\` stands beside \`clusters/prod/\` and is called like a cluster, and no snapshot describes a cluster \`qa 1\`: \`a.example.com\` in it was compared with nothing.
      Record the cluster, or say what the folder is, by one of these:
      - Record the cluster and commit the file:
          npx crd-upgrade-guard snapshot --cluster 'qa 1' --context 'qa 1'
      - Or, if the folder is meant for clusters that are recorded, name them: \`targets: [{paths: ["clusters/qa 1/**"], clusters: ["prod"]}]\`.
      - Or, if it is not to be compared: \`targets: [{paths: ["clusters/qa 1/**"], clusters: []}]\`.
      "
    `);
    const others = [2, 3, 4, 6].map((count) => sentence(folder({ detail: { crds: many.slice(0, count) } })));
    expect(others).toMatchInlineSnapshot(`
      [
        "\`clusters/qa 1/\` stands beside \`clusters/prod/\` and is called like a cluster, and no snapshot describes a cluster \`qa 1\`: \`a.example.com\` and \`b.example.com\` in it were compared with nothing.",
        "\`clusters/qa 1/\` stands beside \`clusters/prod/\` and is called like a cluster, and no snapshot describes a cluster \`qa 1\`: \`a.example.com\`, \`b.example.com\` and \`c.example.com\` in it were compared with nothing.",
        "\`clusters/qa 1/\` stands beside \`clusters/prod/\` and is called like a cluster, and no snapshot describes a cluster \`qa 1\`: 4 CRDs in it were compared with nothing.",
        "\`clusters/qa 1/\` stands beside \`clusters/prod/\` and is called like a cluster, and no snapshot describes a cluster \`qa 1\`: 6 CRDs in it were compared with nothing.",
      ]
    `);
  });

  it("file-not-read", () => {
    const told = teller("file-not-read", {
      detail: { kind: "file-not-read", reason: "it is too large", lost: [], movedFrom: null },
    });
    const lost = (count: number) => ["a", "b", "c", "d", "e", "f"].slice(0, count).map((name) => `${name}.example.com`);
    const all = [
      told({}),
      told({ detail: { lost: lost(1) } }),
      told({ detail: { lost: lost(2) } }),
      told({ detail: { lost: lost(1), movedFrom: "old.yaml" } }),
      told({ detail: { lost: lost(6), movedFrom: "old.yaml" } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      This may hold CustomResourceDefinitions, and it was not read: it is too large.
      Mend that, so that it is read; if it is not applied to any cluster, leave it out with \`manifests.exclude\`.

      \`a.example.com\` stood here before this change and is not read any more, so that what becomes of it in a cluster is unknown: it is too large.
      Mend that, so that it is read; if the CRD is to go, take the whole document away: then that is judged.

      \`a.example.com\` and \`b.example.com\` stood here before this change and are not read any more, so that what becomes of them in a cluster is unknown: it is too large.
      Mend that, so that they are read; if the CRDs are to go, take the whole document away: then that is judged.

      This change moves \`a.example.com\` here from \`old.yaml\`, where it was read; here it is not, so that what becomes of it in a cluster is unknown: it is too large.
      Put it where manifests are read, or have this file read; if the CRD is to go, take the whole document away: then that is judged.

      This change moves 6 CRDs here from \`old.yaml\`, where they were read; here they are not, so that what becomes of them in a cluster is unknown: it is too large.
      Put them where manifests are read, or have this file read; if the CRDs are to go, take the whole document away: then that is judged.
      "
    `);
  });

  it("manifest-unreadable", () => {
    const told = teller("manifest-unreadable", {
      detail: { kind: "manifest-unreadable", message: "It is no YAML.", remedy: "Correct it." },
    });
    const template = { cause: "template", message: "It is a template." } as const;
    const readable = { ...template, isReadable: true };
    const all = [
      told({}),
      told({ detail: template }),
      told({ detail: readable }),
      told({ detail: readable }, { detail: readable }),
      told({ detail: readable }, { detail: template }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      It is no YAML.
      Correct it.

      It is a template.
      Say what becomes of it by one of these:
      - Render it in an earlier step of the job, and name its output: \`rendered: ["rendered/**/*.yaml"]\`. What comes of a template is then judged in its place.
      - Or, if what comes of it is applied from nowhere here, leave it out: \`manifests: {exclude: ["a.yaml"]}\`.

      It is a template.
      Say what becomes of it by one of these:
      - Render it in an earlier step of the job, and name its output: \`rendered: ["rendered/**/*.yaml"]\`. What comes of a template is then judged in its place.
      - Or, if what comes of it is applied from nowhere here, leave it out: \`manifests: {exclude: ["a.yaml"]}\`.
      - Or, where the braces are meant as they stand: \`rendered: ["a.yaml"]\`. Then it is judged as it is.

      2 documents are templates (\`{{ ... }}\`) that have not been rendered, and the CRDs in them were not judged.
      Say what becomes of them by one of these:
      - Render them in an earlier step of the job, and name its output: \`rendered: ["rendered/**/*.yaml"]\`. What comes of a template is then judged in its place.
      - Or, if what comes of them is applied from nowhere here, leave them out: \`manifests: {exclude: ["a.yaml"]}\`.
      - Or, where the braces are meant as they stand: \`rendered: ["a.yaml"]\`. Then they are judged as they are.

      2 documents are templates (\`{{ ... }}\`) that have not been rendered, and the CRDs in them were not judged.
      Say what becomes of them by one of these:
      - Render them in an earlier step of the job, and name its output: \`rendered: ["rendered/**/*.yaml"]\`. What comes of a template is then judged in its place.
      - Or, if what comes of them is applied from nowhere here, leave them out: \`manifests: {exclude: ["a.yaml"]}\`.
      "
    `);
  });

  it("snapshot-stale", () => {
    const hour = 3_600_000;
    const told = teller("snapshot-stale", {
      cluster: "prod eu",
      detail: { kind: "snapshot-stale", ageMs: 200 * hour, maxAgeMs: 168 * hour },
    });
    const all = [told({}), told({ detail: { ageMs: null } }), told({ detail: { ageMs: -5 * hour } })];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      The snapshot of \`prod eu\` is 8 days old, more than the 7 days allowed.
      Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster 'prod eu'\`), or let a scheduled workflow do it (docs/refresh.md).

      The snapshot of \`prod eu\` does not say when it was taken: it may be older than 7 days.
      Record the cluster again (\`npx crd-upgrade-guard snapshot --cluster 'prod eu'\`), or let a scheduled workflow do it (docs/refresh.md).

      The snapshot of \`prod eu\` says that it was taken 5 hours from now: its age is unknown.
      Set the clock right of the machine that records it, and record it again.
      "
    `);
  });

  it("template-asks-cluster", () => {
    const told = teller("template-asks-cluster", {
      cluster: "prod",
      detail: {
        kind: "template-asks-cluster",
        cause: "lookup",
        template: "templates/crds.yaml",
        release: "/app",
        isUpgrade: false,
      },
    });
    const release = (isUpgrade: boolean) => ({ cause: "release", isUpgrade }) as const;
    const all = [
      told({}),
      told({ detail: { cause: "old-api" } }),
      told({ detail: release(true) }),
      told({ detail: release(false) }),
      told({ detail: release(true) }, { cluster: "dev", detail: release(false) }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`templates/crds.yaml\` of the Helm release \`app\` may decide about CRDs by what it asks of prod, and \`lookup\` finds nothing where a chart is rendered without one, as here: a CRD that depends on it may come, stay out, or leave the release, which deletes it, other than the report says.
      Let a value decide instead of \`lookup\`, or read off the cluster what Helm would apply there: \`helm upgrade --dry-run=server\`.

      \`templates/crds.yaml\` of the Helm release \`app\` may decide about CRDs by what it asks of prod: helm's own list of APIs always has \`apiextensions.k8s.io/v1beta1\`, which no server since Kubernetes 1.22 serves, so that what was compared may never be applied.
      Ask for \`apiextensions.k8s.io/v1/CustomResourceDefinition\` instead, or take the old branch out: every server that is recorded here serves v1.

      \`templates/crds.yaml\` of the Helm release \`app\` may decide about CRDs by what it asks of prod: whether the release is installed or upgraded, which no snapshot records; it was rendered as an upgrade for prod, where CRDs of it live.
      Let a value decide, so that an upgrade brings what an installation brings, or read off the cluster what Helm would apply there: \`helm upgrade --dry-run=server\`.

      \`templates/crds.yaml\` of the Helm release \`app\` may decide about CRDs by what it asks of prod: whether the release is installed or upgraded, which no snapshot records; it was rendered as an installation for prod, where none does.
      Let a value decide, so that an upgrade brings what an installation brings, or read off the cluster what Helm would apply there: \`helm upgrade --dry-run=server\`.

      \`templates/crds.yaml\` of the Helm release \`app\` may decide about CRDs by what it asks of dev and prod: whether the release is installed or upgraded, which no snapshot records; it was rendered as an upgrade for prod, where CRDs of it live, and as an installation for dev, where none does.
      Let a value decide, so that an upgrade brings what an installation brings, or read off the cluster what Helm would apply there: \`helm upgrade --dry-run=server\`.
      "
    `);
  });
});

describe("what is found beside that, in words", () => {
  const OBJECT = {
    apiVersion: "example.com/v1",
    objectKind: "A",
    name: "a",
    path: "a.yaml",
    line: 3,
    stays: false,
  } as const;

  it("object-field-pruned", () => {
    const told = teller("object-field-pruned", {
      ...COMMON,
      detail: { kind: "object-field-pruned", ...OBJECT, cause: "dropped", field: "spec.a" },
    });
    const b = { name: "", path: "b.yaml" } as const;
    const all = [told({}), told({}, { detail: b }), told({ detail: { ...b, stays: true } })];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`A\` \`a\` sets \`spec.a\`, which the schema of \`v1\` of \`a.example.com\` (prod) does not have as this tree has it: server-side apply (Flux, \`kubectl apply --server-side\`) fails with \`.spec.a: field not declared in schema\`, \`kubectl apply\` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word, from what is stored already too.
      Take the field out, or correct its name; where the schema has moved it, set what it is called now in the same change.

      2 \`A\` objects set \`spec.a\`, which the schema of \`v1\` of \`a.example.com\` (prod) does not have as this tree has it: server-side apply (Flux, \`kubectl apply --server-side\`) fails with \`.spec.a: field not declared in schema\`, \`kubectl apply\` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word, from what is stored already too.
      Take the field out, or correct its name; where the schema has moved it, set what it is called now in the same change.

      \`A\` without a name sets \`spec.a\`, which the schema of \`v1\` of \`a.example.com\` (prod) does not have as it lives there, and as its chart leaves it: server-side apply (Flux, \`kubectl apply --server-side\`) fails with \`.spec.a: field not declared in schema\`, \`kubectl apply\` refuses it as an unknown field, and clients that do not ask (Helm) have it dropped without a word, from what is stored already too.
      Take the field out, or correct its name; where the chart's own CRD takes it, apply the chart's \`crds/\` before this is delivered.
      "
    `);
  });

  it("object-version-unserved", () => {
    const told = teller("object-version-unserved", {
      ...COMMON,
      detail: { kind: "object-version-unserved", ...OBJECT, served: ["v2", "v3", "v4", "v5"] },
    });
    const nowhere = teller("object-version-unserved", {
      crd: "a.example.com",
      detail: { kind: "object-version-unserved", ...OBJECT, served: [] },
    });
    const all = [told({}), told({}, { cluster: "dev", detail: { name: "b" } }), nowhere({})];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`A\` \`a\` is at \`example.com/v1\`, which \`a.example.com\` does not serve on prod, neither today nor as this tree has it: whoever applies it is told \`no matches for kind "A" in version "example.com/v1"\`.
      Change \`apiVersion\` to \`example.com/v2\`, \`example.com/v3\` and \`example.com/v4\`, and look at fields that the schemas do not share.

      2 \`A\` objects are at \`example.com/v1\`, which \`a.example.com\` does not serve on dev and prod, neither today nor as this tree has it: whoever applies it is told \`no matches for kind "A" in version "example.com/v1"\`.
      Change \`apiVersion\` to \`example.com/v2\`, \`example.com/v3\` and \`example.com/v4\`, and look at fields that the schemas do not share.

      \`A\` \`a\` is at \`example.com/v1\`, which \`a.example.com\` does not serve as this tree has it: whoever applies it is told \`no matches for kind "A" in version "example.com/v1"\`.
      Have the CRD serve a version.
      "
    `);
  });

  it("unused-crd", () => {
    const told = teller("unused-crd", { ...COMMON, detail: { kind: "unused-crd", cause: "no-objects" } });
    const alone = { cause: "same-group" } as const;
    const all = [
      told({}),
      told({}, OTHER),
      told({ detail: alone }),
      told({ detail: alone }, { ...OTHER, detail: alone }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      No manifest here installs \`a.example.com\`, which prod has, no label names an owner, and there was no object of it when the snapshot was taken: what an operator leaves behind keeps its history, which decides years later whether a new one is accepted.
      Find out who installed it; if nobody needs it, delete it once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.

      No manifest here installs 2 CRDs, which 2 clusters have, no label names an owner, and there were no objects of them when the snapshot was taken: what an operator leaves behind keeps its history, which decides years later whether a new one is accepted.
      Find out who installed them; if nobody needs them, delete them once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.

      No manifest here installs \`a.example.com\`, which prod has, no label names an owner, and other CRDs of its group are installed from here; objects were not counted: what an operator leaves behind keeps its history, which decides years later whether a new one is accepted.
      Find out who installed it; if nobody needs it, delete it once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.

      No manifest here installs 2 CRDs, which 2 clusters have, no label names an owner, and other CRDs of their groups are installed from here; objects were not counted: what an operator leaves behind keeps its history, which decides years later whether a new one is accepted.
      Find out who installed them; if nobody needs them, delete them once the objects have been counted (deleting a CRD deletes all of its objects); if somebody does, bring the manifest here.
      "
    `);
  });
});
