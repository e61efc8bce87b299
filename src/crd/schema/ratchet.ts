import { errorText } from "../error-text.ts";
import { addAll, type Collector, newCollector } from "./collector.ts";
import type { Known } from "./schema-tree.ts";

/** Asked only when a schema breaks the rule: the answer may take a walk through the live schemas. */
export type Flag = () => Known;

/** Runs a check that a live CRD may be excused from; where that is unknown, its errors are undecided. */
export function underFlag(out: Collector, flag: Flag, check: (into: Collector) => void): void {
  const into = newCollector(out.server);
  check(into);
  if (into.errors.length === 0 && into.undecided.length === 0) return;
  const known = flag();
  if (known === false) return;
  if (known === true) {
    addAll(out, into);
    return;
  }
  for (const error of into.errors) {
    const reason = `refused unless a live schema has the same fault, which only the server can tell: ${errorText(error)}`;
    out.undecided.push({ path: error.path, reason });
  }
  for (const undecided of into.undecided) out.undecided.push(undecided);
}
