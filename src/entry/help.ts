import type { Command } from "commander";
import { wrap } from "../text/wrap.ts";

/**
 * What stands below the options in the help of each command. Every example is one that the command line takes, and every
 * variable one that the command reads; a test asks for both.
 */
const HELP: Readonly<Record<string, CommandHelp>> = {
  check: {
    examples: [
      "crd-upgrade-guard check --base origin/main",
      "helm template . --include-crds | crd-upgrade-guard check - --cluster prod-eu",
      "crd-upgrade-guard check charts/ --output json=report.json --output html=fleet.html",
    ],
    exitCodes: "0 nothing that fails, 1 an update will be refused, 2 could not check: why is on standard error.",
    environment: ["color", "cache", "log", "base", "programs", "event"],
  },
  gate: {
    examples: [
      "crd-upgrade-guard gate",
      "crd-upgrade-guard gate --cluster 'prod-*' --max-snapshot-age 36h",
      "crd-upgrade-guard gate --note upgrade-note.md --format junit",
    ],
    exitCodes: "0 nothing that fails, 1 an update will be refused, 2 could not check: why is on standard error.",
    environment: ["color", "cache", "log", "programs", "event"],
  },
  fetch: {
    examples: [
      "crd-upgrade-guard fetch --base origin/main",
      "crd-upgrade-guard fetch --all --lock sources.json --cache .cache/crds",
    ],
    exitCodes:
      "0 all it tried is there, 1 some could not be had (each is named, the rest can be used), 2 could not work.",
    environment: ["cache", "proxy", "certificates", "logins", "ssh", "log", "event"],
  },
  snapshot: {
    examples: [
      "crd-upgrade-guard snapshot --cluster prod-eu --context prod-eu",
      "kubectl get crd -o json | crd-upgrade-guard snapshot --cluster prod-eu --from-dump -",
      "crd-upgrade-guard snapshot --cluster prod-eu --context prod-eu --diff",
    ],
    exitCodes: "0 written or compared, 2 not: then the old snapshot is untouched.",
    environment: ["kubeconfig", "pod", "proxy", "plugins"],
  },
  releases: {
    examples: [
      "crd-upgrade-guard releases --path config/crd/bases --since v1.2.0",
      "crd-upgrade-guard releases --chart deploy/chart --set crds.enabled=true",
      "crd-upgrade-guard releases --repo https://charts.jetstack.io --chart cert-manager",
    ],
    exitCodes: "0 written, 2 not: then what was there is untouched.",
    environment: ["cache", "proxy", "certificates", "logins", "programs", "event"],
  },
  migrate: {
    notes: ["Without --yes nothing is written. A run that was stopped goes on where it was when it is run again."],
    examples: [
      "crd-upgrade-guard migrate grpcroutes.gateway.networking.k8s.io --context prod-eu",
      "crd-upgrade-guard migrate grpcroutes.gateway.networking.k8s.io --context prod-eu --backup before/ --yes",
    ],
    exitCodes: "0 done, or nothing in the way; 1 not finished: why is printed; 2 stopped by an error.",
    environment: ["kubeconfig", "proxy", "plugins", "state", "workflow"],
  },
  plan: {
    examples: [
      "crd-upgrade-guard plan --to v1.5.0 --cluster prod-eu",
      "crd-upgrade-guard plan --to v1.5.0 --from v1.1.0 --tags 'v*' --server-version v1.31",
      "crd-upgrade-guard plan --to v1.5.0 --note",
    ],
    exitCodes: "0 there is a way, 1 there is none: a release on it would be refused, 2 could not plan.",
    environment: ["log", "programs"],
  },
  waive: {
    examples: [
      'crd-upgrade-guard waive fp1:0123456789abcdef --reason "Nobody stores v1alpha2" --owner @platform --expires 2027-01-31',
    ],
    exitCodes: "0 the waiver was added, 2 it was not.",
    environment: ["cache", "log", "programs", "event"],
  },
  explain: {
    notes: [
      "A finding is looked for by checking again, so that its steps are those of the files and snapshots as they are now: give it the options and paths that `check` or `gate` had.",
    ],
    examples: [
      "crd-upgrade-guard explain",
      "crd-upgrade-guard explain stored-version-removed",
      "crd-upgrade-guard explain fp1:0123456789abcdef --base origin/main --context prod-eu=admin@prod-eu",
    ],
    exitCodes: "0, and 2 where there is no such rule or finding, or nothing could be checked.",
    environment: ["color", "cache", "log", "base", "programs", "event"],
  },
  init: {
    examples: ["crd-upgrade-guard init", "crd-upgrade-guard init --author"],
    exitCodes: "0, and 2 where a file could not be written.",
    environment: [],
  },
  completion: {
    examples: [
      "source <(crd-upgrade-guard completion bash)",
      `crd-upgrade-guard completion zsh > "\${fpath[1]}/_crd-upgrade-guard"`,
      "crd-upgrade-guard completion fish > ~/.config/fish/completions/crd-upgrade-guard.fish",
    ],
    exitCodes: "0, and 2 for a shell that it does not know.",
    environment: [],
  },
};

