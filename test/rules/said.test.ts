import { describe, expect, it } from "vitest";
import type { LiveCrd } from "../../src/crd/live-crd.ts";
import { crd, live, type Situation, wordsOf } from "./evaluated.ts";

const NAME = "routes.example.com";
const HELM = { owners: { helmRelease: "infra/routes" } } as const;

function on(
  clusters: Readonly<Record<string, LiveCrd>>,
  files: Situation["files"],
  more: Partial<Situation> = {},
): Situation {
  const all = Object.entries(clusters).map(([cluster, one]) => [cluster, { [NAME]: one }] as const);
  return { files, clusters: Object.fromEntries(all), ...more };
}
const manifest = (versions: string) => ({ "crd.yaml": [crd({ versions })] });
const object = (apiVersion: string) => ({ apiVersion, kind: "Route", metadata: { name: "a" } });

/** The message, the way out, and each step with its command below it. */
function said(rule: Parameters<typeof wordsOf>[0], situation: Situation): string {
  const { message, summary, steps } = wordsOf(rule, situation);
  const told = steps.flatMap(({ text, command, clusters }) => [
    `- ${text}${clusters === undefined ? "" : ` [${clusters.join(", ")}]`}`,
    ...(command === undefined ? [] : [`    ${command.split("\n")[0]}`]),
  ]);
  return ["", message, "", summary, ...told, ""].join("\n");
}

const KINDS = [
  [/ get crd /, "list"],
  [/ patch crd /, "patch"],
  [/guard migrate /, "migrate"],
  [/"StorageVersionMigration"/, "in-tree"],
  [/ get storageversionmigration /, "in-tree state"],
  [/\| diff /, "compare"],
  [/ replace /, "rewrite"],
  [/backup\.json$/, "copy"],
  [/wc -l$/, "count"],
] as const;

/** What the commands of a refusal's steps do, in order. */
function kindsOf(situation: Situation): readonly (string | undefined)[] {
  return wordsOf("stored-version-removed", situation).steps.flatMap(({ command }) =>
    command === undefined ? [] : [KINDS.find(([pattern]) => pattern.test(command))?.[1]],
  );
}

