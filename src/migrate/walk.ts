import { type ObjectText, readPage } from "./object-text.ts";
import type { ClusterPort, Fault, ObjectsAt } from "./ports.ts";

/** As kubectl's lists. */
export const NAMES_A_PAGE = 500;
/** An object has up to 1.5 MiB, and a page is in memory as a whole. */
export const OBJECTS_A_PAGE = 100;

/** A server that forgets lists faster than they can be read. */
const MOST_BEGINNINGS = 4;

export type WalkEnd =
  | { readonly kind: "walked" }
  | { readonly kind: "unreadable"; readonly said: string }
  | ({ readonly kind: "stopped" } & Fault);

type Step =
  | { readonly kind: "page"; readonly objects: readonly ObjectText[] }
  /** What was given so far comes again. */
  | { readonly kind: "begun" }
  | WalkEnd;

/**
 * The pages of all objects, one a call. A list that expires goes on from the same object in what is there by then: what was
 * deleted or created meanwhile may or may not be seen, nothing else is left out or seen twice.
 */
export function pager(
  at: ObjectsAt,
  cluster: ClusterPort,
  want: { readonly limit: number; readonly names: boolean },
): () => Promise<Step> {
  let [token, beginnings, isOver] = ["", 1, false];
  return async () => {
    for (;;) {
      if (isOver) return { kind: "walked" };
      const page = await cluster.page(at, { ...want, token });
      if (page.kind === "expired") {
        if (page.token !== null) {
          token = page.token;
          continue;
        }
        if (beginnings === MOST_BEGINNINGS)
          return { kind: "unreadable", said: "the list expires before it can be read" };
        [token, beginnings] = ["", beginnings + 1];
        return { kind: "begun" };
      }
      if (page.kind !== "page") return page;
      const read = readPage(page.text);
      if (!read.ok) return { kind: "stopped", ...noList(cluster.host, at, read.reason) };
      token = read.value.token;
      isOver = token === "";
      return { kind: "page", objects: read.value.objects };
    }
  };
}

/**
 * Goes through all objects page by page.
 * @param each `begin` before the first page, also where the list has to be begun again; a fault of `page` ends the walk
 */
export async function walk(
  at: ObjectsAt,
  cluster: ClusterPort,
  want: { readonly limit: number; readonly names: boolean },
  each: { readonly begin: () => void; readonly page: (objects: readonly ObjectText[]) => Promise<Fault | null> },
): Promise<WalkEnd> {
  const next = pager(at, cluster, want);
  each.begin();
  for (;;) {
    const step = await next();
    if (step.kind === "begun") each.begin();
    else if (step.kind !== "page") return step;
    else {
      const fault = await each.page(step.objects);
      if (fault !== null) return { kind: "stopped", ...fault };
    }
  }
}

function noList(host: string, { plural, version }: ObjectsAt, reason: string): Fault {
  return {
    message: `${host} answered to the list of ${plural} at ${version} what no API server does: ${reason}.`,
    remedy: "Check `server` in the kubeconfig: something else may be in the API server's place.",
  };
}
