import type { Finding } from "./report.ts";

/** Why it is shown although the change's manifests do not bring it, with a space before it; "" where they do. */
export function ageInWords({ state }: Finding): string {
  return AGES[state];
}

const AGES: Record<Finding["state"], string> = {
  introduced: "",
  revealed: " (known by the change of the snapshots or the configuration)",
  preexisting: " (before this change too)",
};
