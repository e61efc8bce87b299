import { Session } from "node:inspector";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isObject, type JsonObject, type JsonValue } from "../src/base/json.ts";
import { parseServerVersion } from "../src/base/server-version.ts";
import type { ReleasedText } from "../src/check/reading/tree.ts";
import { judgeCaBundle } from "../src/crd/ca-bundle.ts";
import { liveFromObject } from "../src/crd/live-from-object.ts";
import { namesConflicts } from "../src/crd/names-conflict.ts";
import { objectAnswer } from "../src/crd/objects/answer.ts";
import { servedVersion } from "../src/crd/objects/version.ts";
import { predict } from "../src/crd/predict.ts";
import { compareUse } from "../src/crd/profile/compare-use.ts";
import type { FieldUse } from "../src/crd/profile/field-use.ts";
import { useRecorder } from "../src/crd/profile/record-use.ts";
import { heldShape, lettingGo } from "../src/crd/schema/held-schema.ts";
import { unreachableBounds } from "../src/crd/schema/integer-bounds.ts";
import { droppedFields, emptiedProperties } from "../src/crd/schema/kept-fields.ts";
import { readSchema } from "../src/crd/schema/schema-props.ts";
import { findInIndex } from "../src/fetch/chart-index.ts";
import { planFetch } from "../src/fetch/plan.ts";
import { apiWords } from "../src/manifests/api-uses.ts";
import { releaseSize } from "../src/manifests/charts/release-size.ts";
import { templateAsks } from "../src/manifests/charts/template-asks.ts";
import { readManifests } from "../src/manifests/crd-reader.ts";
import { releasedObjects } from "../src/manifests/released-objects.ts";
import { servicesIn } from "../src/manifests/services.ts";
import { lostFields } from "../src/migrate/losses.ts";
import { atVersion } from "../src/migrate/managed-fields.ts";
import { readPage } from "../src/migrate/object-text.ts";
import { releaseCrdOf } from "../src/releases/facts.ts";
import { wayThrough } from "../src/releases/plan/way-through.ts";
import { readHistory } from "../src/releases/read-history.ts";
import { chooseTags } from "../src/releases/select-tags.ts";
import { writeHistory } from "../src/releases/write-history.ts";
import { renderHtml } from "../src/report/fleet-page/render-html.ts";
import { servicesByCluster } from "../src/rules/services-there.ts";
import { readProfile } from "../src/snapshots/profiles/read-profile.ts";
import { fitted } from "../src/snapshots/profiles/write-profile.ts";
import { readSnapshot } from "../src/snapshots/read.ts";
import type { SourceReference } from "../src/sources/reference.ts";
import { judged, treeFiles } from "./check/in-memory.ts";
import { crdYaml } from "./releases/projects.ts";
import { fleetReport } from "./report/fleet.ts";
import { crd as evaluatedCrd, live as evaluatedLive, findingsOf } from "./rules/evaluated.ts";
import { route, STRICT, withSpec } from "./rules/objects.ts";
import { snapshotOf } from "./snapshots/stored-crds.ts";
import { bootstrap, CHARTS, helmRelease, kustomization } from "./sources/flux/objects.ts";
import { inventoryOf } from "./sources/flux/tree.ts";
import { referencesOf } from "./sources/tree.ts";

