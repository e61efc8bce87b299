import { atLeast, PROVEN_MINORS, type ServerVersion } from "../../base/server-version.ts";
import type { Settings } from "../../config/settings.ts";
import type { Report } from "../../report/report.ts";
import type { RuleFinding } from "../../rules/rule.ts";
import { asClause } from "../../text/clause.ts";
import { code } from "../../text/code-span.ts";
import { clustersInWords, counted, quoted } from "../../text/listing.ts";
import { clusterViews, type Guard } from "../guard.ts";
import type { ManifestTree } from "../reading/tree.ts";
import { severityOf } from "./severity-and-state.ts";
import { matchesGlob } from "./targets.ts";

/**
 * What says that a rule which is switched off would have explained a refusal: the server refuses it all the same, and a
 * report without a finding must not read as if it did not.
 */
export function switchedOff(
  findings: readonly RuleFinding[],
  settings: Settings,
  mode: Report["mode"],
): readonly string[] {
  const byRule = new Map<string, RuleFinding[]>();
  for (const finding of findings) {
    if (finding.serverMessage === undefined || severityOf(finding, settings, mode) !== "off") continue;
    byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  }
  return [...byRule].map(([rule, own]) => {
    const crds = [...new Set(own.flatMap(({ crd }) => crd ?? []))].sort();
    const clusters = [...new Set(own.flatMap(({ cluster }) => cluster ?? []))].sort();
    const what = crds.length === 1 ? `\`${crds[0]}\`` : counted(crds.length, "CRD");
    return `\`${rule}\` is switched off in the configuration: that ${clustersInWords(clusters)} will refuse ${what} is in the predictions alone.`;
  });
}

/** A base that cannot be rendered has no findings to compare with. */
export function unrenderedInBase(head: ManifestTree, base: ManifestTree): readonly string[] {
  const failing = new Set(head.renderFailures.map(({ path }) => path));
  return (
    base.renderFailures
      // What the base does not have yet is new, and nobody wonders that it counts as such.
      .filter(({ path, advice }) => !failing.has(path) && advice !== "source-missing")
      .map(({ path, message }) => {
        const said = asClause(message.replaceAll(/\s+/g, " ")).slice(0, 300);
        return `${code(path)} could not be rendered as it is in the base (${said}): every finding in it counts as introduced.`;
      })
  );
}

/** What a step of this very job rendered is in no commit: nothing of it can be told to be old. */
export function outputInHeadOnly({ settings }: Guard, head: ManifestTree, base: ManifestTree): readonly string[] {
  const inBase = new Set(base.crds.map(({ source }) => source.path));
  const paths = new Set(head.crds.map(({ source }) => source.path));
  const alone = [...paths].filter(
    (path) =>
      !inBase.has(path) && (path === "-" || (settings.rendered.length > 0 && matchesGlob(path, settings.rendered))),
  );
  if (alone.length === 0) return [];
  const [first = ""] = alone;
  const others = alone.length === 1 ? "" : ` (and ${counted(alone.length - 1, "more rendered file")})`;
  const what = first === "-" ? "What came by standard input" : `${code(first)}${others}`;
  return [`${what} is in no commit to compare with: every finding in it counts as introduced.`];
}

/** What the base's own configuration has rendered cannot be had without its tools: then the change's decides states too. */
export function unrenderedByBase({ renderProblems }: ManifestTree): readonly string[] {
  return renderProblems.map(
    ({ message }) => `States go by the change's own configuration, where the base's needs rendering: ${message}`,
  );
}

/** Clusters whose server nobody recorded, or predictions were never compared with. */
export function otherServers(guard: Guard): readonly string[] {
  const others = clusterViews(guard).filter(({ server }) => !server.proven);
  const { oldest, newest } = PROVEN_MINORS;
  const about = (wanted: (server: ServerVersion) => boolean, words: (which: string) => string) => {
    const names = others.filter(({ server }) => wanted(server)).map(({ name }) => name);
    return names.length === 0 ? [] : [words(quoted(names))];
  };
  const isUnknown = ({ text }: ServerVersion) => text === null;
  const isOlder = (server: ServerVersion) => !isUnknown(server) && !atLeast(server, oldest);
  const isNewer = (server: ServerVersion) => !isUnknown(server) && atLeast(server, oldest);
  return [
    ...about(
      isUnknown,
      (which) => `The server version of ${which} is unknown: judged and worded as Kubernetes 1.${newest}.`,
    ),
    ...about(
      isNewer,
      (which) => `${which}: the server is newer than Kubernetes 1.${newest}, and judged and worded as that.`,
    ),
    ...about(
      isOlder,
      (which) => `${which}: the server is older than Kubernetes 1.${oldest}, and judged and worded as that.`,
    ),
  ];
}
