import type { DocumentPath } from "../base/json.ts";
import { described, type Form, type Words } from "../schemas/schema-problems.ts";
import { DURATION_FORM } from "./durations.ts";
import { costFault } from "./glob-cost.ts";

/** The words of the configuration for the sentences that every schema shares. */
export const CONFIG_WORDS: Words = {
  root: "the configuration",
  forms: {
    glob: globForm,
    path: pathForm,
    waivedPath: waivedPathForm,
    clusterPattern: clusterForm,
    clusterName: (value) => expected(value, "the name of one cluster", "Write it as in `prod-eu`."),
    variableName: (value) => expected(value, "the name of a variable", "Write it as in `CLUSTER_NAME`."),
    address: (value) =>
      expected(
        value,
        "a host or an address without query",
        "Write it as in `ghcr.io` or `https://charts.example.com/**`.",
      ),
    crdName: crdNameForm,
    date: dateForm,
    duration: (value) => expected(value, DURATION_FORM, "Write a duration such as `7d`."),
    text: () => ({ message: "is empty", remedy: "Write what a reviewer needs to know." }),
    releaseName: (value) =>
      expected(value, "a release name of at most 53 lower case letters, digits, hyphens and dots", "Correct the name."),
    namespace: (value) =>
      expected(value, "a namespace of at most 63 lower case letters, digits and hyphens", "Correct the name."),
    kubeVersion: (value) => expected(value, "a Kubernetes version", 'Write it as in "v1.33.1".'),
    versionName: (value) =>
      expected(value, "the name of one version", "Name one version as in `v1alpha2`, or leave `version` out for all."),
    setKey: () => ({
      message: "is no name of a value as helm's --set takes it",
      remedy: "Write it as in `crds.enabled`.",
    }),
  },
  examples: {
    rule: "rule: stored-version-removed",
    reason: "reason: staging is rebuilt every night",
    owner: 'owner: "@platform-team"',
    expires: "expires: 2027-01-31",
    chart: "chart: charts/traefik",
    release: "release: traefik",
    path: "path: overlays/prod",
    paths: 'paths: ["clusters/prod-*/**"]',
    clusters: 'clusters: ["prod-*"]',
  },
  remedy: null,
  strangers,
};

/** Settings of a run that people look for in the file. */
const RUN_SETTINGS: Readonly<Record<string, string>> = {
  failon: "`fail-on` is an input of the action and a flag (--fail-on), no key of the file.",
  failonpreexisting:
    "`fail-on-preexisting` is an input of the action and a flag (--fail-on-preexisting), no key of the file.",
  clusters: "Name clusters in `targets`, or give the run --cluster or the input `clusters`.",
  mode: "`mode` is an input of the action; on the command line it is the command, `check` or `gate`.",
  ignore: "Accept a finding with an entry of `waivers`; leave files out with `manifests.exclude`.",
  exclude: "Patterns to leave out are `manifests.exclude`.",
  include: "Patterns to search are `manifests.include`.",
};

/** Options of the command `releases`: a check renders the tree that it judges, and no release. */
const RENDERED_RELEASES = ["chart", "charts", "helm", "kustomization", "kustomizations", "kustomize", "set", "values"];

function strangers(key: string, parent: DocumentPath): string | undefined {
  const plain = key.toLowerCase().replace(/[-_]/g, "");
  if (parent.length === 1 && parent[0] === "releases" && RENDERED_RELEASES.includes(plain)) {
    const option = plain.startsWith("kustom") ? "--kustomization" : "--chart";
    return `A check renders no releases: record them with \`crd-upgrade-guard releases ${option} FOLDER\`, and name the file in \`releases.histories\`.`;
  }
  return parent.length === 0 && Object.hasOwn(RUN_SETTINGS, plain) ? RUN_SETTINGS[plain] : undefined;
}

function expected(value: string, form: string, remedy: string): Form {
  return { message: `is ${described(value)}; expected ${form}`, remedy };
}

const ABSOLUTE = /^(?:[/\\]|[A-Za-z]:[/\\])/;
const LEAVES = /(?:^|[/\\{,(|])\.\.(?:$|[/\\},)|])/;

/**
 * Why a text is no pattern of files in the workspace.
 * @returns null when the text has no such fault
 */
export function globFault(value: string): Form | null {
  const pattern = value.replace(/^!/, "");
  if (pattern === "")
    return { message: "is an empty pattern", remedy: "Write a pattern such as `clusters/**/*.yaml`." };
  if (ABSOLUTE.test(pattern)) {
    return { message: `is ${described(value)}, an absolute path`, remedy: "Write it relative to the workspace." };
  }
  if (LEAVES.test(pattern)) {
    return {
      message: `is ${described(value)}, which leaves the workspace`,
      remedy: "Write it relative to the workspace, without `..`.",
    };
  }
  return costFault(pattern);
}

function globForm(value: string): Form {
  return globFault(value) ?? expected(value, "a pattern of one line", "Correct the pattern.");
}

function pathForm(value: string): Form {
  if (value.startsWith("-")) {
    return {
      message: `is ${described(value)}, which tools take for an option`,
      remedy: "Write a path that does not start with a hyphen, as in `./-name`.",
    };
  }
  if (value.includes("://")) {
    return {
      message: `is ${described(value)}, an address`,
      remedy: "Name a path in the repository: nothing is downloaded.",
    };
  }
  return globFault(value) ?? expected(value, "a path in the workspace", "Correct the path.");
}

function waivedPathForm(value: string): Form {
  if (!value.includes("*")) return pathForm(value);
  return { message: `is ${described(value)}, a pattern`, remedy: "A waiver names one file: write one entry for each." };
}

function clusterForm(value: string): Form {
  return expected(
    value,
    "a cluster's name or a pattern of such names",
    "Write it as in `prod-eu` or `prod-*`, without slashes.",
  );
}

function crdNameForm(value: string): Form {
  if (/[*?[{]/.test(value)) {
    return {
      message: `is ${described(value)}, a pattern`,
      remedy: "A waiver names one CRD: write one entry for each.",
    };
  }
  return expected(value, "a CRD's name, plural.group", "Write it as in `grpcroutes.gateway.networking.k8s.io`.");
}

function dateForm(value: string): Form {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return { message: `is ${described(value)}, which is no day of the calendar`, remedy: "Correct the date." };
  }
  return expected(value, "a day such as 2027-01-31", "Write year, month and day, with two digits for month and day.");
}
