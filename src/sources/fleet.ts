import { isObject, type JsonObject, member } from "../base/json.ts";
import { relativeFile } from "../manifests/relative-file.ts";
import { chartOrigin, ociChart, withoutCredentials } from "./addresses.ts";
import { type EntryDocument, folderOf, readEntryFile } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import { parseRepository } from "./git-address.ts";
import { ownershipBy } from "./helm-delivery.ts";
import type { Inventory, SourceOrigin, SourceReference, SourceTree, SourceValues } from "./reference.ts";

/**
 * Charts that Rancher Fleet's `fleet.yaml` brings: `helm.chart` with `helm.repo`, an address by itself, or a folder beside
 * the file. `valuesFiles` win over `values` (rancher/fleet internal/bundlereader/resources.go, generateValues). Fleet's agent
 * installs and upgrades as helm does. A target that changes chart, repository or version is a reference of its own; which
 * clusters it is for, their labels decide.
 */
export function fleetSources(tree: SourceTree): Inventory {
  const files = tree.files.filter(({ path }) => /(?:^|\/)fleet\.ya?ml$/.test(path));
  const readings = files.map((file) => {
    const { documents, problems } = readEntryFile(file);
    return { references: documents.slice(0, 1).flatMap((document) => inBundle(document, file.path, tree)), problems };
  });
  return {
    references: readings.flatMap(({ references }) => references),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function inBundle(document: EntryDocument, path: string, tree: SourceTree): readonly SourceReference[] {
  const fields = readFields(document.value);
  const bundle: Bundle = {
    folder: folderOf(path),
    name: fields.text("name"),
    namespace: fields.text("namespace") ?? fields.text("defaultNamespace"),
    document,
    tree,
  };
  const helm = fields.object("helm");
  const targets = fields.list("targetCustomizations");
  const customized = targets.flatMap((target, index): readonly Customization[] => {
    const own = member(target, "helm");
    const name = readFields(target).text("name") ?? `${index + 1}`;
    return isObject(own) ? [{ at: ["targetCustomizations", index, "helm"], name, own }] : [];
  });
  const base = helm === null ? null : reference(helm, { at: ["helm"], own: helm }, bundle, customized);
  const others = customized
    .filter(({ own }) => ["chart", "repo", "version"].some((key) => member(own, key) !== undefined))
    .flatMap((target) => reference({ ...helm, ...target.own }, target, bundle, []) ?? []);
  return base === null ? others : [base, ...others];
}

interface Bundle {
  readonly folder: string;
  readonly name: string | null;
  readonly namespace: string | null;
  readonly document: EntryDocument;
  readonly tree: SourceTree;
}

interface HelmPart {
  readonly at: readonly (string | number)[];
  /** What is written at that place. */
  readonly own: JsonObject;
}

interface Customization extends HelmPart {
  readonly name: string;
}

function reference(
  helm: JsonObject,
  part: HelmPart,
  bundle: Bundle,
  targets: readonly Customization[],
): SourceReference | null {
  const fields = readFields(helm);
  const [chart, version] = [fields.text("chart"), fields.text("version")];
  if (chart === null && fields.reason() === null) return null;
  const { folder, document, tree } = bundle;
  const release = fields.text("releaseName") ?? bundle.name ?? folder.split("/").pop() ?? "";
  const { values, missing } = valuesOfBundle(fields, folder, tree);
  const origin = originOf(fields, { chart: chart ?? "", version }, folder, tree);
  const written = ["version", "chart", "repo"].find((key) => member(part.own, key) !== undefined);
  return {
    kind: "fleet.yaml",
    name: release === "" ? (chart ?? "") : release,
    namespace: null,
    origin,
    // Fleet hands `?ref=` of the address to go-getter, whatever `version` says.
    version: origin.kind === "git" && "name" in origin.ref ? origin.ref.name : version,
    place: document.place(written === undefined ? part.at : [...part.at, written]),
    object: document.place(part.at),
    delivery: {
      by: "helm",
      client: "unknown",
      release: release === "" ? (chart ?? "") : release,
      namespace: bundle.namespace,
      values,
      crds: "create-only",
      // Without either name Fleet makes one of the GitRepo's and the folder's: whose the CRDs are by that, nobody knows.
      ownership: ownershipBy(
        fields.flag("takeOwnership") || (fields.text("releaseName") === null && bundle.name === null),
        "`helm.takeOwnership: true`",
      ),
      missing: [...missing, ...targets.map(({ name }) => `targetCustomizations ${name}`)],
    },
    destination: null,
  };
}

function originOf(
  fields: Fields,
  { chart, version }: { readonly chart: string; readonly version: string | null },
  folder: string,
  tree: SourceTree,
): SourceOrigin {
  const repository = fields.text("repo");
  const text = withoutCredentials(`${repository ?? ""} ${chart}`);
  const reason = fields.reason();
  if (reason !== null) return { kind: "undecided", text, reason };
  const registry = /^oci:\/\/([^/].*)$/is.exec(chart)?.[1];
  if (registry !== undefined) return ociChart(registry, version);
  if (repository !== null) return chartOrigin(repository, chart, version);
  const path = relativeFile(folder, chart);
  if (path !== undefined && tree.read(path === "" ? "Chart.yaml" : `${path}/Chart.yaml`) !== null) {
    return { kind: "local", path };
  }
  const git = /^git::|\.git(?:\/|$|\?)/.test(chart) ? parseRepository(chart) : null;
  if (git !== null) return git;
  const why = /^https?:\/\//i.test(chart)
    ? "it is the address of an archive, which no index vouches for"
    : "it has no `repo`, and no such chart is in this repository";
  return { kind: "undecided", text, reason: why };
}

function valuesOfBundle(fields: Fields, folder: string, tree: SourceTree) {
  const missing: string[] = [];
  const inline = fields.object("values");
  const files = fields.list("valuesFiles").flatMap((named): readonly SourceValues[] => {
    const path = typeof named === "string" ? relativeFile(folder, named) : undefined;
    if (path !== undefined && tree.read(path) !== null) return [{ kind: "file", path }];
    missing.push(`values file ${typeof named === "string" ? named : JSON.stringify(named)}`);
    return [];
  });
  for (const entry of fields.list("valuesFrom")) {
    const from = readFields(entry);
    const secret = from.text("secretKeyRef", "name");
    const name = secret ?? from.text("configMapKeyRef", "name") ?? "";
    missing.push(`${secret === null ? "ConfigMap" : "Secret"} ${name} (valuesFrom)`);
  }
  const templated = inline !== null && !fields.flag("disablePreProcess") && JSON.stringify(inline).includes("${");
  if (templated) missing.push("what Fleet fills into the templates among its values");
  const values: readonly SourceValues[] = [
    ...(inline === null ? [] : [{ kind: "inline" as const, values: inline }]),
    ...files,
  ];
  return { values, missing };
}
