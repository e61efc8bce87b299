import { done, type Result } from "../base/result.ts";
import type { SourceReference } from "../sources/reference.ts";
import { type FetchPorts, fetchSources, type SourceOutcome } from "./fetch-sources.ts";
import { type FetchPlan, type PlanRequest, planFetch } from "./plan.ts";
import type { FetchPolicy } from "./policy.ts";

/** One of two trees, with what comes out of what it refers to. */
export interface FetchSide {
  /** What the tree itself refers to. */
  readonly own: readonly SourceReference[];
  /**
   * Looks into what was fetched for these references, and again into that of which parts were not there yet.
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
  /** Before some are tried. */
  readonly begin: (of: number, policy: FetchPolicy) => void;
}

/** Contents lead to others five levels deep, each in five steps at most; this is beyond all of that. */
const MOST_ROUNDS = 40;

/**
 * Fetches what two trees refer to, then what comes out of that, and so on. Who may be asked is what the base's tree and the
 * base's contents refer to, and what its configuration allows: what only the change's contents name is as new as what only
 * the change's tree names.
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
  let asksBase = request.base !== null;
  let [head, base] = [request.head.own, request.base?.own ?? null];
  let also: readonly SourceReference[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const plan = () => planFetch({ ...request, head, base, also, trusted });
    let planned = plan();
    if (round > 0 && asksBase && planned.origins.some(({ step }) => step.do === "refuse")) {
      // What the change leaves alone was not looked into: its contents may have been this host's all along.
      asksBase = false;
      for (const one of request.knownOfBase()) trusted.push(one);
      planned = plan();
    }
    const untried = withoutSettled(planned, settled, outcomes);
    ports.begin(untried.origins.length + untried.undecided.length, planned.policy);
    const fetched = await fetchSources(untried, concurrency, ports);
    if (!fetched.ok) return fetched;
    for (const [index, outcome] of fetched.value.entries()) {
      const key = untried.origins[index]?.key;
      if (key !== undefined) settled.set(key, outcomes.length);
      outcomes.push(outcome);
    }
    const ofHead = request.head.dig(planned.tried.head);
    const ofBase = request.base?.dig(planned.tried.base) ?? null;
    const next = [ofHead, ...(ofBase === null ? [] : [ofBase])];
    if (next.every(({ parts, nested }) => parts.length + nested.length === 0)) break;
    [head, base] = [ofHead.nested, ofBase?.nested ?? null];
    also = next.flatMap(({ parts }) => parts);
    const { parts, nested } = ofBase ?? ofHead;
    for (const one of [...parts, ...nested]) trusted.push(one);
  }
  return done(outcomes);
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
