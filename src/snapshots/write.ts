import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../base/json.ts";
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

/** @param format of the file, where it is a snapshot */
function crdFacts(crd: LiveCrd, format: Snapshot["formatVersion"]): readonly string[] {
  return Object.entries(factsInOrder(crd, format)).map(([key, value]) => factLine(key, value, "      "));
}

/** Facts of a live CRD, or those of them that something else has, in the order of the published form. */
export function factsInOrder(crd: Partial<LiveCrd>, format: Snapshot["formatVersion"]): JsonObject {
  const { conversion } = crd;
  return present({
    group: crd.group,
    names: crd.names && namesFacts(crd.names),
    acceptedNames: crd.acceptedNames && namesFacts(crd.acceptedNames),
    scope: crd.scope,
    versions: crd.versions?.map(versionFacts),
    storedVersions: crd.storedVersions,
    conditions: crd.conditions && sorted(crd.conditions),
    conversion:
      conversion &&
      present({
        strategy: conversion.strategy,
        reviewVersions: conversion.reviewVersions,
        caBundle: conversion.caBundle,
        service: conversion.service,
      }),
    preserveUnknownFields: crd.preserveUnknownFields,
    apiApproved: crd.apiApproved,
    schemaFaults: crd.schemaFaults && faultsFacts(crd.schemaFaults),
    cel: celFacts(crd.cel, format),
    keepsNothing: crd.keepsNothing,
    terminating: crd.terminating,
    finalizers: crd.finalizers,
    storageMigrating: format === 1 && crd.storageMigrating === "failed" ? undefined : crd.storageMigrating,
    owners: crd.owners && ownersFacts(crd.owners),
    hasObjects: crd.hasObjects,
  });
}

/** Format 1 knew nothing of rules. */
function celFacts(cel: LiveCrd["cel"], format: Snapshot["formatVersion"]): JsonValue | undefined {
  if (cel === undefined || (format === 1 && cel === "unknown")) return undefined;
  if (cel === "unknown") return cel;
  return present({
    compiled: cel.compiled.map((one) => present({ rules: one.rules, defaults: one.defaults })),
    rules: cel.rules,
    messageExpressions: cel.messageExpressions,
  });
}

/** One fact on a line; a line for each version, and for each schema with rules. @param indent of the fact itself */
export function factLine(key: string, value: JsonValue, indent: string): string {
  if (key === "versions" && isArray(value)) return listOfLines(key, value, indent);
  if (key !== "cel" || !isObject(value)) return fact(key, value);
  const facts = Object.entries(value).map(([name, one]) =>
    name === "compiled" && isArray(one) ? listOfLines(name, one, `${indent}  `) : fact(name, one),
  );
  return `"cel": ${block(facts, indent)}`;
}

function listOfLines(key: string, items: JsonArray, indent: string): string {
  return `${JSON.stringify(key)}: [\n${items.map((one) => `${indent}  ${inline(one)}`).join(",\n")}\n${indent}]`;
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

export function present(facts: Readonly<Record<string, JsonValue | undefined>>): Facts {
  const kept: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) kept[key] = value;
  return kept;
}

function sorted(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function fact(key: string, value: JsonValue): string {
  return `${JSON.stringify(key)}: ${inline(value)}`;
}

export function block(facts: readonly string[], indent: string): string {
  return `{\n${facts.map((one) => `${indent}  ${one}`).join(",\n")}\n${indent}}`;
}

function inline(value: JsonValue): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, member]) => fact(key, member))
    .join(", ")}}`;
}
