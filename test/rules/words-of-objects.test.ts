import { describe, expect, it } from "vitest";
import { sentence, teller } from "./words.ts";

const CRD = "feeds.example.com";
const USE = { version: "v1", storedAt: "v1", objects: 41, day: "2026-11-22" } as const;

describe("live-objects-pruned", () => {
  const removed = (path: string, objects = 3) => ({ kind: "removed", path, objects }) as const;
  const told = teller("live-objects-pruned", {
    crd: CRD,
    version: "v1",
    cluster: "prod-eu",
    detail: { kind: "live-objects-pruned", ...USE, losses: [removed("spec.a")] },
  });

  it("tells of each field in the order of their paths, and of the clusters in theirs", () => {
    const us = { ...USE, objects: 12, day: "2026-11-20", losses: [removed("spec.b", 7), removed("spec.a", 1)] };
    expect(told({ cluster: "ap", detail: us }, {})).toMatchInlineSnapshot(`
      "
      \`v1\` of \`feeds.example.com\` removes \`spec.a\`, used by 1 of 12 objects in ap and 3 of 41 in prod-eu and removes \`spec.b\`, used by 7 of 12 objects in ap (as of 2026-11-20 and later): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`.
      Keep the fields in the schema, marked as deprecated in their description, until no object has them: a refresh with \`profile-objects\` tells.
      - Whoever sets them has to stop first; what is called otherwise now has to be set by its new name in the same change.
      "
    `);
  });

  it("adds up the objects of more clusters than three", () => {
    const four = ["d", "c", "b", "a"].map((cluster) => ({ cluster }));
    expect(sentence(told(...four))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` removes \`spec.a\`, used by 12 objects on 4 clusters (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`."`,
    );
    expect(sentence(told(...four.slice(1)))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` removes \`spec.a\`, used by 3 of 41 objects in a, 3 of 41 in b and 3 of 41 in c (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`."`,
    );
  });

  it("counts an object, and clusters that have some", () => {
    const none = { losses: [removed("spec.a", 0)] };
    expect(
      sentence(told({ detail: { objects: 1, losses: [removed("spec.a", 1)] } }, { cluster: "us", detail: none })),
    ).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` removes \`spec.a\`, used by 1 of 1 object in prod-eu (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`."`,
    );
  });

  it("tells of what was kept without a name, certain or not", () => {
    const unlisted = (path: string, certain: boolean) => ({ kind: "unlisted", path, objects: 2, certain }) as const;
    expect(told({ detail: { losses: [unlisted("", true), unlisted("spec.m", false)] } })).toMatchInlineSnapshot(`
      "
      \`v1\` of \`feeds.example.com\` keeps no field at its root any more that it does not name, and such are in 2 of 41 objects in prod-eu and keeps no field below \`spec.m\` any more that it does not name, and such are in 2 of 41 objects in prod-eu (some of them it may name now) (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`.
      Keep the fields in the schema, marked as deprecated in their description, or \`x-kubernetes-preserve-unknown-fields: true\`, until no object has them: a refresh with \`profile-objects\` tells.
      - Whoever sets them has to stop first; what is called otherwise now has to be set by its new name in the same change.
      "
    `);
  });

  it("tells of five fields, and counts the others", () => {
    const losses = (count: number) => Array.from({ length: count }, (_, at) => removed(`spec.${at}`));
    expect(sentence(told({ detail: { losses: losses(5) } }))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` removes \`spec.0\`, used by 3 of 41 objects in prod-eu, removes \`spec.1\`, used by 3 of 41 objects in prod-eu, removes \`spec.2\`, used by 3 of 41 objects in prod-eu, removes \`spec.3\`, used by 3 of 41 objects in prod-eu and removes \`spec.4\`, used by 3 of 41 objects in prod-eu (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`."`,
    );
    expect(sentence(told({ detail: { losses: losses(6) } }))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` removes \`spec.0\`, used by 3 of 41 objects in prod-eu, removes \`spec.1\`, used by 3 of 41 objects in prod-eu, removes \`spec.2\`, used by 3 of 41 objects in prod-eu, removes \`spec.3\`, used by 3 of 41 objects in prod-eu, removes \`spec.4\`, used by 3 of 41 objects in prod-eu and removes 1 more field in use (as of 2026-11-22): from the update on the API server shows none of it, the next write of an object, by whoever, drops it from the store, and server-side apply of a file that still sets it fails with \`field not declared in schema\`."`,
    );
  });
});

