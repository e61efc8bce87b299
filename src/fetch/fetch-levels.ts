import { done, type Result } from "../base/result.ts";
import { isFetchable, originKey, type SourceReference } from "../sources/reference.ts";
import { type FetchPorts, fetchSources, type SourceOutcome } from "./fetch-sources.ts";
import { type FetchPlan, type PlannedOrigin, type PlanRequest, planFetch } from "./plan.ts";
import type { FetchPolicy } from "./policy.ts";

/** One of two trees, with what comes out of what it refers to. */
export interface FetchSide {
  /** What the tree itself refers to. */
  readonly own: readonly SourceReference[];
  /**
   * Looks into what was fetched for these references, and again into that of which parts were not there before and are now.
   * @returns further origins that they are made with, and references that come out of them; none that it told of before
   */
  readonly dig: (references: readonly SourceReference[]) => {
    readonly parts: readonly SourceReference[];
    readonly nested: readonly SourceReference[];
  };
}

export interface LevelsRequest extends Omit<PlanRequest, "head" | "base" | "also" | "trusted"> {
  readonly head: FetchSide;
  /** null: there is no base, and the tree itself decides who may be asked. */
  readonly base: FetchSide | null;
  /** All that comes out of the base's contents which are at hand already, whether the change touches it or not. */
  readonly knownOfBase: () => readonly SourceReference[];
}

export interface LevelsPorts extends FetchPorts {
  /** Before some are tried. @param held keys of what nobody may be asked for: its contents do not count, cached or not */
  readonly begin: (of: number, policy: FetchPolicy, held: ReadonlySet<string>) => void;
}

/** Contents lead to others five levels deep, each in five steps at most; this is beyond all of that. */
const MOST_ROUNDS = 40;

/** References that nobody may be asked for as far as is known: the base's contents may name their hosts yet. */
interface Held {
  /** Of the head, which is looked into once it is fetched after all. */
  readonly head: readonly SourceReference[];
  readonly others: readonly SourceReference[];
}

/**
 * Fetches what two trees refer to, then what comes out of that, and so on. Who may be asked is what the base's tree and the
 * base's contents refer to, and what its configuration allows: what only the change's contents name is as new as what only
 * the change's tree names. Nothing is refused before all that the base leads to is known, on whatever level that comes out.
 * @returns outcomes, each origin once; not ok: the lock cannot be written
 */
export async function fetchLevels(
  request: LevelsRequest,
  concurrency: number,
  ports: LevelsPorts,
): Promise<Result<readonly SourceOutcome[]>> {
  const outcomes: SourceOutcome[] = [];
  const settled = new Map<string, number>();
  const trusted = [...(request.base ?? request.head).own];
  let [head, base] = [request.head.own, request.base?.own ?? null];
  let also: readonly SourceReference[] = [];
  let held: Held = { head: [], others: [] };
  const nothing = { head: [], base: base === null ? null : [] };
  const planHeld = () => planFetch({ ...request, ...nothing, also: [...held.head, ...held.others], trusted });
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const planned = planFetch({ ...request, head, base, also: [...also, ...held.head, ...held.others], trusted });
    const refused = new Set(planned.origins.filter(isRefused).map(({ key }) => key));
    const isHeld = ({ origin }: SourceReference) => isFetchable(origin) && refused.has(originKey(origin));
    const granted = held.head.filter((one) => !isHeld(one));
    const { tried } = planned;
    held = {
      head: [...held.head, ...tried.head].filter(isHeld),
      others: [...held.others, ...tried.base, ...also].filter(isHeld),
    };
    const allowed = { ...planned, origins: planned.origins.filter((one) => !isRefused(one)) };
    const untried = withoutSettled(allowed, settled, outcomes);
    ports.begin(untried.origins.length + untried.undecided.length, planned.policy, refused);
    const fetched = await fetchSources(untried, concurrency, ports);
    if (!fetched.ok) return fetched;
    for (const [index, outcome] of fetched.value.entries()) {
      const key = untried.origins[index]?.key;
      if (key !== undefined) settled.set(key, outcomes.length);
      outcomes.push(outcome);
    }
    const ofHead = request.head.dig([...granted, ...tried.head].filter((one) => !isHeld(one)));
    const ofBase = request.base?.dig(tried.base) ?? null;
    const next = [ofHead, ...(ofBase === null ? [] : [ofBase])];
    [head, base] = [ofHead.nested, ofBase?.nested ?? null];
    also = next.flatMap(({ parts }) => parts);
    const { parts, nested } = ofBase ?? ofHead;
    for (const one of [...parts, ...nested]) trusted.push(one);
    if (next.some((one) => one.parts.length + one.nested.length > 0)) continue;
    if (refused.size === 0) break;
    // What the change leaves alone was not looked into: its contents may have been this host's all along.
    if (request.base !== null) for (const one of request.knownOfBase()) trusted.push(one);
    if (planHeld().origins.every(isRefused)) break;
  }
  const { origins, policy } = planHeld();
  const last = origins.filter(isRefused);
  ports.begin(last.length, policy, new Set(last.map(({ key }) => key)));
  const told = await fetchSources({ origins: last, undecided: [] }, concurrency, ports);
  return told.ok ? done([...outcomes, ...told.value]) : told;
}

function isRefused({ step }: PlannedOrigin): boolean {
  return step.do === "refuse";
}

/** What was tried in this run is not tried again: whoever asks for it too shares what became of it. */
function withoutSettled(
  plan: FetchPlan,
  settled: ReadonlyMap<string, number>,
  outcomes: SourceOutcome[],
): Pick<FetchPlan, "origins" | "undecided"> {
  const origins = plan.origins.filter(({ key, references }) => {
    const at = settled.get(key);
    const outcome = at === undefined ? undefined : outcomes[at];
    if (at === undefined || outcome === undefined) return true;
    outcomes[at] = { ...outcome, references: [...outcome.references, ...references] };
    return false;
  });
  return { origins, undecided: plan.undecided };
}
