import type { Result } from "../base/result.ts";
import { nothingSeen } from "./found.ts";
import type { ReleaseHistory } from "./history.ts";
import type { ChoiceWords, ReleasePorts } from "./ports.ts";
import { historyOfTags } from "./record.ts";
import type { TagChoice } from "./select-tags.ts";

/** What a configuration says of tags that are releases. */
export interface TaggedReleases extends TagChoice {
  /** Where releases have the CRDs, the most wanted first; empty: anywhere. */
  readonly paths: readonly string[];
}

/** Where a checkout's own releases are read from. */
export interface CheckoutReleases extends Omit<ReleasePorts, "warn"> {
  /** What the project is called. */
  readonly name: () => string;
}

/** A history as the tags have it, and what could not be told of them; or sentences that say why there is none. */
export type TaggedHistory = Result<
  { readonly history: ReleaseHistory; readonly notices: readonly string[] },
  { readonly problems: readonly string[] }
>;

/** How the settings of a configuration are called. */
export const SETTINGS: ChoiceWords = { paths: "`releases.paths`", preReleases: "`releases.preReleases`" };

/** Reads histories from a checkout's tags, each once, and each of their files once for all of them. What a configuration leaves out on purpose is told to nobody. */
export function taggedReleases(
  ports: CheckoutReleases,
  toolVersion: string,
): (wanted: TaggedReleases) => TaggedHistory {
  const known = new Map<string, TaggedHistory>();
  const seen = nothingSeen();
  return (wanted) => {
    const key = JSON.stringify(wanted);
    const before = known.get(key);
    if (before !== undefined) return before;
    const notices: string[] = [];
    const reading = historyOfTags(
      { ...wanted, name: ports.name(), toolVersion },
      { ...ports, seen, warn: (words) => notices.push(words) },
      { words: SETTINGS, leftOut: () => {} },
    );
    const history: TaggedHistory = reading.ok ? { ok: true, value: { history: reading.value, notices } } : reading;
    known.set(key, history);
    return history;
  };
}
