import { isObject, valueAt } from "../crd/json.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { type LiveCase, riskFindings } from "./live-cases.ts";
import type { Rule, RuleContext } from "./rule.ts";

const NAME = "meta.helm.sh/release-name";
const NAMESPACE = "meta.helm.sh/release-namespace";

/** The live CRD says that a Helm release owns it, and the manifest comes from elsewhere: two would write it in turns. */
export const foreignOwner: Rule = {
  meta: {
    id: "foreign-owner",
    severity: { check: "warning", gate: "warning" },
    summary: "The live CRD belongs to a Helm release, and the manifest is of another release or of none.",
    hasCrd: true,
    about: "prediction",
  },
  check: (context) =>
    riskFindings(context, "foreign-owner", (one) => {
      const owner = one.live.owners?.helmRelease;
      const source = releaseOf(one, context.charts);
      if (owner === undefined || source === null || sameRelease(owner, source)) return [];
      return [
        {
          yamlPath:
            text(one.manifest, ["annotations", NAME]) === "" ? ["metadata", "name"] : ["metadata", "annotations", NAME],
          bundle: owner,
          detail: {
            kind: "foreign-owner",
            cause: source === "" ? "no-release" : "another-release",
            owner,
            source,
          },
        },
      ];
    }),
};

/**
 * The release that a manifest is of: `namespace/name`, "" where it is of none, null where that cannot be told, since
 * Helm writes its annotations when it installs: a rendered chart does not have them yet.
 */
function releaseOf({ manifest, client }: LiveCase, charts: RuleContext["charts"]): string | null {
  const name = text(manifest, ["annotations", NAME]);
  if (name !== "") return `${text(manifest, ["annotations", NAMESPACE])}/${name}`;
  // Where the configuration names no namespace it is Helm's default, which says nothing of where it really is.
  if (manifest.printed?.release !== undefined) return manifest.printed.release.replace(/^default\//, "/");
  const inChart = charts.some(({ crdsFolders }) =>
    crdsFolders.some((folder) => manifest.source.path.startsWith(folder)),
  );
  return client === "helm" || inChart || isOfAChart(manifest) ? null : "";
}

function isOfAChart(manifest: CrdManifest): boolean {
  const labels = valueAt(manifest.object, ["metadata", "labels"]);
  const hasChart = isObject(labels) && (Object.hasOwn(labels, "helm.sh/chart") || Object.hasOwn(labels, "chart"));
  const isManaged = text(manifest, ["labels", "app.kubernetes.io/managed-by"]) === "Helm";
  return manifest.source.helmSource !== undefined || hasChart || isManaged;
}

/** A namespace that one of them does not say is no difference. */
function sameRelease(a: string, b: string): boolean {
  const [namespaceA = "", nameA] = a.split("/");
  const [namespaceB = "", nameB] = b.split("/");
  return nameA === nameB && (namespaceA === "" || namespaceB === "" || namespaceA === namespaceB);
}

function text(manifest: CrdManifest, path: readonly string[]): string {
  const value = valueAt(manifest.object, ["metadata", ...path]);
  return typeof value === "string" ? value : "";
}