describe("live-objects-undecided", () => {
  const doubt = (path: string, ...keywords: readonly string[]) => ({ path, objects: 3, keywords });
  const told = teller("live-objects-undecided", {
    crd: CRD,
    version: "v1",
    cluster: "prod-eu",
    detail: {
      kind: "live-objects-undecided",
      ...USE,
      cause: "tightened",
      doubts: [doubt("spec.b", "pattern")],
      cut: 0,
    },
  });

  it("tells of what is asked of each field, in the order of their paths", () => {
    const doubts = [doubt("spec.b", "pattern", "minLength"), doubt("spec.a", "enum"), doubt("", "required")];
    expect(told({ detail: { doubts, cut: 1 } })).toMatchInlineSnapshot(`
      "
      \`v1\` of \`feeds.example.com\` asks more than the live schema of every object (\`required\`; in 3 of 41 objects in prod-eu), \`spec.a\` (\`enum\`; in 3 of 41 objects in prod-eu) and \`spec.b\` (\`pattern\` and \`minLength\`; in 3 of 41 objects in prod-eu): the profile (as of 2026-11-22) has no values, so that nobody knows whether objects fit.
      Compare the values of these fields in the clusters with the new schema before this is delivered, or have it take what it took.
      - The profile leaves out 1 path that is too many for it: what the new schema does to that is not known.
      "
    `);
  });

  it("tells of five fields, and counts the others", () => {
    const doubts = (count: number) => Array.from({ length: count }, (_, at) => doubt(`spec.${at}`, "enum"));
    expect(sentence(told({ detail: { doubts: doubts(5) } }))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` asks more than the live schema of \`spec.0\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.1\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.2\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.3\` (\`enum\`; in 3 of 41 objects in prod-eu) and \`spec.4\` (\`enum\`; in 3 of 41 objects in prod-eu): the profile (as of 2026-11-22) has no values, so that nobody knows whether objects fit."`,
    );
    expect(sentence(told({ detail: { doubts: doubts(6) } }))).toMatchInlineSnapshot(
      `"\`v1\` of \`feeds.example.com\` asks more than the live schema of \`spec.0\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.1\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.2\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.3\` (\`enum\`; in 3 of 41 objects in prod-eu), \`spec.4\` (\`enum\`; in 3 of 41 objects in prod-eu) and 1 more field: the profile (as of 2026-11-22) has no values, so that nobody knows whether objects fit."`,
    );
  });

  it("says what nobody knows", () => {
    const unknown = { cause: "unknown-schema", doubts: [] } as const;
    expect(told({ detail: unknown }, { cluster: "us", detail: { ...unknown, cut: 2 } })).toMatchInlineSnapshot(`
      "
      The schema of \`v1\` of \`feeds.example.com\` is another than the one that lives in prod-eu and us, which no file of this tree or its base has: of objects there (as of 2026-11-22), patterns, formats, bounds and rules that may be new were not compared.
      Have this change compared with a base that has the CRD as it was delivered.
      - The profile leaves out 2 paths that are too many for it: what the new schema does to those is not known.
      "
    `);
    expect(told({ detail: { cause: "cut", doubts: [], cut: 1 } })).toMatchInlineSnapshot(`
      "
      The profile of \`v1\` of \`feeds.example.com\` in prod-eu (as of 2026-11-22) leaves out 1 path that is too many for it: what the new schema does to that is not known.
      Compare those fields of the objects with the new schema before this is delivered.
      "
    `);
  });
});