/** Work on an input of a size, for everything that once took the square of it. */
const WORK: Readonly<Record<string, (size: number) => void>> = {
  "an index of charts": (size) => {
    const charts = names(size).map((name) => `  ${name}:\n  - version: 1.0.0\n    urls: [a.tgz]\n`);
    findInIndex(`entries:\n${charts.join("")}`, "none", "1.0.0");
  },
  "a schema of which nothing is to be said": (size) => {
    // None stands in its order, each has a text of backslashes and quotes, and some are below each other.
    const description = '\\\\"'.repeat(20);
    let below: JsonObject = { type: "string", description };
    for (let level = 0; level < 60; level++)
      below = { type: "object", properties: { z: below, a: { type: "string" } }, description };
    const named = names(size).toReversed();
    const properties = Object.fromEntries(named.map((name) => [name, { type: "string", description }]));
    const schema = { type: "object", properties: { ...properties, below } };
    const light = lettingGo({ openAPIV3Schema: schema }, () => schema);
    if (heldShape(light) === undefined) throw new Error("it is not plain");
  },
  "CRDs that are read again": (size) => {
    const text = names(size).map(
      (name) => `${JSON.stringify(evaluatedCrd({ name: `${name}.b.c`, versions: "v1*" }))}\n---\n`,
    );
    const { crds } = readManifests("a.yaml", new TextEncoder().encode(text.join("")), { letsGo: true });
    for (const { locate } of crds) for (const key of ["spec", "metadata"]) locate([key]);
    JSON.stringify(crds);
  },
  "versions of a chart": (size) => {
    const versions = names(size).map((_, at) => `  - version: 1.${at}.0\n    urls: [a.tgz]\n`);
    findInIndex(`entries:\n  a:\n${versions.join("")}`, "a", "1.x");
  },
  "fields of objects": (size) => {
    const properties = Object.fromEntries(names(size).map((name) => [name, TEXT]));
    const spec = Object.fromEntries(names(size).map((name) => [name, "x"]));
    const recorder = useRecorder(readSchema({ properties: { spec: { properties } } }), { version: "v1", digest: "" });
    recorder.add({ spec });
    compareUse(
      fitted(recorder.finished()),
      readSchema({ properties: { spec: { properties } } }),
      readSchema({ required: names(size) }),
    );
  },
  "paths of a profile": (size) => {
    const profile = profileText(names(size).map((name) => `spec.${name}`));
    const required = { properties: { spec: { required: names(size) } } };
    compareUse({ ...profile, cut: 1 }, readSchema({ properties: { spec: { properties: {} } } }), readSchema(required));
  },
  "a long path of a profile": (size) => {
    compareUse(profileText([names(size).join(".")]), null, readSchema({}));
  },
  "a page of a cluster's objects": (size) => {
    const object = (name: string) =>
      `{"apiVersion":"a.b/v1","metadata":{"name":"${name}","uid":"${name}","resourceVersion":"1","creationTimestamp":"2026-01-01T00:00:00Z"}}`;
    readPage(`{"metadata":{},"items":[${names(size).map(object).join(",")}]}`);
  },
  "owners of an object's fields": (size) => {
    const entry = (name: string, at: number) =>
      `{"manager":"${name}","operation":"Update","apiVersion":"a.b/v${at % 2}","fieldsV1":{"f:${name}":{}}}`;
    atVersion(`{"metadata":{"managedFields":[${names(size).map(entry).join(",")}]}}`, "a.b", "v1");
  },
  "owners that become one": (size) => {
    const entry = (name: string, at: number) =>
      `{"manager":"m","operation":"Update","apiVersion":"a.b/v${at}","fieldsV1":{"f:${name}":{}}}`;
    atVersion(`{"metadata":{"managedFields":[${names(size).map(entry).join(",")}]}}`, "a.b", "v1");
  },
  "fields that a version does not show": (size) => {
    lostFields({ spec: Object.fromEntries(names(size).map((name) => [name, [{ a: 1 }]])) }, { spec: {} });
  },
  "what is to be fetched": (size) => planned(names(size)),
  "keys of a map that are no properties": (size) => predicted({ properties: { a: mapList(size, {}) } }),
  "keys of a map that are not required": (size) =>
    predicted({ properties: { a: mapList(size, Object.fromEntries(names(size).map((name) => [name, TEXT]))) } }),
  "the same key of a map": (size) =>
    predicted({
      properties: {
        a: mapList(
          size,
          {},
          Array.from({ length: size }, () => "a"),
        ),
      },
    }),
  "properties without type": (size) =>
    predicted({ properties: Object.fromEntries(names(size).map((name) => [name, {}])) }),
  "rules that see a few fields each": (size) =>
    predicted({
      properties: Object.fromEntries(names(size).map((name) => [name, TEXT])),
      "x-kubernetes-validations": names(size).map((name) => ({ rule: `self.${name} == ''` })),
    }),
  "tags of releases": (size) =>
    chooseTags(
      names(size).flatMap((name, at) =>
        [name, `v1.${at}.0`, `v1.${at}.0-rc.1`].map((tag) => ({ name: tag, commit: "" })),
      ),
      { tags: ["v*"], preReleases: false, since: "v1.1" },
    ),
  "a history of releases": (size) => {
    const crd = { facts: null, refused: ["no"], undecided: [] };
    const releases = names(size).map((name, at) => ({
      version: `v1.${at}.0`,
      commit: "0".repeat(40),
      crds: new Map([[`${name}.a.b`, crd]]),
    }));
    const origin = { tool: "1", tags: ["v*"], paths: [] };
    readHistory("a.json", Buffer.from(writeHistory({ formatVersion: 1, name: "a", origin, releases })));
  },
  "a way through many releases": (size) => {
    const manifestOf = (versions: readonly string[], field: string) =>
      readManifests("a.yaml", Buffer.from(crdYaml({ versions, fields: [field] }))).crds;
    const [old, last] = [manifestOf(["v1"], "a"), manifestOf(["v2"], "a")];
    const between = names(size).flatMap((name, at) => manifestOf(at % 2 === 0 ? ["v1", "v2 storage"] : ["v1"], name));
    const releases = [...old, ...between, ...last].map((manifest, at) => ({
      version: `v1.${at}.0`,
      commit: "",
      crds: new Map([[manifest.name, releaseCrdOf(manifest)]]),
    }));
    const status = { storedVersions: ["v1"] };
    const live = Object.fromEntries(old.map(({ name, object }) => [name, liveFromObject({ ...object, status })]));
    const loaded = { snapshot: snapshotOf(live), path: "", lineOf: () => 1 };
    const cluster = { name: "a", loaded, server: parseServerVersion(null) };
    const history = { formatVersion: 1 as const, name: "a", origin: { tool: "1", tags: [], paths: [] }, releases };
    expect(wayThrough(history, cluster, new Map(last.map((manifest) => [manifest.name, [manifest]])))).not.toBeNull();
  },
  "many versions": (size) => answered(crd({}, names(size))),
  "bad names of versions": (size) =>
    answered(
      crd(
        {},
        names(size).map((name) => `${name}_`),
      ),
    ),
  "one name of a version": (size) =>
    answered(
      crd(
        {},
        Array.from({ length: size }, () => "v1"),
      ),
    ),
  "review versions": (size) => answered(withWebhook({ conversionReviewVersions: names(size) })),
  "a certificate of blanks": (size) => judgeCaBundle(Buffer.from(" ".repeat(size))),
  "a certificate of ends": (size) => judgeCaBundle(Buffer.from("\n-----END ".repeat(size))),
  "a certificate of headers": (size) => judgeCaBundle(Buffer.from("-----BEGIN A:-----\n-----END A:\n".repeat(size))),
  "CRDs of one group": (size) =>
    namesConflicts(
      names(size).map((name) => ({
        crd: `${name}.a.b`,
        group: "a.b",
        wanted: { plural: name, kind: "Same" },
        accepted: null,
      })),
    ),
  // All of what follows of one long list: the rules that read it, and what they say.
  "stored versions that the manifest lacks": (size) =>
    stored({ live: names(size), stored: names(size), manifest: names(size).map((name) => `${name}beta1`) }),
  "stored versions that the live CRD lacks": (size) =>
    stored({ live: ["v1"], stored: ["v1", ...names(size).map((name) => `${name}beta1`)], manifest: ["v1"] }),
  "stored versions that the live CRD lacks, without a manifest": (size) =>
    stored({ live: ["v1"], stored: ["v1", ...names(size).map((name) => `${name}beta1`)], manifest: [] }),
  "stored versions to migrate": (size) => stored({ live: names(size), stored: names(size), manifest: names(size) }),
  "versions that are no longer served": (size) =>
    stored({ live: names(size), stored: ["v1"], manifest: ["v1", ...names(size).map((name) => `${name}beta1`)] }),
  "fields that a schema drops": (size) => {
    const properties = Object.fromEntries(names(size).map((name) => [name, TEXT]));
    const full = readSchema({ type: "object", properties: { spec: { type: "object", properties } } });
    droppedFields(full, readSchema({ type: "object", properties: { spec: { type: "object" } } }));
    droppedFields(full, full);
    emptiedProperties(readSchema({ type: "object", properties }), readSchema({ type: "object" }));
  },
  "bounds beyond their formats": (size) => {
    const bound = { type: "integer", format: "int32", maximum: 2 ** 40 };
    const properties = Object.fromEntries(names(size).map((name) => [name, { type: "array", items: bound }]));
    unreachableBounds(readSchema({ type: "object", properties }));
  },
  // Both are as many as its size: what is linear in each alone.
  "manifests on clusters that are alike": (size) => {
    const text = JSON.stringify({
      ...SNAPSHOT,
      crds: { "v1.a.b": liveFromObject({ ...named("v1"), status: { storedVersions: ["v1"] } }) },
    });
    judged(null, {
      ...Object.fromEntries(
        names(size).map((name) => [
          `.github/crd-upgrade-guard/clusters/${name}.json`,
          text.replace('"cluster":"p"', `"cluster":"${name}"`),
        ]),
      ),
      "a.yaml": names(size)
        .map((name) => JSON.stringify(named(name)))
        .join("\n---\n"),
    });
  },
  "a search for Services": (size) => {
    const documents = names(size).map((name) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`);
    const templates = names(size).map(() => "kind: Service\nmetadata:\n  name: {{ x }}\n");
    servicesIn(new TextEncoder().encode([...documents, ...templates].join("---\n")));
  },
  "conversions by Services": (size) => {
    const services = names(size).flatMap((name, at) => [
      { name, namespace: "a", path: `charts/${name}/a.yaml`, clusters: ["p"] },
      { name: null, namespace: null, path: `folder${at}/a.yaml`, clusters: ["p"] },
    ]);
    const rendered = names(size).map((name) => ({ kind: "helm" as const, path: `other/${name}`, clusters: ["p"] }));
    const there = servicesByCluster(services, rendered)("p");
    for (const name of names(size)) [there.mayHave(`b/${name}`), there.named(name)];
  },
  "managers of a live CRD": (size) => {
    const fieldsV1 = { "f:spec": { "f:versions": {} } };
    const managedFields = names(size).map((manager) => ({ manager, operation: "Apply", fieldsV1 }));
    const { metadata, ...crd } = named("v1");
    liveFromObject({ ...crd, metadata: { ...(isObject(metadata) ? metadata : {}), managedFields }, status: {} });
  },
  "files that nobody can read": (size) => {
    const files = names(size).map((name) => [`${name}/a.yaml`, `kind: CustomResourceDefinition # ${name}\n`]);
    judged({ "README.md": "" }, Object.fromEntries(files));
  },
  "kustomizations that are set aside and lead to one another": (size) => {
    const all = names(size);
    const files = {
      "a/kustomization.yaml": `resources:\n${all.map((name) => `- ../vendor/${name}\n`).join("")}`,
      ...Object.fromEntries(
        all.map((name, at) => [`vendor/${name}/kustomization.yaml`, `resources: [../${all[at + 1] ?? name}]\n`]),
      ),
    };
    const head = treeFiles(files);
    const isFolder = (path: string) => `${path}/kustomization.yaml` in files;
    const follow = (path: string) => (isFolder(path) ? { kind: "directory" as const, path } : head.follow(path));
    judged(null, files, "check", {}, { ports: { head: { ...head, follow } } });
  },
  "Applications in a file": (size) => {
    referencesOf({ "a.yaml": names(size).map(application).join("---\n"), "b/Chart.yaml": "" });
  },
  "files of Applications": (size) => {
    referencesOf(Object.fromEntries(names(size).map((name) => [`apps/${name}.yaml`, application(name)])));
  },
  "elements of an ApplicationSet": (size) => {
    const elements = names(size).map((name) => `{name: ${name}}`);
    referencesOf({ "a.yaml": applicationSet(`list: {elements: [${elements.join(", ")}]}`) });
  },
  "folders of an ApplicationSet": (size) => {
    const git = "git: {repoURL: 'https://github.com/acme/gitops', directories: [{path: 'a/*'}, {path: 'b/*'}]}";
    referencesOf({
      "a.yaml": applicationSet(git),
      ...Object.fromEntries(names(size).map((name) => [`a/${name}/x`, ""])),
    });
  },
  "ApplicationSets in a file": (size) => {
    const sets = names(size).map(() => applicationSet("list: {elements: [{name: a}]}"));
    referencesOf({ "a.yaml": sets.join("---\n") });
  },
  "Applications of one kustomization": (size) => {
    referencesOf({
      "a.yaml": names(size).map(application).join("---\n"),
      "apps/kustomization.yaml": "resources: [https://a.example/b.yaml, ../base]\n",
      "base/kustomization.yaml": "resources: [https://a.example/c.yaml]\n",
    });
  },
  "Applications of one chart": (size) => {
    referencesOf({
      "a.yaml": names(size).map(application).join("---\n"),
      "apps/Chart.yaml": "dependencies: [{name: a, version: 1.0.0, repository: 'https://a.example'}]\n",
      "apps/values.yaml": "a: {b: c}\n",
    });
  },
  "dependencies of a chart": (size) => {
    const entries = names(size).map((name) => `- {name: ${name}, repository: 'https://a.example', version: 1.0.0}\n`);
    referencesOf({
      "Chart.yaml": `dependencies:\n${entries.join("")}`,
      "Chart.lock": `dependencies:\n${entries.join("")}`,
    });
  },
  "the same dependency": (size) => {
    const entries = names(size).map(() => "- {name: a, repository: 'https://a.example', version: 1.0.0}\n");
    referencesOf({
      "Chart.yaml": `dependencies:\n${entries.join("")}`,
      "Chart.lock": `dependencies:\n${entries.join("")}`,
    });
  },
  "addresses in a kustomization": (size) => {
    const entries = names(size).map((name) => `- https://a.example/${name}/b.yaml\n`);
    referencesOf({ "kustomization.yaml": `resources:\n${entries.join("")}` });
  },
  "releases of a helmfile": (size) => {
    const entries = names(size).map((name) => `- {name: ${name}, chart: 'oci://a.example/b', values: [a.yaml]}\n`);
    referencesOf({ "helmfile.yaml": `releases:\n${entries.join("")}` });
  },
  "JSON values in a row": (size) =>
    readManifests("a.json", new TextEncoder().encode(`{"kind":"CustomResourceDefinition"}${"\n{}".repeat(size)}`)),
  "HelmReleases, with a patch each": (size) => {
    const releases = names(size).map((name) => helmRelease(name, "1.0.0"));
    inventoryOf({
      ...CHARTS,
      "base/kustomization.yaml": "resources: [web.yaml]\n",
      "base/web.yaml": releases.join("---\n"),
      "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: web.yaml}]\n",
      "prod/web.yaml": releases.map((release) => release.replace("1.0.0", "2.0.0")).join("---\n"),
    });
  },
  "Kustomizations of Flux, with variables and a ConfigMap each": (size) => {
    const files = names(size).flatMap((name) => [
      [`${name}/ks.yaml`, kustomization(name, `./${name}/app`, { postBuild: { substituteFrom: [config(name)] } })],
      [`${name}/app/web.yaml`, helmRelease(name, `\${V}`, `  valuesFrom: [{kind: ConfigMap, name: ${name}}]\n`)],
      [`${name}/app/config.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {V: "1"}\n`],
    ]);
    inventoryOf({
      ...CHARTS,
      ...bootstrap("prod"),
      ...Object.fromEntries(files),
      "clusters/prod/kustomization.yaml": `resources: [${["flux-system", ...names(size).map((name) => `../../${name}/ks.yaml`)].join(", ")}]\n`,
    });
  },
  "objects of a release": (size) => {
    releasedObjects(releasedText(names(size).map(() => "v1")), apiWords(["a.b/v1"]));
    releasedObjects(releasedText(names(size).map(() => "v1")), apiWords(["a.b/v2"]));
  },
  "versions that are asked for of a release of other objects": (size) => {
    const text = releasedText(["v1", ...names(size).map(() => "w1")]);
    releasedObjects(text, apiWords(names(size).map((name) => `a.b/${name}`)));
  },
  "versions that a release holds and that are no longer served": (size) => {
    const versions = ["v0", ...names(size)];
    const served = versions.map((name, at) => (at === 0 ? `${name}*` : name)).join(" ");
    const left = versions.map((name, at) => (at === 0 ? `${name}*` : `${name}!`)).join(" ");
    const shape = (versions: string) => ({ name: "things.a.b", kind: "Thing", versions });
    findingsOf({
      files: { "a.yaml": [evaluatedCrd(shape(left))] },
      base: { "a.yaml": [evaluatedCrd(shape(served))] },
      clusters: { p: { "things.a.b": evaluatedLive(shape(served), ["v0"]) } },
      baseReleased: names(10).map((name) => held(releasedText(names(size)), `net/${name}`)),
    });
  },
  "releases that hold a version": (size) => {
    const text = releasedText(["v1"]);
    const shape = (versions: string) => ({ name: "things.a.b", kind: "Thing", versions });
    const releases = names(8 * size).map((name) => held(text, `net/${name}`));
    findingsOf({
      files: { "a.yaml": [evaluatedCrd(shape("v1! v2*"))] },
      base: { "a.yaml": [evaluatedCrd(shape("v1 v2*"))] },
      clusters: { p: { "things.a.b": evaluatedLive(shape("v1 v2*"), ["v2"]) } },
      baseReleased: releases,
      released: releases,
    });
  },
  "files of a chart, as a release keeps them": (size) => {
    const files = new Map(
      names(size).map((name) => [`templates/${name}.yaml`, Buffer.from(`a: ${name}`.repeat(5000))]),
    );
    releaseSize({ name: "a", namespace: "b", files, values: [], rendered: releasedText(names(size)) });
  },
  "templates that ask for CRDs": (size) => {
    const ask = '{{ if not (lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" "a") }}';
    templateAsks(new Map(names(size).map((name) => [`templates/${name}.yaml`, `${ask}\nkind: X\n`])));
    templateAsks(
      new Map(names(size).map((name) => [`templates/${name}.yaml`, `${ask}\nkind: CustomResourceDefinition\n`])),
    );
  },
  "lines of a template that asks at its end": (size) => {
    templateAsks(new Map([["templates/a.yaml", `${"a: b\n".repeat(size)}{{ if .Release.IsUpgrade }}`]]));
  },
  "custom resources that a schema refuses": (size) => {
    const objects = names(size).map((name) => route({ tier: "legacy", [name]: 1 }, { name }));
    const clusters = { p: { "routes.example.com": evaluatedLive({ versions: "v1*" }, ["v1"]) } };
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    findingsOf({ files: { "crd.yaml": [withSpec(STRICT)], "a.yaml": objects, "list.json": list }, clusters });
  },
  "faults of one custom resource": (size) => {
    objectFaults({ type: "array", items: TEXT, "x-kubernetes-list-type": "set" }, [...names(size).map(() => 1), "a"]);
    objectFaults({ type: "object" }, Object.fromEntries(names(size).map((name) => [name, 1])));
  },
  "items of a list that a write replaces": (size) => {
    const items = {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: { type: "object", properties: { name: TEXT, a: { type: "integer" } } },
    };
    const list = (a: JsonValue) => names(size).map((name) => ({ name, a }));
    objectFaults(items, list("b"), list("a"));
    objectFaults(items, list("b"), list("b"));
  },
  // The first hundred problems are looked up in the file, each by a walk through it.
  "a snapshot of empty CRDs": (size) =>
    snapshot({ crds: Object.fromEntries(names(8 * size).map((name) => [`${name}.a.b`, {}])) }),
  "a snapshot of unknown keys": (size) => snapshot(Object.fromEntries(names(8 * size).map((name) => [`x${name}`, 1]))),
  "a newer snapshot of unknown keys": (size) =>
    snapshot({
      ...Object.fromEntries(names(size).map((name) => [`x${name}`, 1])),
      origin: { kind: "dump", tool: "9.0.0" },
    }),
  "clusters on the fleet page": (size) => {
    renderHtml(fleetReport(size, 5));
  },
  "CRDs on the fleet page": (size) => {
    renderHtml(fleetReport(5, size));
  },
};

/** What is wrong with an object whose `spec.a` has a schema, and maybe had another value before. */
function objectFaults(schema: JsonObject, value: JsonValue, old?: JsonValue): void {
  const version = servedVersion(withSpec({ a: schema }), "v1", parseServerVersion("v1.37.2"));
  if (version === null) throw new Error("no v1");
  const object = route({ a: value });
  objectAnswer(old === undefined ? { object } : { object, old: route({ a: old }) }, version);
}

const session = new Session();

beforeAll(() => {
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
});

afterAll(() => session.disconnect());

/** Beyond it the errors are cut, and growth would not be seen. */
const MOST = 220;

/** What is read of a profile of one CRD with these paths. */
function profileText(paths: readonly string[]): FieldUse {
  const use = { objects: 1, types: ["object"] };
  const crd = { version: "v1", schema: `sha256:${"a".repeat(64)}`, objects: 1 };
  const profile = {
    formatVersion: 1,
    cluster: "prod",
    origin: { tool: "0.1.0" },
    capturedAt: "2026-11-22T02:00:00Z",
    crds: { "a.b": { ...crd, paths: Object.fromEntries(paths.map((path) => [path, use])) } },
  };
  const reading = readProfile("prod.json", new TextEncoder().encode(JSON.stringify(profile)), "0.1.0", "prod");
  const read = reading.ok ? reading.value.profile.crds["a.b"] : undefined;
  if (read === undefined || "notProfiled" in read) throw new Error(JSON.stringify(reading));
  return read;
}

describe("the work that hostile input makes", () => {
  it.each(Object.keys(WORK))("grows with it: %s", (name) => {
    const work = WORK[name] ?? (() => {});
    // What is loaded and made once is no part of the growth.
    counted(() => work(MOST));
    fc.assert(
      fc.property(fc.integer({ min: 25, max: MOST / 4 }), (size) => {
        const [small, large] = [counted(() => work(size)), counted(() => work(4 * size))];
        // A square would be 16 times as much; sorting is a little more than four times.
        expect(large / small).toBeLessThan(5.5);
      }),
      { numRuns: 5 },
    );
  });

  it("is seen where it grows with the square", () => {
    const square = (size: number) => {
      for (const name of names(size)) names(size).find((other) => other === `${name}?`);
    };
    counted(() => square(50));
    expect(counted(() => square(200)) / counted(() => square(50))).toBeGreaterThan(10);
  });
});

function config(name: string): object {
  return { kind: "ConfigMap", name };
}

/** How many blocks of code run: the same for the same input, on any machine. */
function counted(work: () => void): number {
  taken();
  work();
  return taken();
}

/** The blocks that have run since this was asked last. */
function taken(): number {
  let sum = 0;
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error !== null) throw error;
    for (const { functions, url } of answer.result) {
      if (!/\/(?:src|test)\//.test(url) || url.includes("node_modules")) continue;
      for (const { ranges } of functions) for (const { count } of ranges) sum += count;
    }
  });
  return sum;
}

