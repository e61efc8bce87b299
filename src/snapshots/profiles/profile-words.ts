import { counted, quoted } from "../../text/listing.ts";
import { clusterChange, type SnapshotChange } from "../change.ts";
import { changedUses } from "./next-profile.ts";
import { isProfiled, type Profile } from "./profile.ts";

/** CRDs that a sentence names; more are a number. */
const MOST_NAMED = 3;

/** What is not as the recorded profile says; null where counts and sizes alone differ, which is no news. */
export function profileChange(recorded: Profile | null, next: Profile): SnapshotChange | null {
  const change = (words: string) => clusterChange("profile-changed", "minor", words);
  if (recorded === null) return change(`first field-use profile: ${profileSize(next)}`);
  const names = changedUses(recorded, next);
  if (names.length === 0) return null;
  const listed = names.length > MOST_NAMED ? `${names.length} CRDs` : quoted(names);
  return change(`objects of ${listed} use other fields than before, or use them otherwise`);
}

/** How much a profile says, without a full stop. */
export function profileSize({ crds }: Profile): string {
  const all = Object.values(crds);
  const read = all.filter(isProfiled);
  const objects = read.reduce((sum, one) => sum + one.objects, 0);
  const rest = all.length - read.length;
  const unread = rest === 0 ? "" : `; ${counted(rest, "CRD")} not profiled`;
  return `how ${counted(objects, "object")} of ${counted(read.length, "CRD")} use their fields${unread}`;
}