describe("stored-version-removed", () => {
  it("says who brings a version back, what is shorter, and which cluster needs which step", () => {
    const stored = ["v1beta1", "v1"];
    const prod = { ...live({ versions: "v1beta1! v1*" }, stored), ...HELM };
    const dev = { ...live({ versions: "v1beta1! v1*" }, ["v1alpha1", ...stored]), hasObjects: false };
    const apis = ["storagemigration.k8s.io/v1beta1"];
    expect(said("stored-version-removed", on({ prod, dev }, manifest("v1*"), { apis }))).toMatchInlineSnapshot(`
      "
      \`v1beta1\` is in status.storedVersions of dev and prod, but no longer in spec.versions: older objects may still be stored at it.

      Rewrite the stored objects and take \`v1beta1\` off status.storedVersions with \`npx crd-upgrade-guard migrate routes.example.com --context CTX\`, then apply; or keep \`v1beta1\` in spec.versions, unserved.
      - Make sure that nothing brings \`v1beta1\` back as the storage version: as long as Git or a Helm release applies a manifest that stores it, the server adds it to status.storedVersions again. The live CRD belongs to the Helm release \`infra/routes\` on prod, whose next upgrade applies what its chart has.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`v1\`, at which objects are written today, and the list as the snapshot has it:
          kubectl --context "$CTX" get crd routes.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
      - This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it does the steps up to the patch, and goes on where it was stopped. Or do them by hand:
          npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
      - This cluster serves \`storagemigration.k8s.io/v1beta1\`: where its controller is switched on, this has the objects rewritten inside of the cluster (commit the JSON, or create it; \`migrate --in-tree\` creates and watches one). Where one of that name is there already, it is of an earlier time: delete it first, or what it says is of then. It drops the fields that a rewrite drops, without a word. It renames nothing in metadata.managedFields, which the rewriting below does, before or after:
          echo '{"apiVersion":"storagemigration.k8s.io/v1beta1","kind":"StorageVersionMigration","metadata":{"name":"routes.example.com-v1"},"spec":{"resource":{"group":"example.com","resource":"routes"}}}' | kubectl --context "$CTX" create -f -
      - It is done when this prints \`Succeeded=True\`, and only then: a list that has become short is no proof. It does not shorten the list: go on with the steps below.
          kubectl --context "$CTX" get storageversionmigration routes.example.com-v1 -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.message}{"\\n"}{end}'
      - Count the objects (there were none when the snapshot was taken): [dev]
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces --no-headers | wc -l
      - Count the objects: [prod]
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces --no-headers | wc -l
      - Rewrite every object, so that it is stored at the storage version. It is done when the last line is \`all rewritten\`; otherwise run it again (an object changed meanwhile), and mend what is reported invalid. Do this even where you believe that there are no objects. Why so long: by a file, since \`kubectl replace\` takes half a list from a pipe for success; \`sed\` renames the old version in managedFields alone, or server-side apply fails later; \`--validate=false\`, or one object that kubectl finds invalid stops all.
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json --show-managed-fields > routes.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v1"|;}' routes.json > routes.rewrite.json && kubectl --context "$CTX" replace --validate=false -f routes.rewrite.json && echo "all rewritten"
      - Only after \`all rewritten\`: take \`v1alpha1\` and \`v1beta1\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on. [dev]
          kubectl --context "$CTX" patch crd routes.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1alpha1","v1beta1","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
      - Only after \`all rewritten\`: take \`v1beta1\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on. [prod]
          kubectl --context "$CTX" patch crd routes.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1beta1","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
      - Apply this manifest, and count again: the number must be the same. If the objects cannot be listed, apply the manifest that has both versions again at once: until then nothing is lost.
      - Or keep \`v1beta1\` in spec.versions, not served and not storage. Its schema is its own, from the release that had it, or exactly this one: with a bare \`type: object\` the server drops the fields of every object stored at it.
      "
    `);
  });

  it("has the cluster itself rewrite objects only once what that drops has been compared", () => {
    const whole = live({ versions: "v1beta1 v1*" }, ["v1beta1", "v1"]);
    const versions = whole.versions.map((one) => (one.name === "v1" ? one : { ...one, schema: "sha256:another" }));
    const situation = on({ prod: { ...whole, versions } }, manifest("v1*"), {
      apis: ["storagemigration.k8s.io/v1"],
      serverVersion: "v1.37.2",
    });
    expect(kindsOf(situation)).toEqual([
      ...["list", "migrate", "copy", "compare", "in-tree", "in-tree state", "patch"],
      ...["count", "rewrite", "patch"],
    ]);
  });

  it("has the cluster itself rewrite nothing at another version than is stored at", () => {
    const apis = (version: string) => ({ apis: [`storagemigration.k8s.io/${version}`] });
    const kinds = (served: string, api: string, more: Partial<LiveCrd> = {}) => {
      const prod = { ...live({ versions: `v1beta1 v1* ${served}` }, ["v1beta1", "v1"]), ...more };
      return kindsOf(on({ prod }, manifest(`v1* ${served}`), apis(api))).includes("in-tree");
    };
    // Its controller writes at the version that discovery names first; v1alpha1 of its API takes one.
    expect([kinds("v2", "v1"), kinds("v2!", "v1"), kinds("v1beta2", "v1"), kinds("v2", "v1alpha1")]).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("leads over a manifest that has both where the manifest has none of what is stored", () => {
    const prod = live({ versions: "v1*" }, ["v1"]);
    expect(said("stored-version-removed", on({ prod }, manifest("v2*")))).toMatchInlineSnapshot(`
      "
      \`v1\` is in status.storedVersions of prod, but no longer in spec.versions: every object is written at \`v1\` today, so that it cannot be applied in one step.

      Apply a manifest that still has \`v1\` first, rewrite the stored objects and take \`v1\` off status.storedVersions with \`npx crd-upgrade-guard migrate routes.example.com --context CTX\`, then apply this one: pruning first makes every stored object unreadable.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Keep a copy of every object as the old version shows it.
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json > routes.example.com.backup.json
      - Apply a manifest that has both: \`v2\` as the storage version and \`v1\` kept (a release in between that has both, or this manifest with what is below added).
      - This must print \`v2\` before you go on; with several API servers wait a minute more:
          kubectl --context "$CTX" get crd routes.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
      - Where no webhook converts, only apiVersion changes, and a field that the schema of \`v2\` lacks is dropped by the rewrite for good, without a word. This compares the copy with what the new version shows, and must print \`no difference\`; else every line with \`<\` alone is a field that goes (with \`>\` alone: a default that comes, or what the new version alone has; both: a change made meanwhile):
          kubectl --context "$CTX" get routes.v2.example.com --all-namespaces -o json > routes.new.json && sed 's|^            "apiVersion": "example.com/v1",|            "apiVersion": "example.com/v2",|' routes.example.com.backup.json | diff - routes.new.json && echo "no difference"
      - This says what stands in the way, also fields that a rewrite would drop; with \`--yes\` at its end it does the steps up to the patch, and goes on where it was stopped. Where it stops at a version that is kept unserved, add \`--allow-field-loss\`, but only if each comparison above has printed \`no difference\`. Or do them by hand:
          npx crd-upgrade-guard migrate routes.example.com --context "$CTX"
      - Count the objects:
          kubectl --context "$CTX" get routes.v2.example.com --all-namespaces --no-headers | wc -l
      - Rewrite every object, so that it is stored at the storage version. It is done when the last line is \`all rewritten\`; otherwise run it again (an object changed meanwhile), and mend what is reported invalid. Do this even where you believe that there are no objects. Why so long: by a file, since \`kubectl replace\` takes half a list from a pipe for success; \`sed\` renames the old version in managedFields alone, or server-side apply fails later; \`--validate=false\`, or one object that kubectl finds invalid stops all.
          kubectl --context "$CTX" get routes.v2.example.com --all-namespaces -o json --show-managed-fields > routes.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v2"|;}' routes.json > routes.rewrite.json && kubectl --context "$CTX" replace --validate=false -f routes.rewrite.json && echo "all rewritten"
      - Only after \`all rewritten\`: take \`v1\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.
          kubectl --context "$CTX" patch crd routes.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1","v2"]},{"op":"replace","path":"/status/storedVersions","value":["v2"]}]'
      - Apply this manifest, and count again: the number must be the same. If the objects cannot be listed, apply the manifest that has both versions again at once: until then nothing is lost.
      - What keeping \`v1\` looks like (not served, not storage), for the manifest that has both. Its schema is its own, from the release that had it, or exactly this one: with a bare \`type: object\` the server drops the fields of every object stored at it.
      "
    `);
  });
});

describe("served-version-removed", () => {
  const served = (hasObjects?: boolean) => {
    const plain = live({ versions: "v1beta1 v1*" }, ["v1"]);
    return { prod: hasObjects === undefined ? plain : { ...plain, hasObjects } };
  };

  it("counts the places that use it", () => {
    const used = { "a.yaml": [object("example.com/v1beta1"), object("example.com/v1beta1")] };
    expect(
      said("served-version-removed", on(served(), { ...manifest("v1beta1! v1*"), ...used })),
    ).toMatchInlineSnapshot(`
      "
      \`example.com/v1beta1\` of \`routes.example.com\` is served on prod today and would not be any more, and 2 places in this tree still use it: whoever asks for it is told \`no matches for kind\`, and a Helm release that holds \`Route\` at that version can neither be upgraded nor rolled back.

      Change \`apiVersion\` to \`example.com/v1\` where the old one is used (in manifests, templates, Helm releases by their next upgrade), and keep \`served: true\` until that is delivered.
      - Look at fields that the schemas do not share; a stored object is read through any served version.
      "
    `);
    const one = { "a.yaml": [object("example.com/v1beta1")] };
    expect(
      wordsOf("served-version-removed", on(served(), { ...manifest("v1beta1! v1*"), ...one })).message,
    ).toMatchInlineSnapshot(
      `"\`example.com/v1beta1\` of \`routes.example.com\` is served on prod today and would not be any more, and 1 place in this tree still uses it: whoever asks for it is told \`no matches for kind\`, and a Helm release that holds \`Route\` at that version can neither be upgraded nor rolled back."`,
    );
  });

  it("says that there are objects, that nobody counted them, or that none could be read", () => {
    const message = (hasObjects: boolean | undefined, versions: string) => {
      const { message: text, summary } = wordsOf("served-version-removed", on(served(hasObjects), manifest(versions)));
      return `\n${text}\n\n${summary}\n`;
    };
    expect(message(true, "v1beta1! v1*")).toMatchInlineSnapshot(`
      "
      \`example.com/v1beta1\` of \`routes.example.com\` is served on prod today and would not be any more, and there are objects: whoever asks for it (no file of this tree, but controllers, Helm releases and people may) is told \`no matches for kind\`, and a Helm release that holds \`Route\` at that version can neither be upgraded nor rolled back.

      Change \`apiVersion\` to \`example.com/v1\` where the old one is used (in manifests, templates, Helm releases by their next upgrade), and keep \`served: true\` until that is delivered.
      "
    `);
    expect(message(undefined, "v1beta1! v1*")).toMatchInlineSnapshot(`
      "
      \`example.com/v1beta1\` of \`routes.example.com\` is served on prod today and would not be any more; no file of this tree uses it, and whether there are objects was not counted.

      Make sure that no controller, Helm release or other repository still asks for it; change \`apiVersion\` to \`example.com/v1\` where the old one is used (in manifests, templates, Helm releases by their next upgrade).
      "
    `);
    expect(message(true, "v1beta1! v1*!")).toMatchInlineSnapshot(`
      "
      \`example.com/v1beta1\` and \`example.com/v1\` of \`routes.example.com\` are served on prod today and would not be any more, and no version would be: its objects can be neither read nor changed nor deleted by anybody until one is served again.

      Serve at least one version; if the CRD is to go, delete the objects first.
      "
    `);
  });

  it("says what becomes of managedFields where the version leaves altogether", () => {
    expect(said("served-version-removed", on(served(true), manifest("v1*")))).toMatchInlineSnapshot(`
      "
      \`example.com/v1beta1\` of \`routes.example.com\` is served on prod today and would not be any more, and there are objects: whoever asks for it (no file of this tree, but controllers, Helm releases and people may) is told \`no matches for kind\`, and a Helm release that holds \`Route\` at that version can neither be upgraded nor rolled back; server-side apply fails on an object whose managedFields still name a version that leaves spec.versions.

      Change \`apiVersion\` to \`example.com/v1\` where the old one is used (in manifests, templates, Helm releases by their next upgrade), and keep \`served: true\` until that is delivered.
      - Look at fields that the schemas do not share; a stored object is read through any served version.
      - \`example.com/v1beta1\` leaves spec.versions of \`routes.example.com\` altogether: server-side apply of an object whose managedFields still name it fails then, at every version: \`request to convert CR to an invalid group/version: example.com/v1beta1\`.
      - Before the version goes, or once the error is there, rewrite the objects of \`routes.example.com\`, which renames it in their managedFields (set CTX to the cluster's kubectl context; the last line must be \`all rewritten\`):
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json --show-managed-fields > routes.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v1"|;}' routes.json > routes.rewrite.json && kubectl --context "$CTX" replace --validate=false -f routes.rewrite.json && echo "all rewritten"
      "
    `);
  });
});

describe("live-crd-stuck", () => {
  it("says what must be proven before a version leaves the list", () => {
    const prod = live({ versions: "v1*" }, ["v1alpha1", "v1"]);
    expect(said("live-crd-stuck", on({ prod }, {}))).toMatchInlineSnapshot(`
      "
      status.storedVersions of \`routes.example.com\` on prod names \`v1alpha1\`, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back, as no manifest here does.

      See that every object can be read and rewritten, then take \`v1alpha1\` off the list with a guarded patch.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`v1\`, at which objects are written today, and the list as the snapshot has it:
          kubectl --context "$CTX" get crd routes.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
      - Count the objects:
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces --no-headers | wc -l
      - Rewrite every object: the last line must be \`all rewritten\`. If the list fails with \`request to convert CR from an invalid group/version\`, objects are stored at \`v1alpha1\`: then add what is below to spec.versions, apply that, and begin again.
          kubectl --context "$CTX" get routes.v1.example.com --all-namespaces -o json --show-managed-fields > routes.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v1"|;}' routes.json > routes.rewrite.json && kubectl --context "$CTX" replace --validate=false -f routes.rewrite.json && echo "all rewritten"
      - Only after \`all rewritten\`: take \`v1alpha1\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.
          kubectl --context "$CTX" patch crd routes.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v1alpha1","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
      - Count again: the number must be the same. From here on the CRD can be written.
      - Only if the list failed so, this is what to add to spec.versions:
      "
    `);
    expect(wordsOf("live-crd-stuck", on({ prod }, manifest("v1*"))).message).toMatchInlineSnapshot(
      `"status.storedVersions of \`routes.example.com\` on prod names \`v1alpha1\`, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back, as this manifest does not."`,
    );
  });
});

describe("names-conflict", () => {
  it("says which names are taken, and what then holds", () => {
    const files = {
      "crd.yaml": [crd({ versions: "v1*" })],
      "b.yaml": [crd({ name: "ways.example.com", versions: "v1*" })],
    };
    expect(said("names-conflict", { files, clusters: { prod: {} } })).toMatchInlineSnapshot(`
      "
      \`route\` (singular, of \`routes.example.com\`), \`Route\` (kind, of \`routes.example.com\`) and \`RouteList\` (listKind, of \`routes.example.com\`) are taken in \`example.com\`: the server accepts the manifest, but the CRD is never established, so that nothing serves its objects (\`NamesAccepted=False\`, \`ListKindConflict: "RouteList" is already in use\`).

      Choose other names, or take them off the CRD that has them first.
      "
    `);
    const plain = crd({ versions: "v1*" });
    const short = { ...plain, spec: { ...plain.spec, names: { ...plain.spec.names, shortNames: ["routes"] } } };
    const prod = live({ versions: "v1*" }, ["v1"]);
    expect(said("names-conflict", on({ prod }, { "crd.yaml": [short] }))).toMatchInlineSnapshot(`
      "
      \`routes\` is a name the CRD has already: the server accepts the manifest, but the names of before stay in use (\`NamesAccepted=False\`, \`ShortNamesConflict: "routes" is already in use\`).

      Take \`routes\` out of shortNames (plural and singular need no short name to be found).
      "
    `);
  });
});

describe("duplicate-crd", () => {
  it("says which of the two is refused, and whose the live CRD is", () => {
    const files = { "a.yaml": [crd({ versions: "v1*" })], "b.yaml": [crd({ versions: "v1 v2*" })] };
    const prod = { ...live({ versions: "v1*" }, ["v1"]), ...HELM };
    const dev = live({ versions: "v1beta1! v1*" }, ["v1beta1", "v1"]);
    expect(said("duplicate-crd", on({ prod, dev }, files))).toMatchInlineSnapshot(`
      "
      \`a.yaml:4\` is a manifest of the same CRD for the same cluster, and the two differ: whichever is applied last wins, and the next one undoes it; as things are, the server refuses \`b.yaml:4\` on dev and \`a.yaml:4\` on dev; the live CRD belongs to the Helm release \`infra/routes\` on prod.

      Let one source own the CRD and take it out of the other; if they are meant for different clusters, say so with \`targets\`.
      - Before a source that has applied the CRD stops carrying it, see that it does not delete it, and all objects with it: Helm deletes what leaves a chart's templates, Argo CD and Flux prune what leaves Git. For Helm:
          kubectl --context "$CTX" annotate crd routes.example.com helm.sh/resource-policy=keep
      - Argo CD leaves what has the annotation \`argocd.argoproj.io/sync-options: Prune=false\`, Flux what has \`kustomize.toolkit.fluxcd.io/prune: disabled\`: set it in the manifest and let it be applied before the manifest goes.
      "
    `);
    const one = { "a.yaml": [crd({ versions: "v1*" }), crd({ versions: "v1 v2*" })] };
    expect(said("duplicate-crd", { files: one, clusters: { prod: {} } })).toMatchInlineSnapshot(`
      "
      \`a.yaml:4\` is a manifest of the same CRD for the same cluster, and the two differ: whichever is applied last wins, and the next one undoes it.

      Keep the one that holds, and remove the other from the file.
      "
    `);
  });
});

describe("stored-versions-unproven", () => {
  it("says why a short list is no proof, and what makes one", () => {
    const stuck = { ...live({ versions: "v1* v1alpha2!" }, ["v1"]), storageMigrating: "failed" } as const;
    expect(said("stored-versions-unproven", on({ prod: stuck }, manifest("v1*")))).toMatchInlineSnapshot(`
      "
      On prod the last StorageVersionMigration of \`routes.example.com\` has failed, and the server's controller shortens status.storedVersions all the same, so that objects may still be stored at \`v1alpha2\`, which this manifest lacks: once the server has taken it, no object can be listed.

      Run \`crd-upgrade-guard migrate\`, take a snapshot and apply this; until then keep \`v1alpha2\` in spec.versions.
      - The command rewrites every object, however short the list is, and takes the mark of the failure off the CRD.
      "
    `);
    const running = { ...stuck, storageMigrating: true } as const;
    expect(said("stored-versions-unproven", on({ prod: running }, manifest("v1*")))).toMatchInlineSnapshot(`
      "
      On prod the last StorageVersionMigration of \`routes.example.com\` has not ended yet, and the server's controller shortens status.storedVersions all the same, so that objects may still be stored at \`v1alpha2\`, which this manifest lacks: once the server has taken it, no object can be listed.

      Let it end, or, where it fails, run \`crd-upgrade-guard migrate\`, take a snapshot and apply this; until then keep \`v1alpha2\` in spec.versions.
      - The command rewrites every object, however short the list is, and takes the mark of the failure off the CRD.
      "
    `);
  });
});