const TEXT = { type: "string" };

function names(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `v${i + 1}`);
}

/** A tree in which every reference is another one, over a base that has half of them. */
function planned(repositories: readonly string[]): void {
  const place = { path: "a.yaml", range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } };
  const references = repositories.map(
    (name): SourceReference => ({
      ...{ kind: "HelmRelease", name, namespace: null, version: "1.0.0", place, object: place, destination: null },
      origin: { kind: "oci", repository: `ghcr.io/a/${name}`, ref: { tag: "1.0.0" }, content: "chart" },
      delivery: { by: "files", client: "unknown", recurse: false },
    }),
  );
  planFetch({
    head: references,
    base: references.slice(0, references.length / 2),
    all: true,
    allow: ["ghcr.io"],
    identityOf: () => "",
    locked: () => null,
    has: () => false,
  });
}

function mapList(size: number, properties: JsonObject, keys: readonly string[] = names(size)): JsonObject {
  return {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
    items: { type: "object", properties, required: names(size).map((name) => `r${name}`) },
  };
}

function crd(schema: JsonObject, versions: readonly string[] = ["v1"]): JsonObject {
  const listed = versions.map(
    (name, i): JsonValue => ({
      name,
      served: true,
      storage: i === 0,
      schema: { openAPIV3Schema: { type: "object", ...schema } },
    }),
  );
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.a.b" },
    spec: { group: "a.b", names: { plural: "things", kind: "Thing" }, scope: "Namespaced", versions: listed },
  };
}

