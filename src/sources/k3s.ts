import { isObject, type JsonValue, member } from "../base/json.ts";
import { chartOrigin, ociChart, withoutCredentials } from "./addresses.ts";
import { type DeployedObject, unlessUnclear } from "./applied-objects.ts";
import { valuesOf } from "./entry-file.ts";
import { type Fields, readFields } from "./fields.ts";
import { ownershipBy } from "./helm-delivery.ts";
import type { SourceOrigin, SourceReference, SourceValues } from "./reference.ts";

/**
 * `HelmChart` objects of k3s and RKE2. The controller runs `helm install` or `helm upgrade`, whose values are those of the
 * chart, then of a HelmChartConfig with its name, then `set` (k3s-io/helm-controller pkg/controllers/chart/chart.go).
 */
export function k3sReferences(objects: readonly DeployedObject[]): readonly SourceReference[] {
  const own = objects.filter(({ group }) => group === "helm.cattle.io");
  const configs = new Map<string, DeployedObject[]>();
  for (const config of own) {
    if (config.kind !== "HelmChartConfig") continue;
    const others = configs.get(keyOf(config));
    if (others === undefined) configs.set(keyOf(config), [config]);
    else others.push(config);
  }
  return own.flatMap((chart): readonly SourceReference[] => {
    const reference = chart.kind === "HelmChart" ? helmChart(chart, configs.get(keyOf(chart)) ?? []) : null;
    return reference === null ? [] : unlessUnclear(chart, [reference]);
  });
}

function keyOf({ object }: DeployedObject): string {
  const fields = readFields(object);
  return JSON.stringify([fields.text("metadata", "namespace"), fields.text("metadata", "name")]);
}

function helmChart(chart: DeployedObject, configs: readonly DeployedObject[]): SourceReference | null {
  const fields = readFields(chart.object);
  const name = fields.text("metadata", "name") ?? "";
  const namespace = fields.text("metadata", "namespace");
  const version = fields.text("spec", "version");
  const origin = originOf(fields, version);
  // The controller leaves alone what names no chart.
  if (origin === null) return null;
  const missing: string[] = [];
  const written = ["version", "chart"].find((key) => member(fields.object("spec") ?? {}, key) !== undefined) ?? "chart";
  return {
    kind: "HelmChart",
    name,
    namespace,
    origin,
    version,
    place: chart.at(["spec", written]),
    object: chart.standsAt,
    delivery: {
      by: "helm",
      client: "unknown",
      release: name,
      namespace: fields.text("spec", "targetNamespace") ?? namespace,
      values: [
        ...content(chart, "HelmChart", missing),
        ...configuration(chart, configs, missing),
        ...setValues(fields.object("spec", "set") ?? {}),
      ],
      crds: "create-only",
      ownership: ownershipBy(fields.flag("spec", "takeOwnership"), "`spec.takeOwnership: true`"),
      missing: [...missing, ...secrets(fields)],
    },
    destination: null,
  };
}

function originOf(fields: Fields, version: string | null): SourceOrigin | null {
  const [chart, repository] = [fields.text("spec", "chart"), fields.text("spec", "repo")];
  if (fields.text("spec", "chartContent") !== null) {
    return { kind: "undecided", text: "chartContent", reason: "the chart is packed into the object itself" };
  }
  const text = withoutCredentials(`${repository ?? ""} ${chart ?? ""}`);
  const reason = fields.reason();
  if (reason !== null) return { kind: "undecided", text, reason };
  if (chart === null) return null;
  if (repository !== null) return chartOrigin(repository, chart, version);
  const registry = /^oci:\/\/([^/].*)$/is.exec(chart)?.[1];
  if (registry !== undefined) return ociChart(registry, version);
  const isArchive = /^https?:\/\//i.test(chart);
  const why = isArchive ? "it is the address of an archive, which no index vouches for" : "it names no repository";
  return { kind: "undecided", text, reason: why };
}

/** That of the same overlay, or the only one of its name. */
function configuration({ within }: DeployedObject, configs: readonly DeployedObject[], missing: string[]) {
  const beside = configs.filter((config) => config.within === within);
  const [config, other] = beside.length > 0 ? beside : configs;
  if (config === undefined) return [];
  if (other === undefined) return content(config, "HelmChartConfig", missing);
  missing.push("HelmChartConfig, of which several have its name");
  return [];
}

function content({ object }: DeployedObject, kind: string, missing: string[]): readonly SourceValues[] {
  const text = readFields(object).text("spec", "valuesContent");
  if (text === null) return [];
  const values = valuesOf(text);
  if (isObject(values)) return [{ kind: "inline", values }];
  if (values !== null || text.trim() !== "") missing.push(`valuesContent of the ${kind}, which cannot be read`);
  return [];
}

/** Whole numbers, `true`, `false` and `null` are `--set`, all else is text, in which a comma is meant (args, typedVal). */
function setValues(set: Readonly<Record<string, JsonValue>>): readonly SourceValues[] {
  return Object.keys(set)
    .sort()
    .flatMap((name): readonly SourceValues[] => {
      const value = set[name];
      if (typeof value === "number") return [{ kind: "set", name, value: String(value), string: false }];
      if (typeof value !== "string") return [];
      if (/^(?:true|false|null)$/i.test(value)) return [{ kind: "set", name, value, string: false }];
      return [{ kind: "set", name, value: value.replace(/(?<!\\)((?:\\\\)*),/g, "$1\\,"), string: true }];
    });
}

function secrets(fields: Fields): readonly string[] {
  return fields.list("spec", "valuesSecrets").map((entry) => {
    const secret = readFields(entry).text("name");
    return secret === null ? "a Secret (valuesSecrets)" : `Secret ${secret} (valuesSecrets)`;
  });
}
