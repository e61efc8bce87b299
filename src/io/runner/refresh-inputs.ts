import { getInput, getMultilineInput } from "@actions/core";
import type { Result } from "../../base/result.ts";
import type { Problem } from "../../report/report.ts";
import { CLUSTER_NAME_RULE, isClusterName } from "../../schemas/cluster-name.ts";
import { readBoolean, readChoice, readDuration, textOrNull } from "./inputs.ts";

/** Everything that a refresh reads of its action.yml. */
export interface RefreshInputs {
  /** null: given as empty. Never printed. */
  readonly githubToken: string | null;
  /** null: as kubectl finds it. */
  readonly kubeconfig: string | null;
  readonly contexts: readonly Named[];
  readonly dumps: readonly Named[];
  /** Of the servers that dumps are from: a version, or a file that has it. */
  readonly serverVersions: readonly Named[];
  /** A folder; null: none. */
  readonly collect: string | null;
  readonly exclude: readonly string[];
  readonly countObjects: boolean;
  readonly profileObjects: boolean;
  /** Milliseconds; null: half of `maxSnapshotAge`. */
  readonly heartbeat: number | null;
  /** Milliseconds for one cluster. */
  readonly timeout: number;
  readonly allowShrink: boolean;
  readonly allowIdentityChange: boolean;
  readonly delivery: "pull-request" | "commit" | "file";
  /** null: the branch that the workflow runs on. */
  readonly base: string | null;
  readonly branch: string;
  /** null: one that says what changed. */
  readonly title: string | null;
  readonly labels: readonly string[];
}

/** `cluster=what` of one line. */
export interface Named {
  readonly cluster: string;
  readonly value: string;
}

export type RefreshInputsReading = Result<RefreshInputs, { readonly problems: readonly Problem[] }>;

const DELIVERIES = ["pull-request", "commit", "file"] as const;
/** The defaults of refresh/action.yml, for a runner that gives an input as empty. */
const DEFAULTS = {
  timeout: 120_000,
  branch: "crd-upgrade-guard/refresh",
};

/** Reads and checks the inputs of refresh/action.yml; all problems at once. */
export function readRefreshInputs(): RefreshInputsReading {
  const problems: Problem[] = [];
  const inputs: RefreshInputs = {
    githubToken: textOrNull("github-token"),
    kubeconfig: textOrNull("kubeconfig"),
    contexts: readNamed("contexts", "a context of the kubeconfig", problems),
    dumps: readNamed("dump", "a file", problems),
    serverVersions: readNamed("server-versions", "a version or a file", problems),
    collect: textOrNull("collect"),
    exclude: readGroups("exclude", problems),
    countObjects: readBoolean("count-objects", problems) ?? false,
    profileObjects: readBoolean("profile-objects", problems) ?? false,
    heartbeat: readDuration("heartbeat", problems),
    timeout: readDuration("timeout", problems) ?? DEFAULTS.timeout,
    allowShrink: readBoolean("allow-shrink", problems) ?? false,
    allowIdentityChange: readBoolean("allow-identity-change", problems) ?? false,
    delivery: readChoice("delivery", DELIVERIES, problems) ?? "pull-request",
    base: readBranch("base", problems),
    branch: readBranch("branch", problems) ?? DEFAULTS.branch,
    title: getInput("title").replace(/\s+/g, " ") || null,
    labels: getMultilineInput("labels"),
  };
  // A line that cannot be read is named above: what it was to say is not missing as well.
  const isWhole = problems.length === 0;
  for (const one of contradictions(inputs, isWhole)) problems.push(one);
  return problems.length === 0 ? { ok: true, value: inputs } : { ok: false, problems };
}