function withWebhook(webhook: JsonObject): JsonObject {
  const whole = crd({});
  const spec = isObject(whole.spec) ? whole.spec : {};
  const conversion = { strategy: "Webhook", webhook: { clientConfig: { url: "https://a.b" }, ...webhook } };
  return { ...whole, spec: { ...spec, conversion } };
}

function predicted(schema: JsonObject): void {
  answered(crd(schema));
}

/** As a live CRD and as a manifest over another one. */
function answered(manifest: JsonObject): void {
  const stored = Array.from({ length: 50 }, (_, i) => `v${i}`);
  const live = liveFromObject({ ...manifest, status: { storedVersions: stored } });
  predict({
    manifest: { ...manifest },
    live: { ...live, storedVersions: stored },
    server: parseServerVersion("v1.37.2"),
    client: "unknown",
  });
}

const SNAPSHOT = {
  formatVersion: 2,
  cluster: "p",
  origin: { kind: "dump", tool: null },
  serverVersion: null,
  capturedAt: null,
  complete: true,
  apis: [],
  crds: {},
};

/** A CRD of another name. */
function named(plural: string): JsonObject {
  const whole = crd({});
  const spec = isObject(whole.spec) ? whole.spec : {};
  return { ...whole, metadata: { name: `${plural}.a.b` }, spec: { ...spec, names: { plural, kind: `K${plural}` } } };
}

