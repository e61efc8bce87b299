import { parseSemver } from "../go/semver.ts";
import { helmDelivery } from "../sources/helm-delivery.ts";
import type { LockEntry } from "../sources/lock.ts";
import { type FetchableOrigin, isFetchable, originKey, type SourceReference } from "../sources/reference.ts";
import { type FetchPolicy, fetchPolicy, type Reach, reachOf } from "./policy.ts";
import { type FetchTarget, targetOf } from "./target.ts";

export interface PlanRequest {
  readonly head: readonly SourceReference[];
  /** null: there is no base, and the tree itself says what may be asked. */
  readonly base: readonly SourceReference[] | null;
  /** Also what the change leaves alone. */
  readonly all: boolean;
  /** Tried whatever the other tree has: parts of what is tried. */
  readonly also?: readonly SourceReference[];
  /** What the base refers to, in its tree and in what came of that; absent: `base`, or `head` without one. */
  readonly trusted?: readonly SourceReference[];
  /** `fetch.allow` of the base's configuration. */
  readonly allow: readonly string[];
  /** Equal for two files of the trees with the same bytes. */
  readonly identityOf: (tree: "head" | "base", path: string) => string;
  readonly locked: (key: string) => LockEntry | null;
  /** Whether a blob is in the cache, and is what its digest says. */
  readonly has: (digest: string) => boolean;
}

/** One origin that is tried, however many references ask for it. */
export interface PlannedOrigin {
  readonly key: string;
  readonly origin: FetchableOrigin;
  readonly references: readonly SourceReference[];
  readonly step:
    | { readonly do: "fetch"; readonly target: FetchTarget; readonly reach: Exclude<Reach, "none"> }
    /** It is in the cache, and what it stands for cannot change. */
    | { readonly do: "keep"; readonly entry: LockEntry & { readonly digest: string } }
    | { readonly do: "refuse"; readonly target: FetchTarget }
    | { readonly do: "fail"; readonly reason: string };
}

export interface FetchPlan {
  /** Sorted by key. */
  readonly origins: readonly PlannedOrigin[];
  /** References that were to be fetched and do not say what; sorted as they came. */
  readonly undecided: readonly { readonly reference: SourceReference; readonly reason: string }[];
  readonly policy: FetchPolicy;
  /** The references that are tried, by the tree that has them. */
  readonly tried: { readonly head: readonly SourceReference[]; readonly base: readonly SourceReference[] };
}

/**
 * What to fetch for two trees (deployments.md §7.3): references whose source, version or values differ, of both sides;
 * with `all`, or without a base, all of them.
 */
export function planFetch(request: PlanRequest): FetchPlan {
  const { head, base, allow, also = [], trusted = base ?? head } = request;
  const tried = base === null ? { head, base: [] } : differing(head, base, request);
  const policy = fetchPolicy(allow, trusted.map(({ origin }) => origin).filter(isFetchable));
  const byKey = new Map<string, SourceReference[]>();
  const undecided: FetchPlan["undecided"][number][] = [];
  for (const reference of [...tried.head, ...tried.base, ...also]) {
    const { origin, delivery } = reference;
    if (delivery.by === "none") continue;
    if (origin.kind === "undecided") undecided.push({ reference, reason: origin.reason });
    if (!isFetchable(origin)) continue;
    const key = originKey(origin);
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [reference]);
    else known.push(reference);
  }
  const origins = [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, references]) => {
      const origin = references[0]?.origin;
      if (origin === undefined || !isFetchable(origin)) return [];
      return [{ key, origin, references, step: stepFor(key, origin, policy, request) }];
    });
  return { origins, undecided, policy, tried };
}

/** What to do for origins that nothing refers to: a person named them. Sorted as they came. */
export function planNamed(
  origins: readonly FetchableOrigin[],
  policy: FetchPolicy,
  known: Pick<PlanRequest, "locked" | "has">,
): readonly PlannedOrigin[] {
  return origins.map((origin) => {
    const key = originKey(origin);
    return { key, origin, references: [], step: stepFor(key, origin, policy, known) };
  });
}

function stepFor(
  key: string,
  origin: FetchableOrigin,
  policy: FetchPolicy,
  { locked, has }: Pick<PlanRequest, "locked" | "has">,
): PlannedOrigin["step"] {
  const target = targetOf(origin);
  if (!target.ok) return { do: "fail", reason: target.reason };
  const reach = reachOf(target.value, policy);
  if (reach === "none") return { do: "refuse", target: target.value };
  const entry = locked(key);
  if (entry !== null && "digest" in entry && isFixed(origin) && has(entry.digest)) return { do: "keep", entry };
  return { do: "fetch", target: target.value, reach };
}

/** What the change touches: references that the other tree does not have like this, wherever they stand; or all, once. */
function differing(
  head: readonly SourceReference[],
  base: readonly SourceReference[],
  { identityOf, all }: PlanRequest,
): FetchPlan["tried"] {
  const print = (tree: "head" | "base", { kind, name, namespace, origin, version, delivery }: SourceReference) => {
    const values = helmDelivery(delivery)?.values ?? [];
    const files = values.map((one) => (one.kind === "file" ? identityOf(tree, one.path) : null));
    return JSON.stringify([kind, name, namespace, origin, version, delivery, files]);
  };
  const [heads, bases] = [head.map((one) => print("head", one)), base.map((one) => print("base", one))];
  const [inHead, inBase] = [new Set(heads), new Set(bases)];
  return {
    head: head.filter((_, index) => all || !inBase.has(heads[index] ?? "")),
    base: base.filter((_, index) => !inHead.has(bases[index] ?? "")),
  };
}

/**
 * Whether an origin stands for the same contents for ever, so that they need no second look: a digest, a commit, a whole
 * version, a tag or an address that names one. Branches, ranges and tags such as `latest` are asked for each time.
 */
export function isFixed(origin: FetchableOrigin): boolean {
  switch (origin.kind) {
    case "helm":
      return isVersion(origin.version);
    case "oci":
      if ("digest" in origin.ref) return true;
      return isVersion("tag" in origin.ref ? origin.ref.tag : origin.ref.semver);
    case "git": {
      const { ref } = origin;
      if ("commit" in ref) return true;
      if ("tag" in ref) return isVersion(ref.tag);
      return "name" in ref && (isVersion(ref.name) || /^[0-9a-f]{40}$/.test(ref.name ?? ""));
    }
    case "file":
      return origin.url.split(/[/?=&]/).some((part) => isVersion(part) || /^[0-9a-f]{40}$/.test(part));
    default:
      return origin satisfies never;
  }
}

/** All three numbers: `1.2` is a range of versions. */
function isVersion(text: string | null): boolean {
  if (text === null) return false;
  const version = text.replace(/^[A-Za-z][A-Za-z-]*[-/](?=v?\d)/, "");
  return /^v?\d+\.\d+\.\d+/.test(version) && parseSemver(version) !== null;
}
