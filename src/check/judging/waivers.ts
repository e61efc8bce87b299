import type { Waiver } from "../../config/config.ts";
import type { JudgedWaiver, RuleFinding } from "../../rules/rule.ts";
import { type Guard, guardPlace } from "../guard.ts";
import { matchesGlob } from "./targets.ts";

/** Whether a waiver still holds: to the end of its last day, UTC. */
export function holds(waiver: Waiver, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) <= waiver.expires;
}

/** Whether a waiver is about this finding, whatever its date. A waiver lowers exactly what it names. */
export function covers(waiver: Waiver, finding: RuleFinding): boolean {
  if (waiver.rule !== finding.rule) return false;
  if (waiver.crd !== undefined && waiver.crd !== finding.crd) return false;
  if (waiver.path !== undefined && waiver.path !== finding.place.path) return false;
  if (waiver.version !== undefined && waiver.version !== finding.version) return false;
  if (waiver.clusters === undefined) return true;
  return finding.cluster !== undefined && matchesGlob(finding.cluster, waiver.clusters);
}

/**
 * What each waiver of a guard came to. An expired one is told as such even where nothing needs it any more.
 * @param whole whether every manifest and cluster took part: else nobody can say that a waiver covers nothing
 */
export function judgeWaivers(
  guard: Guard,
  findings: readonly RuleFinding[],
  now: number,
  whole: boolean,
): readonly JudgedWaiver[] {
  return guard.settings.waivers.flatMap((waiver, index) => {
    const covered = findings.filter((finding) => covers(waiver, finding)).length;
    const status = !holds(waiver, now) ? "expired" : covered > 0 ? "applied" : "unused";
    if (status === "unused" && !whole) return [];
    return [{ waiver, place: guardPlace(guard, ["waivers", index]), status, covered }];
  });
}
