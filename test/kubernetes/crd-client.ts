import { setTimeout } from "node:timers/promises";
import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../../src/base/json.ts";
import { GROUP } from "./lanes.ts";
import { type Answer, type ApiServer, objectOf } from "./server.ts";

const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const SETTLE_MS = 120_000;
const POLL_MS = 20;

export const APPLY = "application/apply-patch+yaml";
export const MERGE_PATCH = "application/merge-patch+json";
export const JSON_PATCH = "application/json-patch+json";

let revisions = 0;

export function crdPath(plural: string): string {
  return `${CRDS}/${plural}.${GROUP}`;
}

/** Where objects of `plural` are at `version`: in one namespace, or in all of them (and for cluster-scoped kinds). */
export function objectsPath(plural: string, version: string, namespace?: string): string {
  const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `/apis/${GROUP}/${version}${within}/${plural}`;
}

/** Server-side apply of a CRD, as `kubectl apply --server-side --force-conflicts` sends it. */
export function applyCrd(server: ApiServer, manifest: JsonObject, query = ""): Promise<Answer> {
  const path = `${CRDS}/${String(valueAt(manifest, ["metadata", "name"]))}?fieldManager=test&force=true${query}`;
  return server.request("PATCH", path, manifest, APPLY);
}

/**
 * Applies a CRD and waits until custom resources are served by exactly this revision of it: the server swaps its
 * handlers a moment after it has stored the CRD, and until then answers from the old ones. A printer column tells them apart.
 * @throws when the server refuses the CRD, and when it then cannot list what is stored
 */
export async function install(server: ApiServer, manifest: JsonObject): Promise<JsonObject> {
  revisions += 1;
  const marker = `Revision${revisions}`;
  const marked = markedWith(manifest, marker);
  const answer = await applyCrd(server, marked);
  if (answer.status !== 200 && answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  const versions = valueAt(marked, ["spec", "versions"]);
  const served = (isArray(versions) ? versions : []).find((version) => member(version, "served") === true);
  const plural = String(valueAt(marked, ["spec", "names", "plural"]));
  if (served !== undefined) {
    const path = objectsPath(plural, String(member(served, "name")));
    await eventually(
      () => server.request("GET", path, undefined, undefined, TABLE),
      (table) => isFrom(table, marker),
    );
  }
  return objectOf(await server.request("GET", crdPath(plural)));
}

function markedWith(manifest: JsonObject, marker: string): JsonObject {
  const spec = manifest.spec;
  const versions = member(spec, "versions");
  if (!isObject(spec) || !isArray(versions)) throw new Error("not a CRD");
  const column = { name: marker, type: "string", jsonPath: ".metadata.name" };
  const marked = versions.map((version) =>
    isObject(version) ? { ...version, additionalPrinterColumns: [column] } : version,
  );
  return { ...manifest, spec: { ...spec, versions: marked } };
}

function isFrom(table: Answer, marker: string): boolean {
  const columns = member(table.body, "columnDefinitions");
  return isArray(columns) && columns.some((column) => member(column, "name") === marker);
}

/** Asks until the answer is as wanted: for what the server's controllers do in their own time. */
export async function eventually(ask: () => Promise<Answer>, wanted: (answer: Answer) => boolean): Promise<Answer> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still ${answer.status}: ${JSON.stringify(answer.body)}`);
    await setTimeout(POLL_MS); // leaves the server the cores it needs to get there
  }
}

export async function storedVersions(server: ApiServer, plural: string): Promise<JsonValue | undefined> {
  return valueAt((await server.request("GET", crdPath(plural))).body, ["status", "storedVersions"]);
}

/** The guarded prune: refused when the list is no longer `expected`. */
export function prune(server: ApiServer, plural: string, expected: JsonValue, next: JsonValue): Promise<Answer> {
  const path = "/status/storedVersions";
  const patch = [
    { op: "test", path, value: expected },
    { op: "replace", path, value: next },
  ];
  return server.request("PATCH", `${crdPath(plural)}/status`, patch, JSON_PATCH);
}

/** Lists every object at `version`. @throws when the list fails */
export async function listAll(server: ApiServer, plural: string, version: string): Promise<readonly JsonObject[]> {
  // A version that nobody has listed yet takes a moment.
  const answer = await eventually(
    () => server.request("GET", objectsPath(plural, version)),
    ({ status, body }) => status !== 429 || member(body, "message") !== "storage is (re)initializing",
  );
  const items = member(answer.body, "items");
  if (answer.status !== 200 || !isArray(items)) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return items.filter(isObject);
}

/** Every object as it reads at `version`, without what every write changes. */
export async function contents(server: ApiServer, plural: string, version: string): Promise<readonly JsonObject[]> {
  return (await listAll(server, plural, version)).map((object) => {
    const { resourceVersion: _, managedFields: __, ...metadata } = isObject(object.metadata) ? object.metadata : {};
    return { ...object, metadata };
  });
}

/** PUTs every object back as it was read. @returns the statuses */
export async function rewriteAll(server: ApiServer, plural: string, version: string): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const object of await listAll(server, plural, version)) {
    const namespace = valueAt(object, ["metadata", "namespace"]);
    const name = valueAt(object, ["metadata", "name"]);
    const path = objectsPath(plural, version, namespace === undefined ? undefined : String(namespace));
    statuses.push((await server.request("PUT", `${path}/${String(name)}`, object)).status);
  }
  return statuses;
}

/** The versions at which etcd really holds the objects, each once. */
export async function versionsInEtcd(server: ApiServer, plural: string): Promise<readonly string[]> {
  const objects = Object.values(await server.stored(GROUP, plural));
  return [...new Set(objects.map((object) => String(member(object, "apiVersion"))))].sort();
}
