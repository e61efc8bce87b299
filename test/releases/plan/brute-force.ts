/**
 * A planner that tries every way, for histories that are short. It shares no code with the one that is tested, and knows one
 * rule alone: the server refuses a CRD that lacks one of its stored versions.
 */
export interface PlainCrd {
  readonly versions: readonly string[];
  readonly served: readonly string[];
  readonly storage: string;
}

/** null: no server takes it. */
export type PlainRelease = Readonly<Record<string, PlainCrd | null>>;

interface PlainLive extends PlainCrd {
  readonly stored: readonly string[];
}

export interface PlainWay {
  readonly stops: readonly number[];
  /** `position of the stop: CRD`, of CRDs that are migrated just before it. */
  readonly migrations: readonly string[];
}

/** The best way from a cluster with these CRDs to the last release; null: there is none. */
export function bestWay(
  releases: readonly PlainRelease[],
  start: Readonly<Record<string, PlainLive>>,
): PlainWay | null {
  let best: PlainWay | null = null;
  const last = releases.length - 1;
  for (let length = 1; length <= releases.length && best === null; length++) {
    for (const stops of chains(last, length)) {
      for (const way of waysBy(stops, releases, start)) {
        if (best === null || compare(way, best) < 0) best = way;
      }
    }
  }
  return best;
}

/** All ascending lists of that length which end with the last. */
function chains(last: number, length: number): number[][] {
  const lists: number[][] = [];
  const grow = (list: number[]) => {
    if (list.length === length - 1) {
      lists.push([...list, last]);
      return;
    }
    for (let next = (list.at(-1) ?? -1) + 1; next < last; next++) grow([...list, next]);
  };
  grow([]);
  return lists;
}

/** All ways by these stops, with every choice of what is migrated when. */
function waysBy(
  stops: readonly number[],
  releases: readonly PlainRelease[],
  start: Readonly<Record<string, PlainLive>>,
) {
  const names = new Set([...Object.keys(start), ...stops.flatMap((stop) => Object.keys(releases[stop] ?? {}))]);
  // CRDs do not touch each other: the ways of each are combined at the end.
  let ways: PlainWay[] = [{ stops, migrations: [] }];
  for (const name of names) {
    const own = waysOf(name, stops, releases, start[name] ?? null);
    if (own.length === 0) return [];
    const fewest = own.reduce((least, one) => (one.length < least.length ? one : least));
    ways = ways.map((way) => ({ stops, migrations: [...way.migrations, ...fewest] }));
  }
  return ways;
}

function waysOf(
  name: string,
  stops: readonly number[],
  releases: readonly PlainRelease[],
  live: PlainLive | null,
): string[][] {
  const [stop, ...rest] = stops;
  if (stop === undefined) return [[]];
  const crd = releases[stop]?.[name];
  if (crd === undefined) return waysOf(name, rest, releases, live);
  if (crd === null) return [];
  const found: string[][] = [];
  const go = (stored: readonly string[], migrated: string[]) => {
    const evaluated = stored.includes(crd.storage) ? stored : [...stored, crd.storage];
    if (!evaluated.every((version) => crd.versions.includes(version))) return;
    for (const way of waysOf(name, rest, releases, { ...crd, stored: evaluated })) found.push([...migrated, ...way]);
  };
  go(live?.stored ?? [], []);
  if (live !== null && live.served.length > 0 && live.stored.some((version) => version !== live.storage)) {
    go([live.storage], [`${stop}: ${name}`]);
  }
  return found;
}

function compare(a: PlainWay, b: PlainWay): number {
  if (a.migrations.length !== b.migrations.length) return a.migrations.length - b.migrations.length;
  for (const [index, stop] of a.stops.entries()) {
    const other = b.stops[index] ?? stop;
    if (stop !== other) return other - stop;
  }
  return 0;
}

/** How many stored versions the last release would have to keep at the least, and after how many stops; null: that helps nobody. */
export function fewestKept(
  releases: readonly PlainRelease[],
  start: Readonly<Record<string, PlainLive>>,
): { readonly kept: number; readonly stops: number } | null {
  const last = releases.at(-1) ?? {};
  let best: { readonly kept: number; readonly stops: number } | null = null;
  for (let some = 0; some < 2 ** (releases.length - 1); some++) {
    const stops = releases.slice(0, -1).filter((_, at) => (some >> at) % 2 === 1);
    const names = new Set([...Object.keys(start), ...[...stops, last].flatMap((one) => Object.keys(one))]);
    const kept = [...names].reduce((sum, name) => sum + keptOf(name, stops, last, start[name] ?? null), 0);
    if (!Number.isFinite(kept)) continue;
    if (best === null || kept < best.kept || (kept === best.kept && stops.length < best.stops)) {
      best = { kept, stops: stops.length };
    }
  }
  return best;
}

function keptOf(name: string, stops: readonly PlainRelease[], last: PlainRelease, live: PlainLive | null): number {
  const [stop, ...rest] = stops;
  const crd = (stop ?? last)[name];
  if (stop !== undefined && crd === undefined) return keptOf(name, rest, last, live);
  if (crd === undefined) return 0;
  if (crd === null) return Number.POSITIVE_INFINITY;
  const lists = [live?.stored ?? []];
  if (live !== null && live.served.length > 0) {
    lists.push(live.stored.filter((version) => version === live.storage || !live.versions.includes(version)));
  }
  const all = lists.map((stored) => {
    const evaluated = stored.includes(crd.storage) ? stored : [...stored, crd.storage];
    const missing = evaluated.filter((version) => !crd.versions.includes(version)).length;
    if (stop === undefined) return missing;
    return missing > 0 ? Number.POSITIVE_INFINITY : keptOf(name, rest, last, { ...crd, stored: evaluated });
  });
  return Math.min(...all);
}
