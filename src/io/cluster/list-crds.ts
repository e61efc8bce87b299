import { isObject, type JsonValue, member } from "../../base/json.ts";
import type { LiveCrd } from "../../crd/live-crd.ts";
import { readCrdItem } from "../../snapshots/crd-item.ts";
import { ask, type Patience } from "./ask.ts";
import { ClusterError } from "./cluster-error.ts";
import type { Connection } from "./connection.ts";
import { type Asking, ExpiredError, NO_API_SERVER, PassingError } from "./failures.ts";
import { type PageHead, readListItems } from "./list-items.ts";

export const CRDS_PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A list that expires while it is read is begun again. */
const MOST_BEGINNINGS = 4;
const MOST_PAGES = 200;

/** How much is asked for, and taken. */
export interface ListSize {
  /** CRDs a page. */
  readonly pageSize: number;
  /** More CRDs are no API server's, whether they come on few pages or on many. */
  readonly mostCrds: number;
}

const ASKING: Asking = {
  what: "the list of CRDs",
  right: "the verb `list` on the resource `customresourcedefinitions` of the group `apiextensions.k8s.io`",
};

interface Page {
  readonly head: PageHead;
  readonly crds: readonly (readonly [name: string, crd: LiveCrd])[];
}

/**
 * All CRDs of a cluster, page by page of one consistent list; of each only its facts stay in memory.
 * @throws ClusterError for anything that is not the whole list
 */
export async function listCrds(
  connection: Connection,
  patience: Patience,
  size: ListSize,
): Promise<ReadonlyMap<string, LiveCrd>> {
  for (let beginning = 1; ; beginning++) {
    try {
      return await readPages(connection, patience, size);
    } catch (error) {
      if (!(error instanceof ExpiredError)) throw error;
      if (beginning === MOST_BEGINNINGS) {
        const message = `${connection.host} let the list of CRDs expire while it was read, ${MOST_BEGINNINGS} times (${error.message}).`;
        throw new ClusterError(message, "Try again when the API server has less to do.");
      }
    }
  }
}

async function readPages(
  connection: Connection,
  patience: Patience,
  { pageSize, mostCrds }: ListSize,
): Promise<ReadonlyMap<string, LiveCrd>> {
  const crds = new Map<string, LiveCrd>();
  const tokens = new Set<string>();
  for (let token = ""; ; ) {
    const next = token === "" ? "" : `&continue=${encodeURIComponent(token)}`;
    const request = { path: `${CRDS_PATH}?limit=${pageSize}${next}`, accept: "application/json" };
    const page = await ask(connection, patience, ASKING, request, ({ body }) =>
      readPage(connection, body, { number: tokens.size + 1, most: mostCrds - crds.size }),
    );
    for (const [name, crd] of page.crds) {
      if (crds.has(name)) throw wrongAnswer(connection, `the CRD "${name}" twice`);
      crds.set(name, crd);
    }
    token = page.head.continue;
    if (token === "") return crds;
    if (tokens.has(token)) throw wrongAnswer(connection, "the same continue token twice, so that its list never ends");
    tokens.add(token);
    if (tokens.size >= MOST_PAGES) throw wrongAnswer(connection, `more than ${MOST_PAGES} pages of CRDs`);
  }
}

async function readPage(
  connection: Connection,
  body: AsyncIterable<Uint8Array>,
  { number, most }: { readonly number: number; readonly most: number },
): Promise<Page> {
  const crds: [string, LiveCrd][] = [];
  const reading = await readListItems(body, (item) => {
    const one = readCrdItem(item, { kindOptional: true });
    if (!one.ok) throw wrongAnswer(connection, `a CRD that no API server has: ${nameOf(item)} ${one.reason}`);
    crds.push([one.value.name, one.value.crd]);
    if (crds.length > most) throw wrongAnswer(connection, "more CRDs than any API server has");
  });
  if (!reading.ok) {
    const message = `${connection.host} sent page ${number} of the list of CRDs broken or not whole (${reading.reason}).`;
    throw new PassingError(message, NO_API_SERVER, null);
  }
  const { value: head } = reading;
  if (head.kind !== "CustomResourceDefinitionList" || head.apiVersion !== "apiextensions.k8s.io/v1") {
    const found = typeof head.kind === "string" ? `the kind ${head.kind}` : "an object without kind";
    throw wrongAnswer(connection, `${found}; expected a CustomResourceDefinitionList of apiextensions.k8s.io/v1`);
  }
  if (!head.hasItems) throw wrongAnswer(connection, "a list of CRDs whose `items` is null or missing");
  return { head, crds };
}

function nameOf(item: JsonValue): string {
  const name = member(isObject(item) ? member(item, "metadata") : undefined, "name");
  return typeof name === "string" ? JSON.stringify(name.slice(0, LONGEST_NAME)) : "one without a name";
}

/** The longest that an API server takes. */
const LONGEST_NAME = 253;

function wrongAnswer({ host }: Connection, what: string): ClusterError {
  return new ClusterError(`${host} answered ${what}.`, NO_API_SERVER);
}
