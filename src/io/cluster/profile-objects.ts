import { isObject, type JsonValue, member, valueAt } from "../../base/json.ts";
import { readCrd } from "../../crd/crd-object.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import type { FieldUse } from "../../crd/profile/field-use.ts";
import { type UseRecorder, useRecorder } from "../../crd/profile/record-use.ts";
import { schemaDigest } from "../../crd/schema/digest.ts";
import { decodedSchema } from "../../crd/schema/schema-tree.ts";
import type { NotProfiledReason, ProfiledCrd } from "../../snapshots/profiles/profile.ts";
import { fitted } from "../../snapshots/profiles/write-profile.ts";
import { ask, type Patience, readSmallJson } from "./ask.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Connection } from "./connection.ts";
import { type Asking, ExpiredError, ForbiddenError, NO_API_SERVER, PassingError } from "./failures.ts";
import { CRDS_PATH, type ListSize } from "./list-crds.ts";
import { type PageHead, readListItems } from "./list-items.ts";
import { FORBIDDEN_LIST, reasonSentences } from "./unknown-reasons.ts";

/** So many lists are read at a time: each of them may be long. */
const AT_ONCE = 2;
/** More objects of one CRD are more load than this is worth. */
const MOST_OBJECTS = 100_000;
/** A list that expires, or a page that ends in the middle, is begun again. */
const MOST_BEGINNINGS = 4;

export interface Profiling {
  readonly crds: Readonly<Record<string, ProfiledCrd>>;
  /** Why what is not profiled is not, one sentence each and one a reason. */
  readonly warnings: readonly string[];
}

/** What is read of a CRD, and where. */
interface Reading {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly newRecorder: () => UseRecorder;
}

/**
 * Counts how the objects of each CRD use its fields: lists them at their storage version, which converts none that is
 * stored at it, and forgets each at once. What cannot be read is said and leaves the others alone, also where the time is up.
 */
export async function profileObjects(
  connection: Connection,
  patience: Patience & Pick<ListSize, "pageSize">,
  crds: ReadonlyMap<string, LiveCrd>,
): Promise<Profiling> {
  const found = new Map<string, ProfiledCrd>();
  const reasons: { readonly name: string; readonly reason: string }[] = [];
  const queue = [...crds].sort(([a], [b]) => (a < b ? -1 : 1));
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [name, crd] = next;
      const answer = await useOfObjects(connection, patience, name, crd);
      found.set(name, "use" in answer ? fitted(answer.use) : { notProfiled: answer.why });
      if (!("use" in answer)) reasons.push({ name, reason: answer.words });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    crds: Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
    warnings: reasonSentences(reasons, (names) => `How objects of ${names} use their fields is unknown`),
  };
}

type Answer = { readonly use: FieldUse } | { readonly why: NotProfiledReason; readonly words: string };

async function useOfObjects(
  connection: Connection,
  patience: Patience & Pick<ListSize, "pageSize">,
  name: string,
  crd: LiveCrd,
): Promise<Answer> {
  const { plural } = crd.acceptedNames ?? crd.names;
  if (plural === "") return { why: "no-names", words: "its names are another CRD's" };
  if (connection.signal.aborted) return NO_TIME;
  try {
    const reading = await readingOf(connection, patience, { name, group: crd.group, plural });
    return "why" in reading ? reading : { use: await listed(connection, patience, reading) };
  } catch (error) {
    if (connection.signal.aborted) return NO_TIME;
    if (error instanceof ForbiddenError) return { why: "forbidden", words: FORBIDDEN_LIST };
    if (error instanceof TooManyError) return { why: "too-many", words: `there are more than ${MOST_OBJECTS}` };
    if (error instanceof ExpiredError || error instanceof ClusterError) return { why: "failed", words: error.message };
    throw error;
  }
}

const NO_TIME: Answer = {
  why: "no-time",
  words: "the time for the cluster was up; --timeout, or the input, allows more",
};

class TooManyError extends Error {}

