import { describe, expect, it } from "vitest";
import { sentence, teller } from "./words.ts";

/** Findings of one CRD and of two. */
const COMMON = { crd: "a.example.com", version: "v1", cluster: "prod" } as const;
const OTHER = { crd: "b.example.com", cluster: "dev" } as const;

describe("what becomes of a version, in words", () => {
  it("release-manifest-holds-removed-version", () => {
    const place = { path: "charts/app/Chart.yaml", line: 1 };
    const holder = (release: string) => ({ release, place, isHeldAfter: false });
    const told = teller("release-manifest-holds-removed-version", {
      ...COMMON,
      detail: {
        kind: "release-manifest-holds-removed-version",
        cause: "helm",
        apiVersion: "example.com/v1",
        objectKind: "A",
        served: ["v2", "v3", "v4", "v5"],
        releases: [holder("net/app")],
      },
    });
    const unknown = { cause: "unknown", served: [] } as const;
    const other = { ...unknown, apiVersion: "example.com/v1beta1", releases: [holder("net/app"), holder("/other")] };
    const all = [told({}), told({ detail: unknown }), told({ detail: unknown }, { detail: other })];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`example.com/v1\` of \`a.example.com\` is served on prod today and would not be any more, and the Helm release \`net/app\` holds \`A\` at it: its next \`helm upgrade\` ends with \`unable to build kubernetes objects from current release manifest: resource mapping not found ... no matches for kind "A" in version "example.com/v1"\`, whatever the new chart has, a rollback ends so too, and an uninstall fails.
      Have the release hold a version that stays, before this one goes.
      - Keep \`served: true\` on the version for now. Change \`apiVersion\` in the templates to \`example.com/v2\`, \`example.com/v3\` and \`example.com/v4\`, and have \`net/app\` upgraded while both are served.
      - See that \`net/app\` holds none any more (set CTX to the cluster's kubectl context); the answer must be 0:
          helm get manifest app --namespace net --kube-context "$CTX" | grep -cwF -e example.com/v1 || true
      - Then stop serving the version, in a change of its own.
      - Where it is gone already, have it served again, upgrade the release, and take it away once more: Helm works again as soon as the version is served.

      \`example.com/v1\` of \`a.example.com\` is served on prod today and would not be any more, and the Helm release \`net/app\` holds \`A\` at it: if it is Helm that applies it, its next \`helm upgrade\` ends with \`unable to build kubernetes objects from current release manifest: resource mapping not found ... no matches for kind "A" in version "example.com/v1"\`, whatever the new chart has, a rollback ends so too, and an uninstall fails.
      Have the release hold a version that stays, before this one goes.
      - Keep \`served: true\` on the version for now. Change \`apiVersion\` in the templates to one that is served, and have \`net/app\` upgraded while both are served.
      - See that \`net/app\` holds none any more (set CTX to the cluster's kubectl context); the answer must be 0:
          helm get manifest app --namespace net --kube-context "$CTX" | grep -cwF -e example.com/v1 || true
      - Then stop serving the version, in a change of its own.
      - Where it is gone already, have it served again, upgrade the release, and take it away once more: Helm works again as soon as the version is served.

      \`example.com/v1\` and \`example.com/v1beta1\` of \`a.example.com\` are served on prod today and would not be any more, and the Helm releases \`net/app\` and \`other\` hold \`A\` at them: if it is Helm that applies them, their next \`helm upgrade\` ends with \`unable to build kubernetes objects from current release manifest: resource mapping not found ... no matches for kind "A" in version "example.com/v1"\`, whatever the new chart has, a rollback ends so too, and an uninstall fails.
      Have the release hold a version that stays, before this one goes.
      - Keep \`served: true\` on the version for now. Change \`apiVersion\` in the templates to one that is served, and have \`net/app\` and \`other\` upgraded while both are served.
      - See that \`net/app\` holds none any more (set CTX to the cluster's kubectl context); the answer must be 0:
          helm get manifest app --namespace net --kube-context "$CTX" | grep -cwF -e example.com/v1 -e example.com/v1beta1 || true
      - See that \`other\` holds none any more (set CTX to the cluster's kubectl context, and NS to the namespace of the release); the answer must be 0:
          helm get manifest other --namespace "$NS" --kube-context "$CTX" | grep -cwF -e example.com/v1 -e example.com/v1beta1 || true
      - Then stop serving the version, in a change of its own.
      - Where it is gone already, have it served again, upgrade the release, and take it away once more: Helm works again as soon as the version is served.
      "
    `);
  });

  it("served-version-removed", () => {
    const told = teller("served-version-removed", {
      ...COMMON,
      detail: {
        kind: "served-version-removed",
        cause: "not-counted",
        apiVersion: "example.com/v1",
        objectKind: "A",
        served: ["v2"],
        uses: [],
        gone: null,
      },
    });
    const none = { cause: "none-left", served: [] } as const;
    const later = { ...none, apiVersion: "example.com/v1beta1" } as const;
    const all = [told({}), told({ detail: none }), told({ detail: none }, { ...OTHER, detail: later })];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`example.com/v1\` of \`a.example.com\` is served on prod today and would not be any more; no file of this tree uses it, and whether there are objects was not counted.
      Make sure that no controller, Helm release or other repository still asks for it; change \`apiVersion\` to \`example.com/v2\` where the old one is used (in manifests, templates, Helm releases by their next upgrade).
      - Look at fields that the schemas do not share; a stored object is read through any served version.

      \`example.com/v1\` of \`a.example.com\` is served on prod today and would not be any more, and no version would be: its objects can be neither read nor changed nor deleted by anybody until one is served again.
      Serve at least one version; if the CRD is to go, delete the objects first.

      \`example.com/v1\` and \`example.com/v1beta1\` of 2 CRDs are served on dev and prod today and would not be any more, and no version would be: their objects can be neither read nor changed nor deleted by anybody until one is served again.
      Serve at least one version; if the CRDs are to go, delete the objects first.
      "
    `);
    const objects = { cause: "has-objects" } as const;
    expect(sentence(told({ detail: objects }))).toMatchInlineSnapshot(
      `"\`example.com/v1\` of \`a.example.com\` is served on prod today and would not be any more, and there are objects: whoever asks for it (no file of this tree, but controllers, Helm releases and people may) is told \`no matches for kind\`, and a Helm release that holds \`A\` at that version can neither be upgraded nor rolled back."`,
    );
    expect(sentence(told({ detail: objects }, { ...OTHER, detail: objects }))).toMatchInlineSnapshot(
      `"\`example.com/v1\` of 2 CRDs is served on dev and prod today and would not be any more, and there are objects: whoever asks for it (no file of this tree, but controllers, Helm releases and people may) is told \`no matches for kind\`, and a Helm release that holds an object of its kind at that version can neither be upgraded nor rolled back."`,
    );
  });

  it("storage-version-not-burned-in", () => {
    const told = teller("storage-version-not-burned-in", {
      ...COMMON,
      detail: {
        kind: "storage-version-not-burned-in",
        live: "v1",
        manifest: "v2",
        unserved: [],
        webhook: false,
      },
    });
    expect([told({}), told({}, OTHER)].join("")).toMatchInlineSnapshot(`
      "
      On prod the storage version of \`a.example.com\` moves from \`v1\` to \`v2\`, which this very change introduces: the apply alone puts it into status.storedVersions, and the manifest of before, which lacks it, is refused from then on.
      If there shall be a way back, first release what serves the new version and still stores the old one, and switch in the release after it.
      - To go back without that, add the new version to the older manifest with \`served: false, storage: false\` and its own schema; never take it off status.storedVersions.

      On dev and prod the storage version of 2 CRDs moves to a version that this very change introduces: the apply alone puts it into status.storedVersions, and the manifest of before, which lacks it, is refused from then on.
      If there shall be a way back, first release what serves the new version and still stores the old one, and switch in the release after it.
      - To go back without that, add the new version to the older manifest with \`served: false, storage: false\` and its own schema; never take it off status.storedVersions.
      "
    `);
  });

  it("stored-objects-emptied", () => {
    const told = teller("stored-objects-emptied", {
      ...COMMON,
      detail: { kind: "stored-objects-emptied", cause: "everything", version: "v1", isStorage: true, properties: [] },
    });
    const unread = { cause: "unread-before" } as const;
    const parts = { cause: "properties", properties: ["spec"] } as const;
    const more = { ...parts, version: "v2", isStorage: false, properties: ["spec", "status"] } as const;
    const all = [
      told({}),
      told({}, OTHER),
      told({}, { detail: { version: "v2", isStorage: false } }),
      told({ detail: { isStorage: false } }),
      told({ detail: unread }),
      told({ detail: unread }, { ...OTHER, detail: unread }),
      told({ detail: parts }),
      told({ detail: parts }, { detail: more }),
      told({ detail: parts }, { ...OTHER, detail: more }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`v1\` of \`a.example.com\` on prod is what objects are written at, and its schema keeps no field but \`apiVersion\`, \`kind\` and \`metadata\`, where the live one does: every object of that version reads as empty, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` its own schema back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` of 2 CRDs on dev and prod is what objects are written at, and their schemas keep no field but \`apiVersion\`, \`kind\` and \`metadata\`, where the live ones do: every object of these versions reads as empty, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` their own schemas back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` and \`v2\` of \`a.example.com\` on prod are versions that objects may be stored at, and their schemas keep no field but \`apiVersion\`, \`kind\` and \`metadata\`, where the live ones do: every object of these versions reads as empty, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` and \`v2\` its own schemas back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` of \`a.example.com\` on prod is a version that objects may be stored at, and its schema keeps no field but \`apiVersion\`, \`kind\` and \`metadata\`, where the live one does: every object of that version reads as empty, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` its own schema back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` of \`a.example.com\` on prod is what objects are written at, and its schema keeps no field but \`apiVersion\`, \`kind\` and \`metadata\`, and is not what is live there, of which the snapshot does not say whether it keeps any: whatever the live schema kept is gone from every object that is read, and the next write of an object makes that permanent.
      Give \`v1\` its own schema back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Take a new snapshot: it says what the live schema keeps.

      \`v1\` of 2 CRDs on dev and prod is what objects are written at, and their schemas keep no field but \`apiVersion\`, \`kind\` and \`metadata\`, and are not what is live there, of which the snapshot does not say whether it keeps any: whatever the live schemas kept is gone from every object that is read, and the next write of an object makes that permanent.
      Give \`v1\` their own schemas back, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.
      - Take a new snapshot: it says what the live schema keeps.

      \`v1\` of \`a.example.com\` on prod is what objects are written at, and its schema keeps nothing of \`spec\` any more, where the live one does: \`spec\` of every object of that version is empty or gone, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` its own schema back, or \`x-kubernetes-preserve-unknown-fields: true\` at \`spec\`.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` and \`v2\` of \`a.example.com\` on prod are versions that objects may be stored at, and their schemas keep nothing of \`spec\` and \`status\` any more, where the live ones do: \`spec\` and \`status\` of every object of these versions are empty or gone, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` and \`v2\` its own schemas back, or \`x-kubernetes-preserve-unknown-fields: true\` at \`spec\` and \`status\`.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.

      \`v1\` and \`v2\` of 2 CRDs on dev and prod are versions that objects may be stored at, and their schemas keep nothing of \`spec\` and \`status\` any more, where the live ones do: \`spec\` and \`status\` of every object of these versions are empty or gone, at every other version too, and the next write of an object makes that permanent.
      Give \`v1\` and \`v2\` their own schemas back, or \`x-kubernetes-preserve-unknown-fields: true\` at \`spec\` and \`status\`.
      - Where this is delivered already, do that before anything writes the objects: they read as before then.
      "
    `);
  });

  it("stored-versions-unproven", () => {
    const told = teller("stored-versions-unproven", {
      ...COMMON,
      detail: { kind: "stored-versions-unproven", version: "v1", migration: "running" },
    });
    const failed = { migration: "failed", version: "v2" } as const;
    expect([told({}), told({}, { ...OTHER, detail: failed })].join("")).toMatchInlineSnapshot(`
      "
      On prod the last StorageVersionMigration of \`a.example.com\` has not ended yet, and the server's controller shortens status.storedVersions all the same, so that objects may still be stored at \`v1\`, which this manifest lacks: once the server has taken it, no object can be listed.
      Let it end, or, where it fails, run \`crd-upgrade-guard migrate\`, take a snapshot and apply this; until then keep \`v1\` in spec.versions.
      - The command rewrites every object, however short the list is, and takes the mark of the failure off the CRD.

      On dev and prod the last StorageVersionMigration of 2 CRDs has failed, and the server's controller shortens status.storedVersions all the same, so that objects may still be stored at \`v1\` and \`v2\`, which this manifest lacks: once the server has taken it, no object can be listed.
      Run \`crd-upgrade-guard migrate\` of each, take a snapshot and apply this; until then keep \`v1\` and \`v2\` in spec.versions.
      - The command rewrites every object, however short the list is, and takes the mark of the failure off the CRD.
      "
    `);
  });
});