describe("object-invalid", () => {
  const told = teller("object-invalid", {
    crd: CRD,
    version: "v1",
    cluster: "prod",
    detail: {
      kind: "object-invalid",
      cause: "changed",
      apiVersion: "example.com/v1",
      objectKind: "Feed",
      name: "a",
      path: "a.yaml",
      line: 3,
      stays: false,
      error: 'spec.tier: Unsupported value: "`x`"',
      ratchets: true,
      until: "spec.tier",
    },
  });
  const b = { name: "b", path: "b.yaml" };
  const strict = { ...b, ratchets: false };
  const unhelped = { ...b, until: null };
  const request = { error: "metadata.name: Invalid value", until: null };

  it("says of an object that the change brings what its next write comes to", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      \`Feed\` \`a\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; it is refused when it is applied; one that exists like this keeps working until \`spec.tier\` changes (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid.
      Change the object to what the schema takes, or have the schema take what is there.
      "
    `);
    expect(sentence(told({}, { detail: { ...b, until: "spec.size" } }))).toMatchInlineSnapshot(
      `"2 \`Feed\` objects are not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; they are refused when they are applied; one that exists like this keeps working until \`spec.size\` and \`spec.tier\` change (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid."`,
    );
    expect(sentence(told({ detail: strict }))).toMatchInlineSnapshot(
      `"\`Feed\` \`b\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; on prod (before Kubernetes 1.30) the API server refuses every write of such an object, its controller's too, whatever it changes."`,
    );
    expect(sentence(told({ detail: unhelped }))).toMatchInlineSnapshot(
      `"\`Feed\` \`b\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; the API server refuses every write of such an object, its controller's too, whatever it changes."`,
    );
    expect(sentence(told({}, { cluster: "old", detail: strict }))).toMatchInlineSnapshot(
      `"2 \`Feed\` objects are not valid under \`v1\` of \`feeds.example.com\` (old and prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; they are refused when they are applied; one that exists like this keeps working until \`spec.tier\` changes (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid; on old (before Kubernetes 1.30) the API server refuses every write of such an object, its controller's too, whatever it changes."`,
    );
    expect(sentence(told({ detail: strict }, { detail: { ...request, name: "c" } }))).toMatchInlineSnapshot(
      `"2 \`Feed\` objects are not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`, and the like; they are refused when they are applied, and on prod (before Kubernetes 1.30) the API server refuses every write of such an object, its controller's too, whatever it changes."`,
    );
  });

  it("says of one that stood there what keeps working", () => {
    expect(told({ detail: { cause: "kept" } })).toMatchInlineSnapshot(`
      "
      \`Feed\` \`a\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; objects that exist keep working until \`spec.tier\` changes (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid; a copy that is created or restored is refused.
      Change the object to what the schema takes before somebody has to in a hurry, or have the schema take the old value, too.
      "
    `);
    const kept = { ...strict, cause: "kept" } as const;
    expect(sentence(told({ detail: { cause: "kept" } }, { detail: kept }))).toMatchInlineSnapshot(
      `"2 \`Feed\` objects are not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`spec.tier: Unsupported value: "'x'"\`; objects that exist keep working until \`spec.tier\` changes (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid; a copy that is created or restored is refused; on prod (before Kubernetes 1.30) the API server refuses every write of such an object, its controller's too, whatever it changes."`,
    );
  });

  it("says of what is no matter of the schema that it is refused", () => {
    expect(told({ detail: request })).toMatchInlineSnapshot(`
      "
      \`Feed\` \`a\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`metadata.name: Invalid value\`; it is refused when it is applied.
      Correct the object: this is no matter of the schema.
      "
    `);
    expect(told({ detail: request }, { detail: { ...request, ...b } })).toMatchInlineSnapshot(`
      "
      2 \`Feed\` objects are not valid under \`v1\` of \`feeds.example.com\` (prod) as this tree has it: \`metadata.name: Invalid value\`; they are refused when they are applied.
      Correct the objects: this is no matter of the schema.
      "
    `);
  });

  it("says what the chart's own CRD would do", () => {
    expect(told({ detail: { stays: true } })).toMatchInlineSnapshot(`
      "
      \`Feed\` \`a\` is not valid under \`v1\` of \`feeds.example.com\` (prod) as it lives there, and as its chart leaves it: \`spec.tier: Unsupported value: "'x'"\`; it is refused when it is applied; one that exists like this keeps working until \`spec.tier\` changes (Kubernetes 1.30 and later), and then a write is refused, a controller's too, unless it makes the object valid.
      Change the object to what the schema takes; where the chart's own CRD takes it, apply the chart's \`crds/\` before this is delivered.
      "
    `);
  });

  it("has the server's words in one line, and cuts them", () => {
    expect(sentence(told({ detail: { error: "a\n\n   b" } }))).toContain(": `a b`; ");
    expect(sentence(told({ detail: { error: "x".repeat(400) } }))).toContain(`\`${"x".repeat(400)}\``);
    expect(sentence(told({ detail: { error: "x".repeat(401) } }))).toContain(`\`${"x".repeat(400)}...\``);
  });
});

