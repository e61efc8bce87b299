import { done, type Result } from "../base/result.ts";
import { addWaivers, waiverYaml } from "../config/add-waiver.ts";
import type { Waiver } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { findingOf } from "../report/finding-of.ts";
import type { Finding, Problem, Report } from "../report/report.ts";
import { RULES } from "../rules/index.ts";
import { metaOf } from "../rules/meta-of.ts";
import { CONFIG_PATH } from "./guard.ts";
import { knownRules } from "./known-rules.ts";

export interface WaiveRequest {
  /** A finding's fingerprint, or the beginning of one. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, `2027-01-31`, UTC. */
  readonly expires: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type Waiving = Result<
  { readonly text: string; readonly waivers: readonly Waiver[] },
  { readonly problems: readonly Problem[] }
>;

/**
 * The configuration's text with a waiver for one finding of a report: for exactly its rule, CRD, versions and clusters.
 * @param configPath where the configuration is, or will be
 * @param text its text; "" where there is none yet
 */
export function waive(report: Report, request: WaiveRequest, configPath: string, text: string): Waiving {
  const finding = openFinding(report, request.fingerprint);
  if (!finding.ok) return { ok: false, problems: [finding.problem] };
  if (request.expires < new Date(request.now).toISOString().slice(0, 10)) {
    const message = `--expires ${request.expires} is a day that has passed.`;
    return { ok: false, problems: [{ message, remedy: "Name the last day on which the waiver shall hold." }] };
  }
  const waivers = waiversFor(finding.value, request);
  const added = addWaivers(text, waivers);
  if (added === null) {
    const remedy = `Add this by hand:\nwaivers:\n${waiverYaml(waivers, "  ")}`;
    return {
      ok: false,
      problems: [{ path: configPath, message: "The list of waivers is not written as a block.", remedy }],
    };
  }
  const loaded = loadConfig(configPath, new TextEncoder().encode(added), knownRules(RULES));
  return loaded.ok ? done({ text: added, waivers }) : loaded;
}

function openFinding(report: Report, fingerprint: string): Result<Finding, { readonly problem: Problem }> {
  const finding = findingOf(report.findings, fingerprint);
  if (!finding.ok || finding.value.waived === undefined) return finding;
  const { owner, expires } = finding.value.waived;
  return {
    ok: false,
    problem: {
      message: `It is waived already, by ${owner} until ${expires}.`,
      remedy: `Change that waiver in ${CONFIG_PATH}.`,
    },
  };
}

function waiversFor(finding: Finding, request: WaiveRequest): readonly Waiver[] {
  const { rule, crd } = finding;
  const { reason, owner, expires } = request;
  const rest = { ...(finding.clusters.length === 0 ? {} : { clusters: finding.clusters }), reason, owner, expires };
  const isAboutCrd = metaOf(rule)?.hasCrd === true;
  if (isAboutCrd && finding.crds !== undefined) return finding.crds.map((one) => ({ rule, crd: one, ...rest }));
  if (!isAboutCrd || crd === undefined) return pathsOf(finding).map((path) => ({ rule, path, ...rest }));
  const versions = finding.versions ?? (finding.version === undefined ? [] : [finding.version]);
  if (versions.length === 0) return [{ rule, crd, ...rest }];
  return versions.map((version) => ({ rule, crd, version, ...rest }));
}

/** The files that a finding stands on: the templates of a repository are one finding of several documents. */
function pathsOf({ rule, location, lines = [] }: Finding): readonly string[] {
  const about = metaOf(rule)?.about;
  const others = about === "file" || about === "reference" ? lines.map(({ path }) => path) : [];
  return [...new Set([location.path, ...others])];
}
