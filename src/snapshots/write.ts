import type { JsonValue } from "../base/json.ts";
import type { CrdNames, CrdOwners, LiveCrd, LiveVersion, SchemaFaults } from "../crd/live-crd.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The bytes of a snapshot: fixed key order, CRDs and conditions sorted, one fact a line so that a diff reads well.
 * The same facts always give the same bytes; `readSnapshot` reads them back to the same value.
 */
export function writeSnapshot(snapshot: Snapshot): string {
  const { origin, selection } = snapshot;
  const head = [
    fact("formatVersion", snapshot.formatVersion),
    fact("cluster", snapshot.cluster),
    fact("origin", present({ kind: origin.kind, tool: origin.tool, identity: origin.identity })),
    fact("serverVersion", snapshot.serverVersion),
    fact("capturedAt", snapshot.capturedAt),
    fact("complete", snapshot.complete),
    ...(selection === undefined ? [] : [fact("selection", { exclude: selection.exclude })]),
    fact("apis", [...snapshot.apis].sort()),
  ];
  const crds = Object.entries(snapshot.crds)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, crd]) => `    ${JSON.stringify(name)}: ${block(crdFacts(crd, snapshot.formatVersion), "    ")}`);
  const all = crds.length === 0 ? "{}" : `{\n${crds.join(",\n")}\n  }`;
  return `${block([...head, `"crds": ${all}`], "")}\n`;
}

function crdFacts(crd: LiveCrd, format: Snapshot["formatVersion"]): readonly string[] {
  const versions = crd.versions.map((version) => `        ${inline(versionFacts(version))}`);
  return [
    fact("group", crd.group),
    fact("names", namesFacts(crd.names)),
    ...(crd.acceptedNames === undefined ? [] : [fact("acceptedNames", namesFacts(crd.acceptedNames))]),
    fact("scope", crd.scope),
    `"versions": [\n${versions.join(",\n")}\n      ]`,
    fact("storedVersions", crd.storedVersions),
    fact("conditions", sorted(crd.conditions)),
    fact(
      "conversion",
      present({
        strategy: crd.conversion.strategy,
        reviewVersions: crd.conversion.reviewVersions,
        caBundle: crd.conversion.caBundle,
        service: crd.conversion.service,
      }),
    ),
    ...optionalFact("preserveUnknownFields", crd.preserveUnknownFields),
    ...optionalFact("apiApproved", crd.apiApproved),
    ...optionalFact("schemaFaults", crd.schemaFaults && faultsFacts(crd.schemaFaults)),
    ...celFacts(crd.cel, format),
    ...optionalFact("keepsNothing", crd.keepsNothing),
    ...optionalFact("terminating", crd.terminating),
    ...optionalFact("finalizers", crd.finalizers),
    ...optionalFact("storageMigrating", crd.storageMigrating),
    ...optionalFact("owners", crd.owners === undefined ? undefined : ownersFacts(crd.owners)),
    ...optionalFact("hasObjects", crd.hasObjects),
  ];
}

/** A line for each schema. Format 1 knew nothing of rules. */
function celFacts(cel: LiveCrd["cel"], format: Snapshot["formatVersion"]): readonly string[] {
  if (cel === undefined || (format === 1 && cel === "unknown")) return [];
  if (cel === "unknown") return [fact("cel", cel)];
  const compiled = cel.compiled.map(
    (one) => `          ${inline(present({ rules: one.rules, defaults: one.defaults }))}`,
  );
  const facts = [
    `"compiled": [\n${compiled.join(",\n")}\n        ]`,
    fact("rules", cel.rules),
    ...optionalFact("messageExpressions", cel.messageExpressions),
  ];
  return [`"cel": ${block(facts, "      ")}`];
}

type Facts = Readonly<Record<string, JsonValue>>;

function namesFacts(names: CrdNames): Facts {
  return present({
    plural: names.plural,
    singular: names.singular,
    kind: names.kind,
    listKind: names.listKind,
    shortNames: names.shortNames,
    categories: names.categories,
  });
}

function versionFacts(version: LiveVersion): Facts {
  return present({
    name: version.name,
    served: version.served,
    storage: version.storage,
    deprecated: version.deprecated,
    schema: version.schema,
    selectableFields: version.selectableFields,
  });
}

function faultsFacts(faults: SchemaFaults): Facts {
  return present({
    nonStructural: faults.nonStructural,
    invalidTypes: faults.invalidTypes,
    unprunedDefaults: faults.unprunedDefaults,
    nonAtomicSets: faults.nonAtomicSets,
    invalidMapKeys: faults.invalidMapKeys,
  });
}

function ownersFacts(owners: CrdOwners): Facts {
  const { gatewayApi } = owners;
  return present({
    helmRelease: owners.helmRelease,
    managedBy: owners.managedBy,
    resourcePolicy: owners.resourcePolicy,
    gatewayApi: gatewayApi && present({ channel: gatewayApi.channel, bundleVersion: gatewayApi.bundleVersion }),
    managers: owners.managers?.map(({ name, operation, states }) => ({ name, operation, states })),
    lastApplied: owners.lastApplied,
  });
}

function present(facts: Readonly<Record<string, JsonValue | undefined>>): Facts {
  const kept: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) kept[key] = value;
  return kept;
}

function sorted(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fact(key: string, value: JsonValue): string {
  return `${JSON.stringify(key)}: ${inline(value)}`;
}

function optionalFact(key: string, value: JsonValue | undefined): readonly string[] {
  return value === undefined ? [] : [fact(key, value)];
}

function block(facts: readonly string[], indent: string): string {
  return `{\n${facts.map((one) => `${indent}  ${one}`).join(",\n")}\n${indent}}`;
}

function inline(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => fact(key, member))
    .join(", ")}}`;
}