describe("what objects in clusters have, in words", () => {
  const USE = { version: "v1", storedAt: "v1", objects: 41, day: "2026-11-22" } as const;

  it("live-objects-defaulted", () => {
    const field = (path: string, objects: number) => ({ path, objects });
    const told = teller("live-objects-defaulted", {
      ...COMMON,
      detail: { kind: "live-objects-defaulted", ...USE, fields: [field("spec.a", 3)] },
    });
    const two = { fields: [field("spec.b{}", 1), field("spec.a", 7)] };
    expect([told({}), told({}, { cluster: "dev", detail: two })].join("")).toMatchInlineSnapshot(`
      "
      \`v1\` of \`a.example.com\` has a default of \`spec.a\` that is new, and lacking in 3 of 41 objects in prod (as of 2026-11-22): from the update on these read with the default, though nobody writes them, and a controller acts on it, say by restarting what it runs.
      If that is not meant, leave the default to the controller, or to a new version of the CRD; or set the field in the objects first to what holds for them today.

      \`v1\` of \`a.example.com\` has a default of \`spec.a\` and \`spec.b.*\` that is new, and lacking in up to 7 of 41 objects in dev and 3 of 41 in prod (as of 2026-11-22): from the update on these read with the default, though nobody writes them, and a controller acts on it, say by restarting what it runs.
      If that is not meant, leave the default to the controller, or to a new version of the CRD; or set the field in the objects first to what holds for them today.
      "
    `);
  });

  it("live-objects-invalid", () => {
    const refused = { path: "spec.a", objects: 3, until: "spec.a", kind: "enum", members: ["b", "`a`"] } as const;
    const told = teller("live-objects-invalid", {
      ...COMMON,
      detail: { kind: "live-objects-invalid", ...USE, cause: "enum", refusal: refused, isKept: true },
    });
    const at = { path: "spec.a{}", objects: 3, until: "spec" } as const;
    const typed = (expected: string, ...types: readonly ("null" | "integer" | "string")[]) =>
      ({ refusal: { ...at, kind: "type", types, expected } }) as const;
    const size = (kind: "length" | "items" | "members", most: number) =>
      ({ refusal: { ...at, kind, most, limit: 5 } }) as const;
    const all = [
      told({}),
      told({ detail: { refusal: { ...refused, members: ["b"] } } }),
      told({ detail: typed("integer", "string", "null") }, { cluster: "dev", detail: typed("integer", "string") }),
      told({ detail: typed("string", "null") }),
      told({ detail: typed("string", "integer") }),
      told({ detail: { refusal: { ...at, kind: "required", holders: 7 } } }),
      told({ detail: size("length", 6) }, { cluster: "dev", detail: size("length", 7) }),
      told({ detail: size("items", 6) }),
      told({ detail: size("members", 6) }),
    ].map(sentence);
    expect(all).toMatchInlineSnapshot(`
      [
        "\`spec.a: 'a'\` and \`spec.a: b\` are no longer allowed by \`v1\` of \`a.example.com\`; in use in prod (as of 2026-11-22): objects that exist keep working until \`spec.a\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a: b\` is no longer allowed by \`v1\` of \`a.example.com\`; in use in prod (as of 2026-11-22): objects that exist keep working until \`spec.a\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` has to be an \`integer\` now; null and texts are in use in dev and prod (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` has to be a \`string\` now; null is in use in prod (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` has to be a \`string\` now; whole numbers are in use in prod (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` is required by \`v1\` of \`a.example.com\` now, and lacking in 3 of 7 objects in prod (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` takes at most 5 characters now; the longest in dev and prod has 7 (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` takes at most 5 items now; the longest in prod has 6 (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
        "\`spec.a.*\` of \`v1\` of \`a.example.com\` takes at most 5 properties now; the largest in prod has 6 (as of 2026-11-22): objects that exist keep working until \`spec\` changes (Kubernetes 1.30 and later), and then their write is refused, a controller's too, and so is a copy that is created or restored.",
      ]
    `);
    const strict = { isKept: false } as const;
    const whole = { ...strict, refusal: { ...refused, until: "" } } as const;
    const moved = { ...strict, version: "v2" } as const;
    const ends = [told({ detail: strict }), told({ detail: whole }), told({ detail: moved })];
    expect(ends.map((words) => sentence(words).split("(as of 2026-11-22)")[1])).toMatchInlineSnapshot(`
      [
        ": the API server (prod, before Kubernetes 1.30) refuses every write of such an object, its controller's too, whatever it changes.",
        ": the API server refuses every write of such an object, its controller's too, whatever it changes.",
        ": the API server (prod, before Kubernetes 1.30) refuses every write of such an object, its controller's too, whatever it changes; this holds for whoever writes them at \`v2\`, where they are to be stored from now on; today they are at \`v1\`.",
      ]
    `);
  });
});
