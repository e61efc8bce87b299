import type { PathUse } from "../../crd/profile/field-use.ts";
import { type CrdUse, isProfiled, type Profile, type ProfiledCrd } from "./profile.ts";

export interface ProfileTerms {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When this run began: what was read since is of now, whatever the clock of who recorded before it said. */
  readonly began: number;
  /** How old what says nothing new may get, in milliseconds. */
  readonly heartbeatMs: number;
}

/**
 * What becomes of a cluster's profile when its objects have been read: `recorded` itself where the reading is older, or
 * differs in counts and sizes alone and the recorded one is young. Objects come and go every day, and a pull request
 * for each of them would be read by nobody.
 * @param recorded null: there is none, or one that cannot be used
 */
export function nextProfile(recorded: Profile | null, reading: Profile, terms: ProfileTerms): Profile {
  if (recorded === null || !isOfSameCluster(recorded, reading)) return reading;
  const [before, after] = [Date.parse(recorded.capturedAt), Date.parse(reading.capturedAt)];
  const isOfNow = after >= Math.floor(terms.began / 1000) * 1000;
  // A time yet to come is the slip of a clock or a hand.
  if (after < before && !(isOfNow && before > terms.now)) return recorded;
  const fresh = completed(recorded, reading);
  if (changedUses(recorded, fresh).length > 0) return fresh;
  const age = terms.now - before;
  return age >= 0 && age <= terms.heartbeatMs ? recorded : fresh;
}

function isOfSameCluster(a: Profile, b: Profile): boolean {
  const [one, other] = [a.origin.identity, b.origin.identity];
  return a.cluster === b.cluster && (one === undefined || other === undefined || one === other);
}

/** What could not be read this time stays as it was read before, with its time: nothing is lost to a bad night. */
function completed(recorded: Profile, reading: Profile): Profile {
  const crds = Object.entries(reading.crds).map(([name, crd]): [string, ProfiledCrd] => {
    const old = Object.hasOwn(recorded.crds, name) ? recorded.crds[name] : undefined;
    const mayPass = !isProfiled(crd) && (crd.notProfiled === "failed" || crd.notProfiled === "no-time");
    if (!mayPass || old === undefined || !isProfiled(old)) return [name, crd];
    return [name, { ...old, capturedAt: old.capturedAt ?? recorded.capturedAt }];
  });
  return { ...reading, crds: Object.fromEntries(crds) };
}

/** The CRDs of which a profile says anything new of which fields are used, and how; counts and sizes aside. Sorted. */
export function changedUses(recorded: Profile, next: Profile): readonly string[] {
  const names = new Set([...Object.keys(recorded.crds), ...Object.keys(next.crds)]);
  return [...names].filter((name) => newsText(recorded, name) !== newsText(next, name)).sort();
}

function newsText({ crds }: Profile, name: string): string {
  const crd = Object.hasOwn(crds, name) ? crds[name] : undefined;
  if (crd === undefined) return "";
  return JSON.stringify(isProfiled(crd) ? newsOf(crd) : crd.notProfiled);
}

function newsOf({ version, schema, objects, unlisted, cut, paths }: CrdUse) {
  const uses = Object.entries(paths).map(([path, use]) => [path, useNews(use)]);
  return [version, schema, objects > 0, unlisted !== undefined, cut !== undefined, uses];
}

function useNews({ objects, absent, types, enum: members, unlisted }: PathUse) {
  return [objects > 0, absent !== undefined, types, members ?? null, unlisted !== undefined];
}
