import { describe, expect, it } from "vitest";
import { sentence, teller } from "./words.ts";

/** Findings of one CRD and of two. */
const COMMON = { crd: "a.example.com", cluster: "prod" } as const;
const OTHER = { crd: "b.example.com", cluster: "dev" } as const;
const OBJECTS = { plural: "as", group: "example.com", version: "v1" } as const;

describe("what becomes of a live CRD, in words", () => {
  it("apply-conflicts", () => {
    const told = teller("apply-conflicts", {
      ...COMMON,
      detail: { kind: "apply-conflicts", cause: "helm", managers: ["kubectl"] },
    });
    const both = { cause: "server-side", managers: ["kubectl", "argocd"] } as const;
    expect([told({}), told({ detail: both }, { ...OTHER, detail: both })].join("")).toMatchInlineSnapshot(`
      "
      On prod \`kubectl\` has set \`spec.versions\` of \`a.example.com\`, and the manifest changes it: Helm has applied the release in the server (Helm 4 does so with those that it installed), and \`helm upgrade\` fails with \`Apply failed ... conflict with "..."\` (409) if nobody tells it to force.
      See first that \`kubectl\` does not go on writing the CRD (whoever writes last wins, and the conflict comes back), then upgrade with \`helm upgrade --force-conflicts\`.

      On dev and prod \`argocd\` and \`kubectl\` have set \`spec.versions\` of 2 CRDs, and the manifests change it: server-side apply without force answers 409, \`Apply failed ... conflict with "..."\`.
      See first that these managers do not go on writing the CRD (whoever writes last wins, and the conflict comes back), then apply with \`kubectl apply --server-side --force-conflicts\`, unless it is applied so already.
      "
    `);
  });

  it("conversion-dropped", () => {
    const told = teller("conversion-dropped", {
      ...COMMON,
      detail: {
        kind: "conversion-dropped",
        cause: "stated",
        client: "server-side",
        versions: ["v1", "v2"],
        storedVersions: ["v1"],
      },
    });
    const open = { cause: "unknown-before", versions: ["v1", "v2", "v3"], storedVersions: ["v1", "v2"] } as const;
    const all = [
      told({}),
      told({ detail: { cause: "silent" } }, OTHER),
      told({ detail: open }, { ...OTHER, detail: { ...open, client: "client-side" } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      On prod a webhook converts the objects of \`a.example.com\`, and the manifest states \`strategy: None\`, with \`v1\` and \`v2\` still both there: the server then only changes apiVersion, and a field that the version being read or written lacks is dropped without a word, also from what is stored.
      Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last.
      - Without a webhook the schemas of all versions must be alike.

      On dev and prod a webhook converts the objects of 2 CRDs, and the manifest no longer has a conversion, with \`v1\` and \`v2\` still both there: the server then only changes apiVersion, and fields that the version being read or written lacks are dropped without a word, also from what is stored.
      Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last.
      - Without a webhook the schemas of all versions must be alike.

      On dev and prod a webhook converts the objects of 2 CRDs, and the manifest has no conversion, with \`v1\`, \`v2\` and \`v3\` still all there: without it the server only changes apiVersion, and fields that the version being read or written lacks are dropped without a word, also from what is stored.
      State the conversion in the manifest, unless a controller puts it in at run time and the client merges: then nothing is lost, and a waiver says so.
      - Server-side apply takes the webhook away if the manifest that the same manager applied before stated it, and no other manager does: a snapshot that records the managers decides it.
      - \`kubectl apply\` takes the webhook away if the manifest that it applied before stated it.
      - Keep the webhook until one version is left: rewrite every object while it still converts, take the old versions off status.storedVersions, remove them from spec.versions, and the conversion last.
      - Objects may still be stored at \`v1\` and \`v2\`, and would be read without conversion: without a webhook the schemas of all versions must be alike.
      "
    `);
  });

  it("conversion-unreachable", () => {
    const told = teller("conversion-unreachable", {
      ...COMMON,
      detail: {
        kind: "conversion-unreachable",
        cause: "elsewhere",
        service: "a/b",
        others: ["c/b"],
        switches: false,
      },
    });
    const causes = ["elsewhere", "not-in-release", "taken-away", "order", "no-ca"] as const;
    expect(causes.map((cause) => told({ detail: { cause } })).join("")).toMatchInlineSnapshot(`
      "
      Objects of \`a.example.com\` on prod would be converted by the service \`a/b\`, and the tree brings \`c/b\` in its stead: the server takes the CRD, and what is stored at another version than is asked for can be neither read nor written until that webhook answers.
      Name the namespace and the name under which the service is deployed: in a chart of CRDs by its values, else in \`spec.conversion.webhook.clientConfig.service\`.

      Objects of \`a.example.com\` on prod would be converted by the service \`a/b\`, which what brings the CRD does not bring, and nothing else in this tree does: the server takes the CRD, and what is stored at another version than is asked for can be neither read nor written until that webhook answers.
      Switch the webhook on where its chart has a value for that, or leave the conversion out as long as nothing converts.

      Objects of \`a.example.com\` on prod would be converted by the service \`a/b\`, which this change takes out of the tree: the server takes the CRD, and what is stored at another version than is asked for can be neither read nor written until that webhook answers.
      Keep the service, or have the conversion point at what takes its place, in a change that is delivered before.

      Objects of \`a.example.com\` on prod would be converted by the service \`a/b\`, which comes with the very same change, and it stores another version from now on: the server takes the CRD, and what is stored at another version than is asked for can be neither read nor written until that webhook answers.
      Deliver the webhook first, with the storage version as it is, and switch that once the webhook answers.

      Objects of \`a.example.com\` on prod would be converted by the service \`a/b\`, and the manifest has neither a \`caBundle\` nor an annotation that has one put in: until a controller does, the server does not believe the webhook (\`x509: certificate signed by unknown authority\`).
      Make sure that the operator puts its CA bundle in by itself; else have cert-manager do it (\`cert-manager.io/inject-ca-from\`), or state \`caBundle\`.
      "
    `);
    const switches = { cause: "order", switches: true } as const;
    expect(sentence(told({ detail: { cause: "order" } }, { ...OTHER, detail: switches }))).toMatchInlineSnapshot(
      `"Objects of 2 CRDs on dev and prod would be converted by the service \`a/b\`, which comes with the very same change, and they store another version from now on: the server takes the CRD, and what is stored at another version than is asked for (every object there is today, since the storage version changes too) can be neither read nor written until that webhook answers."`,
    );
    expect(sentence(told({ detail: { cause: "not-in-release" } }, OTHER))).toMatchInlineSnapshot(
      `"Objects of 2 CRDs on dev and prod would be converted by the service \`a/b\`, which what brings the CRDs does not bring, and nothing else in this tree does: the server takes the CRD, and what is stored at another version than is asked for can be neither read nor written until that webhook answers."`,
    );
  });

  it("crd-deleted-by-helm", () => {
    const told = teller("crd-deleted-by-helm", {
      ...COMMON,
      detail: {
        kind: "crd-deleted-by-helm",
        cause: "moved",
        release: "net/app",
        before: "templates/crds.yaml",
        objects: OBJECTS,
      },
    });
    const [left, gone] = [{ cause: "left", before: "templates/b.yaml" } as const, { cause: "uninstalled" } as const];
    const all = [
      told({}),
      told({ detail: { cause: "left" } }, { ...OTHER, detail: left }),
      told({ detail: gone }),
      told({}, OTHER),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      On prod \`a.example.com\` belongs to the Helm release \`net/app\`, which has it in its manifest (\`templates/crds.yaml\`) and with this change no longer: \`helm upgrade\` deletes what leaves a release, the CRD and every object of its kind, and does not apply \`crds/\`, where it is now.
      Have Helm keep the CRD first, in a change of its own that is released before this one.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Put the annotation \`helm.sh/resource-policy: keep\` on the CRD in the release's template (\`templates/crds.yaml\`), and release that before this change. An upgrade reads it off the live CRD.
      - Or, where the template cannot be changed, put it on the live CRD of each of \`prod\`:
          kubectl --context "$CTX" annotate crd a.example.com helm.sh/resource-policy=keep
      - Once this change is released, count again: the same numbers. No upgrade of the release applies it, from this change on: apply the files of \`crds/\` before each upgrade that changes them.

      On dev and prod 2 CRDs belong to the Helm release \`net/app\`, which has them in its manifest and with this change no longer: \`helm upgrade\` deletes what leaves a release, the CRDs and every object of their kinds.
      Have Helm keep the CRDs first, in a change of its own that is released before this one.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Count the objects of \`b.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Put the annotation \`helm.sh/resource-policy: keep\` on the CRDs in the release's template, and release that before this change. An upgrade reads it off the live CRD.
      - Or, where the template cannot be changed, put it on the live CRDs of each of \`dev\` and \`prod\`:
          kubectl --context "$CTX" annotate crd a.example.com b.example.com helm.sh/resource-policy=keep
      - Once this change is released, count again: the same numbers. From then on no release looks after them.

      On prod \`a.example.com\` belongs to the Helm release \`net/app\`, and with this change nothing installs that release any more: \`helm uninstall\` deletes the CRD and every object of its kind.
      Have Helm keep the CRD first, in a change of its own that is released before this one.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Put the annotation \`helm.sh/resource-policy: keep\` on the CRD in the release's template (\`templates/crds.yaml\`), and release that before this change. An uninstall reads it off the release's own manifest: on the live CRD alone it keeps nothing.
      - Once this change is released, count again: the same numbers. From then on no release looks after it.

      On dev and prod 2 CRDs belong to the Helm release \`net/app\`, which has them in its manifest (\`templates/crds.yaml\`) and with this change no longer: \`helm upgrade\` deletes what leaves a release, the CRDs and every object of their kinds, and does not apply \`crds/\`, where they are now.
      Have Helm keep the CRDs first, in a change of its own that is released before this one.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Count the objects of \`b.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Put the annotation \`helm.sh/resource-policy: keep\` on the CRDs in the release's template (\`templates/crds.yaml\`), and release that before this change. An upgrade reads it off the live CRD.
      - Or, where the template cannot be changed, put it on the live CRDs of each of \`dev\` and \`prod\`:
          kubectl --context "$CTX" annotate crd a.example.com b.example.com helm.sh/resource-policy=keep
      - Once this change is released, count again: the same numbers. No upgrade of the release applies them, from this change on: apply the files of \`crds/\` before each upgrade that changes them.
      "
    `);
  });

  it("crd-removed", () => {
    const told = teller("crd-removed", {
      ...COMMON,
      detail: { kind: "crd-removed", cause: "pruned", keptBy: [], objects: OBJECTS, uses: [], brought: 0 },
    });
    const kept = { cause: "kept", keptBy: ["helm.sh/resource-policy"] } as const;
    const uses = [{ apiVersion: "example.com/v1", kind: "A", path: "a.yaml", line: 3, clusters: ["prod"] }];
    const all = [
      told({}),
      told({ detail: { brought: 1, uses } }, { ...OTHER, detail: { brought: 2 } }),
      told({ detail: { cause: "has-objects" } }),
      told({ detail: kept }),
      told({ detail: kept }, { ...OTHER, detail: kept }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      This change takes away the manifest of \`a.example.com\`, which prod has: where that is delivered with prune (Argo CD, Flux, a template of a Helm chart), the CRD goes, and every object of its kind; whether there are objects is not known.
      If the CRD is to stay, mark it first, in a change of its own that is delivered before this one; if it is to go, delete its objects first and see what that stops.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away, since deleting tools read the mark off the live object: \`argocd.argoproj.io/sync-options: Prune=false\`, \`kustomize.toolkit.fluxcd.io/prune: disabled\`, or, in the chart's template, \`helm.sh/resource-policy: keep\`.

      This change takes away the manifest of 2 CRDs, which dev and prod have: where that is delivered with prune (Argo CD, Flux, a template of a Helm chart), the CRDs go, and every object of their kinds; the base brings 2 objects of one of the kinds; 1 place of this tree still has one: who applies it is told \`no matches for kind\`.
      If the CRD is to stay, mark it first, in a change of its own that is delivered before this one; if it is to go, delete its objects first and see what that stops.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Count the objects of \`b.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away, since deleting tools read the mark off the live object: \`argocd.argoproj.io/sync-options: Prune=false\`, \`kustomize.toolkit.fluxcd.io/prune: disabled\`, or, in the chart's template, \`helm.sh/resource-policy: keep\`.

      This change takes away the manifest of \`a.example.com\`, which prod has: where that is delivered with prune (Argo CD, Flux, a template of a Helm chart), the CRD goes, and every object of its kind; there are some, which go at once and for good.
      If the CRD is to stay, mark it first, in a change of its own that is delivered before this one; if it is to go, delete its objects first and see what that stops.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Count the objects of \`a.example.com\`:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - To keep it, give the manifest the mark of whoever applies it, and have that delivered before it is taken away, since deleting tools read the mark off the live object: \`argocd.argoproj.io/sync-options: Prune=false\`, \`kustomize.toolkit.fluxcd.io/prune: disabled\`, or, in the chart's template, \`helm.sh/resource-policy: keep\`.

      This change takes away the manifest of \`a.example.com\`, which prod has: \`helm.sh/resource-policy\` on it keeps it there, and nobody looks after it from then on.
      If it is to go, delete it by hand once nothing uses it; if not, say where it comes from now.

      This change takes away the manifest of 2 CRDs, which dev and prod have: \`helm.sh/resource-policy\` on it keeps it there, and nobody looks after them from then on.
      If they are to go, delete them by hand once nothing uses them; if not, say where they come from now.
      "
    `);
  });

  it("crd-terminating", () => {
    const told = teller("crd-terminating", {
      ...COMMON,
      detail: { kind: "crd-terminating", cause: "updated", finalizers: [], objects: OBJECTS, uses: [] },
    });
    const cleanup = ["customresourcecleanup.apiextensions.k8s.io", "example.com/a"];
    const all = [
      told({}),
      told({ detail: { cause: "used", finalizers: ["example.com/a"] } }),
      told({ detail: { finalizers: cleanup, objects: { ...OBJECTS, version: "" } } }, { cluster: "dev" }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      \`a.example.com\` is being deleted on prod: the server takes this update, which does not stop the deletion, and refuses every new object (\`create not allowed while custom resource definition is terminating\`), and with the last finalizer the CRD and all of its objects go.
      A deletion cannot be taken back: save what is left, let it end, and deliver after that.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Save the objects that are still there:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o json > as.example.com.backup.json
      - See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.finalizers}{"\\n"}{end}'
      - Go on when this says \`NotFound\`: the CRD is gone.
          kubectl --context "$CTX" get crd a.example.com
      - Deliver the manifest then: it makes the CRD anew, without objects. Create them from their manifests, or from the copy once \`uid\`, \`resourceVersion\`, \`creationTimestamp\` and what belongs to the deletion are taken out. Take a new snapshot.

      \`a.example.com\` is being deleted on prod, and waits for \`example.com/a\`: the server refuses every new object (\`create not allowed while custom resource definition is terminating\`), and with the last finalizer the CRD and all of its objects go.
      A deletion cannot be taken back: save what is left, let it end, and deliver after that.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Save the objects that are still there:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o json > as.example.com.backup.json
      - See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.finalizers}{"\\n"}{end}'
      - Go on when this says \`NotFound\`: the CRD is gone.
          kubectl --context "$CTX" get crd a.example.com
      - Deliver the manifest then: it makes the CRD anew, without objects. Create them from their manifests, or from the copy once \`uid\`, \`resourceVersion\`, \`creationTimestamp\` and what belongs to the deletion are taken out. Take a new snapshot.

      \`a.example.com\` is being deleted on dev and prod, and waits for \`customresourcecleanup.apiextensions.k8s.io\` and \`example.com/a\`: the server takes this update, which does not stop the deletion, and refuses every new object (\`create not allowed while custom resource definition is terminating\`), and with the last finalizer the CRD and all of its objects go.
      A deletion cannot be taken back: save what is left, let it end, and deliver after that.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Save the objects that are still there:
      - Set CTX to the cluster's kubectl context (an empty one means the current context). Save the objects that are still there:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o json > as.example.com.backup.json
      - The server has deleted all of its objects, and waits for those that have finalizers of their own. See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:
      - The server has deleted all of its objects, and waits for those that have finalizers of their own. See which finalizers they wait for, and let the controllers of those end their work. A finalizer that is removed by hand leaves behind what its controller would have cleaned up:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o jsonpath='{range .items[*]}{.metadata.namespace}/{.metadata.name} {.metadata.finalizers}{"\\n"}{end}'
      - Go on when this says \`NotFound\`: the CRD is gone.
          kubectl --context "$CTX" get crd a.example.com
      - Deliver the manifest then: it makes the CRD anew, without objects. Create them from their manifests, or from the copy once \`uid\`, \`resourceVersion\`, \`creationTimestamp\` and what belongs to the deletion are taken out. Take a new snapshot.
      "
    `);
  });

  it("foreign-owner", () => {
    const told = teller("foreign-owner", {
      ...COMMON,
      detail: { kind: "foreign-owner", cause: "another-release", owner: "net/app", source: "net/other" },
    });
    const none = { cause: "no-release", source: "" } as const;
    expect([told({}), told({ detail: none }, { ...OTHER, detail: none })].join("")).toMatchInlineSnapshot(`
      "
      On prod \`a.example.com\` belongs to the Helm release \`net/app\`, and the manifest is of the release \`net/other\`: both would write it in turns, a rollback of the release brings its older CRD back, and uninstalling it deletes the CRD with every object.
      Let one of them own it: take the CRD out of the release, or out of this tree.
      - Out of the release: most charts have a value for it. First release the annotation \`helm.sh/resource-policy: keep\` in the release's own template, so that Helm does not delete the CRD.
      - Once the release has let go, remove the \`meta.helm.sh/\` annotations from the live CRD, and take a new snapshot.

      On dev and prod 2 CRDs belong to the Helm release \`net/app\`, and their manifests are of no release: both would write it in turns, a rollback of the release brings its older CRD back, and uninstalling it deletes the CRDs with every object.
      Let one of them own it: take the CRD out of the release, or out of this tree.
      - Out of the release: most charts have a value for it. First release the annotation \`helm.sh/resource-policy: keep\` in the release's own template, so that Helm does not delete the CRD.
      - Once the release has let go, remove the \`meta.helm.sh/\` annotations from the live CRD, and take a new snapshot.
      "
    `);
  });

  it("gateway-api-channel", () => {
    const told = teller("gateway-api-channel", {
      ...COMMON,
      detail: {
        kind: "gateway-api-channel",
        cause: "to-experimental",
        live: "standard",
        manifest: "experimental",
        fields: null,
      },
    });
    const back = { cause: "to-standard", live: "experimental", manifest: "standard" } as const;
    const all = [
      told({}),
      told({ detail: { manifest: "" } }, OTHER),
      told({ detail: back }),
      told({ detail: { ...back, fields: ["spec.b"] } }, { ...OTHER, detail: { ...back, fields: ["spec.a"] } }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      On prod \`a.example.com\` is of Gateway API's standard channel, and the manifest is of the channel \`experimental\`: its fields and versions can change or go in any release, and the admission policy \`safe-upgrades.gateway.networking.k8s.io\` that Gateway API ships since v1.5 refuses it where it is installed: \`Installing experimental CRDs on top of standard channel CRDs is prohibited by default. Uninstall ValidatingAdmissionPolicy safe-upgrades.gateway.networking.k8s.io to install experimental CRDs on top of standard channel CRDs.\`
      Stay with the standard channel; if an experimental field is needed, take that decision for the whole cluster: one owner for all Gateway API CRDs, one channel, and the policy and its binding removed first where it is installed.

      On dev and prod 2 CRDs are of Gateway API's standard channel, and the manifest names no channel: its fields and versions can change or go in any release, and the admission policy \`safe-upgrades.gateway.networking.k8s.io\` that Gateway API ships since v1.5 refuses it where it is installed: \`Installing experimental CRDs on top of standard channel CRDs is prohibited by default. Uninstall ValidatingAdmissionPolicy safe-upgrades.gateway.networking.k8s.io to install experimental CRDs on top of standard channel CRDs.\`
      Stay with the standard channel; if an experimental field is needed, take that decision for the whole cluster: one owner for all Gateway API CRDs, one channel, and the policy and its binding removed first where it is installed.

      On prod \`a.example.com\` is of Gateway API's experimental channel, and the manifest is of the standard channel, whose schemas lack what only the experimental channel has: routes that use such fields read without them at once, and the next write of an object takes them from the store.
      Stay with the experimental channel where any object uses such a field, until the standard channel has the field too.
      - Where it has happened already: what has not been written since is in the store still, and is shown again by a schema that names it.

      On dev and prod 2 CRDs are of Gateway API's experimental channel, and the manifest is of the standard channel, whose schemas lack \`spec.a\` and \`spec.b\`: routes that use such fields read without them at once, and the next write of an object takes them from the store.
      Stay with the experimental channel where any object uses such a field, until the standard channel has the field too.
      - Where it has happened already: what has not been written since is in the store still, and is shown again by a schema that names it.
      "
    `);
  });

  it("gateway-api-downgrade", () => {
    const told = teller("gateway-api-downgrade", {
      ...COMMON,
      detail: { kind: "gateway-api-downgrade", cause: "older", live: "v1.2.0", manifest: "v1.1.0" },
    });
    const build = { cause: "policy", live: "v1.5.0", manifest: "v0.0.0-dev" } as const;
    expect([told({}), told({ detail: build }, { ...OTHER, detail: build })].join("")).toMatchInlineSnapshot(`
      "
      On prod \`a.example.com\` comes from Gateway API \`v1.2.0\`, and the manifest from the older \`v1.1.0\`: fields and versions that are in use there go.
      Bring the manifest up to \`v1.2.0\` or a newer release; where two sources install Gateway API, let one of them own its CRDs and switch them off in the other.
      - See what brings it: old files in Git, a rollback, or a second owner, such as a gateway's chart.

      On dev and prod 2 CRDs come from Gateway API \`v1.5.0\`, and their manifests from \`v0.0.0-dev\`, a build of unknown age, and the admission policy \`safe-upgrades.gateway.networking.k8s.io\` that comes with \`v1.5.0\` refuses it where it is installed: \`Installing CRDs with version before v1.5.0 is prohibited by default. Uninstall ValidatingAdmissionPolicy safe-upgrades.gateway.networking.k8s.io to install older versions.\`
      Bring the manifest up to \`v1.5.0\` or a newer release; where two sources install Gateway API, let one of them own its CRDs and switch them off in the other.
      - See what brings it: old files in Git, a rollback, or a second owner, such as a gateway's chart.
      "
    `);
  });

  it("helm-release-too-large", () => {
    const told = teller("helm-release-too-large", {
      ...COMMON,
      detail: {
        kind: "helm-release-too-large",
        cause: "refused",
        release: "net/app",
        byHelm: true,
        bytes: 1_234_567,
        isWhole: true,
      },
    });
    const near = { cause: "nearly", bytes: 1_034_567, release: "/app", isWhole: false } as const;
    const all = [
      told({}),
      told({ detail: { byHelm: false } }, { cluster: "dev", detail: { bytes: 1_254_567 } }),
      told({ detail: near }),
    ];
    expect(all.join("")).toMatchInlineSnapshot(`
      "
      The Helm release \`net/app\` on prod takes about 1,240,000 bytes, and Helm keeps a release in one Secret (the chart with \`crds/\` and all its files, the values and the manifest, compressed), of which the API server takes 1,048,576: its next installation or upgrade ends before anything is applied with \`create: failed to create: Secret "sh.helm.release.v1.app.v1" is invalid: data: Too long: may not be more than 1048576 bytes\`, with the revision for \`v1\`.
      Keep the CRDs in a chart of their own, in parts if need be, or apply them without Helm; leave out descriptions of their schemas (controller-gen: \`crd:maxDescLen=0\`); and name in \`.helmignore\` what the chart does not need.

      The Helm release \`net/app\` on dev and prod takes about 1,260,000 bytes, and Helm keeps a release in one Secret (the chart with \`crds/\` and all its files, the values and the manifest, compressed), of which the API server takes 1,048,576: where Helm applies it, its next installation or upgrade ends before anything is applied with \`create: failed to create: Secret "sh.helm.release.v1.app.v1" is invalid: data: Too long: may not be more than 1048576 bytes\`, with the revision for \`v1\`.
      Keep the CRDs in a chart of their own, in parts if need be, or apply them without Helm; leave out descriptions of their schemas (controller-gen: \`crd:maxDescLen=0\`); and name in \`.helmignore\` what the chart does not need.

      The Helm release \`app\` on prod takes about 1,030,000 bytes without its manifest, and Helm keeps a release in one Secret (the chart with \`crds/\` and all its files, the values and the manifest, compressed), of which the API server takes 1,048,576: that is near, and charts grow with their CRDs.
      Plan to keep the CRDs in a chart of their own, or apply them without Helm, before the release that does not fit.
      "
    `);
  });

  it("live-crd-stuck", () => {
    const told = teller("live-crd-stuck", {
      ...COMMON,
      version: "v0",
      detail: {
        kind: "live-crd-stuck",
        cause: "refused",
        storedVersions: ["v0", "v1"],
        missing: ["v0"],
        liveStorage: "v1",
        objects: OBJECTS,
      },
    });
    const unserved = { cause: "no-manifest", objects: { ...OBJECTS, version: "v2" } } as const;
    expect([told({}), told({ detail: unserved })].join("")).toMatchInlineSnapshot(`
      "
      status.storedVersions of \`a.example.com\` on prod names \`v0\`, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back, as this manifest does not.
      See that every object can be read and rewritten, then take \`v0\` off the list with a guarded patch.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`v1\`, at which objects are written today, and the list as the snapshot has it:
          kubectl --context "$CTX" get crd a.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
      - Count the objects:
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces --no-headers | wc -l
      - Rewrite every object: the last line must be \`all rewritten\`. If the list fails with \`request to convert CR from an invalid group/version\`, objects are stored at \`v0\`: then add what is below to spec.versions, apply that, and begin again.
          kubectl --context "$CTX" get as.v1.example.com --all-namespaces -o json --show-managed-fields > as.json && sed '/"apiVersion": "example\\.com\\/[^"]*",$/{N;/"fieldsType"/s|"example\\.com/[^"]*"|"example.com/v1"|;}' as.json > as.rewrite.json && kubectl --context "$CTX" replace --validate=false -f as.rewrite.json && echo "all rewritten"
      - Only after \`all rewritten\`: take \`v0\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.
          kubectl --context "$CTX" patch crd a.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v0","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
      - Count again: the number must be the same. From here on the CRD can be written.
      - Only if the list failed so, this is what to add to spec.versions:

      status.storedVersions of \`a.example.com\` on prod names \`v0\`, which the live CRD itself does not have: the server refuses every write of it, even of a label, that does not bring that version back, as no manifest here does.
      See that every object can be read and rewritten, then take \`v0\` off the list with a guarded patch.
      - Set CTX to the cluster's kubectl context (an empty one means the current context). This must print \`v1\`, at which objects are written today, and the list as the snapshot has it:
          kubectl --context "$CTX" get crd a.example.com -o jsonpath='{.spec.versions[?(@.storage==true)].name}{" "}{.status.storedVersions}{"\\n"}'
      - Count the objects, which reads each of them. They are not rewritten: \`v1\` is not served, and a write at another version drops what only \`v1\` has. If the list fails with \`request to convert CR from an invalid group/version\`, objects are stored at \`v0\`: then add what is below to spec.versions, apply that, and begin again.
          kubectl --context "$CTX" get as.v2.example.com --all-namespaces --no-headers | wc -l
      - Only after a count without an error: take \`v0\` off the list. The patch is refused ("The request is invalid") when the list has changed since; then look again before going on.
          kubectl --context "$CTX" patch crd a.example.com --subresource=status --type=json -p '[{"op":"test","path":"/status/storedVersions","value":["v0","v1"]},{"op":"replace","path":"/status/storedVersions","value":["v1"]}]'
      - Count again: the number must be the same. From here on the CRD can be written.
      - Only if the list failed so, this is what to add to spec.versions:
      "
    `);
  });
});