function readNamed(name: string, what: string, problems: Problem[]): readonly Named[] {
  return getMultilineInput(name).flatMap((line) => {
    const at = line.indexOf("=");
    const [cluster, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    if (at < 0 || value === "") {
      const remedy = `It takes a cluster's name and ${what} a line: \`prod-eu=…\`.`;
      problems.push({ message: `The input \`${name}\` has the line \`${line}\`.`, remedy });
      return [];
    }
    if (!isClusterName(cluster)) {
      const message = `The input \`${name}\` has \`${cluster}\` where a cluster's name is expected.`;
      problems.push({ message, remedy: `A cluster's name has ${CLUSTER_NAME_RULE}.` });
      return [];
    }
    return [{ cluster, value }];
  });
}

/** DNS-1123 subdomain, as the API server wants a group's name. */
const API_GROUP = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

function readGroups(name: string, problems: Problem[]): readonly string[] {
  const groups = getMultilineInput(name);
  for (const group of groups.filter((one) => !API_GROUP.test(one))) {
    const remedy = "It takes the name of an API group a line, without patterns: `internal.example.com`.";
    problems.push({ message: `The input \`${name}\` has the line \`${group}\`.`, remedy });
  }
  return groups;
}

/** What git takes as a branch's name (git-check-ref-format(1)), as far as a slip may go. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)))(?![-/.])[^\s~^:?*[\\\p{Cc}]+(?<![/.])$/u;

function readBranch(name: string, problems: Problem[]): string | null {
  const text = textOrNull(name);
  if (text === null) return null;
  const branch = text.replace(/^refs\/heads\//, "");
  if (BRANCH.test(branch)) return branch;
  problems.push({ message: `The input \`${name}\` is \`${text}\`.`, remedy: "It takes the name of a branch: `main`." });
  return null;
}

function contradictions(inputs: RefreshInputs, isWhole: boolean): readonly Problem[] {
  const problems: Problem[] = [];
  const { contexts, dumps, collect, delivery, base, branch } = inputs;
  if (isWhole && contexts.length === 0 && dumps.length === 0 && collect === null) {
    const remedy = "Name the clusters in `contexts` or `dump`, or a folder in `collect`.";
    problems.push({ message: "The inputs name no cluster to read.", remedy });
  }
  const names = [...contexts, ...dumps].map(({ cluster }) => cluster);
  const twice = repeated(names);
  if (twice !== undefined) {
    const message = `The inputs \`contexts\` and \`dump\` name the cluster \`${twice}\` twice.`;
    problems.push({ message, remedy: "Name each cluster once." });
  }
  if (isWhole) for (const one of versionProblems(inputs)) problems.push(one);
  if (delivery !== "file" && inputs.githubToken === null) {
    const message = `\`delivery: ${delivery}\` needs a token, and the input \`github-token\` is empty.`;
    problems.push({ message, remedy: "Leave the input out to use the job's own token." });
  }
  if (delivery === "pull-request" && base === branch) {
    const message = `\`base\` and \`branch\` both are \`${branch}\`.`;
    problems.push({ message, remedy: "The branch is rebuilt when something changes: it needs a name of its own." });
  }
  return problems;
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((cluster, index) => names.indexOf(cluster) !== index);
}

/** A version is said of a dump, which does not say it itself. */
function versionProblems({ serverVersions, contexts, dumps, collect }: RefreshInputs): readonly Problem[] {
  const names = serverVersions.map(({ cluster }) => cluster);
  const twice = repeated(names);
  const of = (all: readonly Named[], name: string) => all.some(({ cluster }) => cluster === name);
  const read = names.find((name) => of(contexts, name));
  const unknown = collect === null ? names.find((name) => !of(dumps, name) && !of(contexts, name)) : undefined;
  const problem = (name: string, what: string, remedy: string): Problem => ({
    message: `The input \`server-versions\` names the cluster \`${name}\` ${what}.`,
    remedy,
  });
  return [
    ...(twice === undefined ? [] : [problem(twice, "twice", "Name each cluster once.")]),
    ...(read === undefined
      ? []
      : [problem(read, "of `contexts`", "Take the line out: a server says its version itself.")]),
    ...(unknown === undefined
      ? []
      : [problem(unknown, "that `dump` does not name", "Name its dump, or correct the name.")]),
  ];
}
