import { duration } from "../text/listing.ts";
import type { ReportCluster } from "./report.ts";

const HOUR_MS = 3_600_000;

/** How old a snapshot is, in words. What stands for users of releases was taken of no cluster, and never gets old. */
export function ageWords({ ageHours, capturedAt }: ReportCluster): string {
  if (ageHours === null) return "age unknown";
  if (capturedAt === null) return "from releases";
  return ageHours < 0 ? "from the future" : `${duration(ageHours * HOUR_MS)} old`;
}