/** The CRD as it is now, for its schema: of the list that was read before nothing but facts is left. */
async function readingOf(
  connection: Connection,
  patience: Patience,
  { name, group, plural }: Pick<Reading, "name" | "group" | "plural">,
): Promise<Reading | Exclude<Answer, { readonly use: FieldUse }>> {
  const asking: Asking = {
    what: `the CRD ${name}`,
    right: "the verb `get` on the resource `customresourcedefinitions` of the group `apiextensions.k8s.io`",
  };
  const request = { path: `${CRDS_PATH}/${encodeURIComponent(name)}`, accept: "application/json" };
  const object = await ask(connection, patience, asking, request, (answer) =>
    readSmallJson(connection, asking, answer),
  );
  const version = isObject(object) ? readCrd(object).versions.find((one) => one.storage) : undefined;
  if (version?.served !== true) {
    return { why: "not-served", words: "the version that they are stored at is not served" };
  }
  const schema = version.schema?.openAPIV3Schema;
  const decoded = isObject(schema) ? decodedSchema(schema) : null;
  if (decoded === null) return { why: "no-schema", words: "there is no schema that can be looked into" };
  const about = { version: version.name, digest: schemaDigest(schema) };
  return { name, group, plural, version: version.name, newRecorder: () => useRecorder(decoded, about) };
}

async function listed(
  connection: Connection,
  patience: Patience & Pick<ListSize, "pageSize">,
  reading: Reading,
): Promise<FieldUse> {
  for (let beginning = 1; ; beginning++) {
    try {
      return await readPages(connection, patience, reading);
    } catch (error) {
      if (!(error instanceof ExpiredError) || beginning === MOST_BEGINNINGS) throw error;
    }
  }
}

async function readPages(
  connection: Connection,
  patience: Patience & Pick<ListSize, "pageSize">,
  reading: Reading,
): Promise<FieldUse> {
  const { name, group, version, plural } = reading;
  const recorder = reading.newRecorder();
  const asking: Asking = {
    what: `the objects of ${name}`,
    right: "the verb `list` on the resources whose objects are profiled",
  };
  const path = ["/apis", ...[group, version, plural].map(encodeURIComponent)].join("/");
  const tokens = new Set<string>();
  let count = 0;
  for (let token = ""; ; ) {
    const next = token === "" ? "" : `&continue=${encodeURIComponent(token)}`;
    const request = { path: `${path}?limit=${patience.pageSize}${next}`, accept: "application/json" };
    const before = count;
    const head = await ask(connection, patience, asking, request, async ({ body }) => {
      // What was counted of a page that broke off cannot be taken back.
      if (count > before) {
        body.destroy();
        throw new ExpiredError("a page of the list ended in the middle, several times");
      }
      return readPage(connection, body, reading, (item) => {
        count++;
        if (count > MOST_OBJECTS) throw new TooManyError();
        recorder.add(item);
      });
    });
    token = head.continue;
    if (token === "") return recorder.finished();
    if (tokens.has(token) || tokens.size > MOST_OBJECTS) throw wrongAnswer(connection, `a list of ${name} without end`);
    tokens.add(token);
  }
}

async function readPage(
  connection: Connection,
  body: AsyncIterable<Uint8Array>,
  { name, group, version }: Reading,
  take: (item: { readonly [key: string]: JsonValue }) => void,
): Promise<PageHead> {
  const apiVersion = `${group}/${version}`;
  const reading = await readListItems(body, (item) => {
    const isOne = isObject(item) && member(item, "apiVersion") === apiVersion && isObject(valueAt(item, ["metadata"]));
    if (!isOne) throw wrongAnswer(connection, `an object that is none of ${name}`);
    take(item);
  });
  if (!reading.ok) {
    const message = `${connection.host} sent a page of ${name} broken or not whole (${reading.reason}).`;
    throw new PassingError(message, NO_API_SERVER, null);
  }
  const { value: head } = reading;
  if (head.apiVersion !== apiVersion || !head.hasItems) throw wrongAnswer(connection, `no list of ${name}`);
  return head;
}

function wrongAnswer({ host }: Connection, what: string): ClusterError {
  return new ClusterError(`${host} answered ${what}.`, NO_API_SERVER);
}