/** @param manifest names of versions; empty: there is no manifest of the CRD */
function stored(lists: Readonly<Record<"live" | "stored" | "manifest", readonly string[]>>): void {
  const live = liveFromObject({ ...crd({}, lists.live), status: { storedVersions: lists.stored } });
  const snapshotText = JSON.stringify({ ...SNAPSHOT, crds: { "things.a.b": { ...live, hasObjects: true } } });
  const manifest = lists.manifest.length === 0 ? named("other") : crd({}, lists.manifest);
  const files = {
    ".github/crd-upgrade-guard/clusters/p.json": snapshotText,
    "a.yaml": JSON.stringify(manifest, null, 1),
  };
  judged(null, files, "gate");
}

function snapshot(content: JsonObject): void {
  const text = JSON.stringify({ ...SNAPSHOT, ...content });
  readSnapshot("p.json", new TextEncoder().encode(text), "0.1.0");
}

/** What Helm keeps of a release with an object at each of these versions. */
function releasedText(versions: readonly string[]): Uint8Array {
  return new TextEncoder().encode(
    versions.map((name) => `---\n# Source: a/templates/a.yaml\napiVersion: a.b/${name}\nkind: Thing\n`).join(""),
  );
}

function held(text: Uint8Array, release = "net/app"): ReleasedText {
  return {
    release,
    path: "charts/app",
    place: { path: "charts/app/Chart.yaml", line: 1 },
    clusters: ["p"],
    byHelm: true,
    text,
    bytes: () => 0,
    asks: { templates: () => [], folder: null, isUpgrade: false },
  };
}

function application(name: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec: {source: {repoURL: 'https://github.com/acme/gitops', path: apps, targetRevision: main}}
`;
}

function applicationSet(generator: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: a}
spec:
  generators: [${generator}]
  template:
    metadata: {name: '{{name}}'}
    spec: {source: {repoURL: 'https://a.example', chart: a, targetRevision: '{{name}}'}}
`;
}