interface CommandHelp {
  /** Sentences that stand before all else. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  readonly exitCodes: string;
  readonly environment: readonly (keyof typeof VARIABLES)[];
}

interface Variables {
  readonly names: readonly string[];
  readonly why: string;
}

const VARIABLES = {
  color: { names: ["NO_COLOR", "FORCE_COLOR"], why: "colours, or none" },
  cache: { names: ["XDG_CACHE_HOME"], why: "where the cache of `fetch` is (default: ~/.cache)" },
  state: { names: ["XDG_STATE_HOME"], why: "where it is noted what is done (default: ~/.local/state)" },
  log: { names: ["GITHUB_ACTIONS"], why: "if `true`: nothing printed looks like a command to the runner" },
  workflow: { names: ["GITHUB_ACTIONS"], why: "if `true`, it does not run: this is for a person at a terminal" },
  event: {
    names: ["GITHUB_EVENT_NAME"],
    why: "where it says that a stranger's code runs: nothing is rendered or fetched",
  },
  base: {
    names: [
      "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
      "CI_MERGE_REQUEST_DIFF_BASE_SHA",
      "SYSTEM_PULLREQUEST_TARGETBRANCH",
      "BITBUCKET_PR_DESTINATION_BRANCH",
      "CHANGE_TARGET",
    ],
    why: "what is compared with, without --base",
  },
  programs: { names: ["PATH"], why: "where git, helm and kustomize are; folders that are not absolute are left out" },
  plugins: { names: ["PATH"], why: "where the program is by which the kubeconfig logs in" },
  kubeconfig: { names: ["KUBECONFIG"], why: "kubeconfigs, without --kubeconfig (default: ~/.kube/config)" },
  pod: {
    names: ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"],
    why: "the API server, in a pod without a kubeconfig",
  },
  proxy: { names: ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"], why: "the proxy, and what is asked without it" },
  certificates: { names: ["NODE_EXTRA_CA_CERTS"], why: "a file of authorities to trust besides (of Node.js)" },
  logins: {
    names: ["HELM_REGISTRY_CONFIG", "HELM_REPOSITORY_CONFIG", "HELM_CONFIG_HOME", "DOCKER_CONFIG"],
    why: "where helm and docker keep logins; they are used",
  },
  ssh: { names: ["SSH_AUTH_SOCK"], why: "the agent that has the key for git over SSH" },
} as const satisfies Readonly<Record<string, Variables>>;

/** What stands below the list of commands. */
export const PROGRAM_HELP = `
Examples:
  crd-upgrade-guard init
  crd-upgrade-guard snapshot --cluster prod-eu --context prod-eu
  crd-upgrade-guard check --base origin/main
  helm template . --include-crds | crd-upgrade-guard check -
  crd-upgrade-guard explain stored-version-removed

Exit codes: 0 nothing that fails, 1 an update will be refused (migrate: not
finished), 2 could not do it: why is on standard error.

Environment:
  NO_COLOR, FORCE_COLOR              colours
  XDG_CACHE_HOME                     where the cache of fetch is
  KUBECONFIG, HTTPS_PROXY, NO_PROXY  for what asks a cluster or fetches
  GITHUB_ACTIONS                     nothing printed looks like a command
  CI_MERGE_REQUEST_*, SYSTEM_PULLREQUEST_TARGETBRANCH,
  BITBUCKET_PR_DESTINATION_BRANCH, CHANGE_TARGET
                                     what check compares with, without --base

Configuration: .github/crd-upgrade-guard/config.yaml
Documentation: https://github.com/crd-upgrade-guard/crd-upgrade-guard/tree/main/docs`;

/** Columns, as commander has them where there is no terminal. */
const WIDTH = 80;
const INDENT = "  ";
/** Where the reason stands beside the names. */
const REASON_COLUMN = 25;

/** Puts notes, examples, exit codes and environment variables below the options of a command. */
export function addHelp(command: Command): void {
  const help = HELP[command.name()];
  if (help === undefined) throw new Error(`no help is written for ${command.name()}`);
  command.addHelpText("after", helpBelowOptions(help));
}

function helpBelowOptions({ notes = [], examples, exitCodes, environment }: CommandHelp): string {
  const variables = environment.map((id) => variableLines(VARIABLES[id]));
  return [
    "",
    ...notes.flatMap((note) => [wrap(note, WIDTH, ""), ""]),
    "Examples:",
    ...examples.map((example) => INDENT + example),
    "",
    wrap(`Exit codes: ${exitCodes}`, WIDTH, ""),
    ...(variables.length === 0 ? [] : ["", "Environment:", ...variables]),
  ].join("\n");
}

function variableLines({ names, why }: Variables): string {
  const listed = wrap(names.map((name, at) => (at < names.length - 1 ? `${name},` : name)).join(" "), WIDTH, INDENT);
  const reason = wrap(why, WIDTH, " ".repeat(REASON_COLUMN));
  return listed.length < REASON_COLUMN ? listed + reason.slice(listed.length) : `${listed}\n${reason}`;
}