describe("storage-version-loses-fields", () => {
  const told = teller("storage-version-loses-fields", {
    crd: CRD,
    cluster: "prod",
    detail: { kind: "storage-version-loses-fields", from: "v1", to: "v2", fields: ["spec.b", "spec.a"] },
  });

  it("names the fields of one change of versions, and speaks of several in general", () => {
    expect(told({}, { cluster: "dev" })).toMatchInlineSnapshot(`
      "
      On dev and prod objects of \`feeds.example.com\` are stored at \`v1\` today and would be written at \`v2\`, which lacks \`spec.a\` and \`spec.b\`: nothing converts them, so that a version shows only what it names, and the next write of an object, by whoever, drops the rest from the store.
      Name the fields in the schema of the new version too, or keep the old storage version until a webhook converts (\`conversion.strategy: Webhook\`), or nobody needs the fields.
      - Where it has happened already: what has not been written since is in the store still, and is shown again at the version that names it.
      "
    `);
    const other = { crd: "routes.example.com", detail: { from: "v1beta1" } };
    expect(sentence(told({}, other))).toMatchInlineSnapshot(
      `"On prod objects of 2 CRDs would be written at other versions, which lack fields of those they are stored at: nothing converts them, so that a version shows only what it names, and the next write of an object, by whoever, drops the rest from the store."`,
    );
    expect(sentence(told({}, { detail: { to: "v3" } }))).toMatchInlineSnapshot(
      `"On prod objects of \`feeds.example.com\` would be written at another version, which lacks fields of those they are stored at: nothing converts them, so that a version shows only what it names, and the next write of an object, by whoever, drops the rest from the store."`,
    );
  });
});

describe("storage-version-reverted", () => {
  const told = teller("storage-version-reverted", {
    crd: CRD,
    cluster: "prod",
    detail: { kind: "storage-version-reverted", live: "v2", manifest: "v1", unserved: [], webhook: false },
  });

  it("says what is written at the older version, and what is no longer served", () => {
    expect(told({})).toMatchInlineSnapshot(`
      "
      On prod the storage version of \`feeds.example.com\` goes from \`v2\` back to \`v1\`: the server takes it, a field that only the newer schema has is dropped from an object as soon as it is written again, and the older version stands in status.storedVersions again, where it bars the release that drops it.
      Leave the newer CRD in the cluster, with \`storage: true\` on the newer version, and roll back the controller alone: a CRD that serves both versions serves the older controller as well.
      - See what brings the older manifest: a rollback, old files in Git, or a second owner.
      "
    `);
    expect(sentence(told({ detail: { unserved: ["v2"], webhook: true } }))).toMatchInlineSnapshot(
      `"On prod the storage version of \`feeds.example.com\` goes from \`v2\` back to \`v1\`: the server takes it, what the webhook cannot carry back is lost with the next write, and the older version stands in status.storedVersions again, where it bars the release that drops it; \`v2\` is no longer served either, so that manifests and clients that use it fail."`,
    );
    expect(sentence(told({ detail: { unserved: ["v2", "v3"] } }, { crd: "routes.example.com" }))).toMatchInlineSnapshot(
      `"On prod the storage version of 2 CRDs goes back to an older version: the server takes it, a field that only the newer schema has is dropped from an object as soon as it is written again, and the older version stands in status.storedVersions again, where it bars the release that drops it; \`v2\` and \`v3\` are no longer served either, so that manifests and clients that use them fail."`,
    );
  });
});
