import type { JsonObject } from "../base/json.ts";
import { type LiveCrd, type LiveVersion, liveStorageVersion } from "../crd/live-crd.ts";
import { heldDigest } from "../crd/schema/held-schema.ts";
import { emptiedProperties, keepsNothing } from "../crd/schema/kept-fields.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { code } from "../text/code-span.ts";
import { quoted } from "../text/listing.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { keepsEverything, liveSchema, manifestHolder, manifestSchema, schemaProps } from "./live-schema.ts";
import { manifestStorageVersion, schemaPath } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, crdsOf, whereInWords } from "./words/subjects.ts";

interface StoredObjectsEmptiedDetail {
  readonly kind: "stored-objects-emptied";
  /**
   * `everything`: the new schema keeps nothing, and the live one does; `unread-before`: it keeps nothing, and is another
   * than the live one, of which nobody knows whether it does; `properties`: those directly below the root keep nothing.
   */
  readonly cause: "everything" | "unread-before" | "properties";
  readonly version: string;
  /** Objects are written at it from now on; else they may be stored at it. */
  readonly isStorage: boolean;
  readonly properties: readonly string[];
}

/**
 * A version that objects are stored at keeps its name, and its schema keeps nothing of them: the server prunes what it
 * reads from its store by the schema of the version that it was stored at.
 */
export const storedObjectsEmptied: BundleRule<"stored-objects-emptied", StoredObjectsEmptiedDetail> = {
  meta: {
    id: "stored-objects-emptied",
    severity: { check: "error", gate: "error" },
    summary: "The schema of a version that objects are stored at keeps nothing of them: they read as empty.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    riskFindings(context, "stored-objects-emptied", (one) => {
      const { live, manifest } = one;
      const living = new Map(live.versions.map((version) => [version.name, version]));
      const hollow = new Set(live.keepsNothing);
      const storage = living.get(liveStorageVersion(live) ?? "");
      return versionsInStore(live, manifest).flatMap((version) => {
        // A version that is new holds what the storage version of before held.
        const before = living.get(version) ?? storage;
        return before === undefined || hollow.has(before.name) ? [] : riskOf(one, version, before, context);
      });
    }),
  words: (group) => emptiedWords(group),
  line: ({ version, properties }) => [code(version), ...properties.map((name) => code(name))].join(", "),
};

/** Those that objects may be stored at, and the one at which they are written from now on. */
function versionsInStore(live: LiveCrd, manifest: CrdManifest): readonly string[] {
  const storage = manifestStorageVersion(manifest);
  const stored = live.hasObjects === false ? [] : live.storedVersions;
  return [...new Set([...stored, ...(storage === undefined ? [] : [storage])])];
}

function riskOf(
  one: LiveCase,
  version: string,
  before: LiveVersion,
  context: RuleContext,
): readonly Risk<StoredObjectsEmptiedDetail>[] {
  const found = whatIsEmptied(one, version, before, context);
  if (found === null) return [];
  const isStorage = version === manifestStorageVersion(one.manifest);
  return [
    {
      ...(found.cause === "unread-before" ? { severity: "warning" } : {}),
      version,
      yamlPath: schemaPath(one.manifest, version, found.properties.length === 1 ? found.properties[0] : undefined),
      detail: { kind: "stored-objects-emptied", version, isStorage, ...found },
    },
  ];
}

function whatIsEmptied(
  one: LiveCase,
  version: string,
  before: LiveVersion,
  context: RuleContext,
): Pick<StoredObjectsEmptiedDetail, "cause" | "properties"> | null {
  const { live, manifest } = one;
  if (before.schema === heldDigest(manifestHolder(manifest, version))) return null;
  const schema = manifestSchema(manifest, version);
  if (schema === undefined) return null;
  const known = liveSchema(one, before, context);
  if (keepsNothing(schema)) {
    if (known !== undefined && keepsNothing(known)) return null;
    const isSaid = known !== undefined || one.from !== "snapshot" || one.cluster.loaded.snapshot.formatVersion !== 1;
    return { cause: isSaid || keepsEverything(live, before) ? "everything" : "unread-before", properties: [] };
  }
  if (known === undefined || before.name !== version) return null;
  // What a controller reports is written anew; and what a new version calls otherwise may be converted.
  const properties = emptiedBetween(known, schema).filter((name) => name !== "status");
  return properties.length === 0 ? null : { cause: "properties", properties };
}

function emptiedBetween(before: JsonObject, after: JsonObject): readonly string[] {
  const [was, is] = [schemaProps(before), schemaProps(after)];
  return was === null || is === null ? [] : emptiedProperties(was, is);
}

const DELIVERED =
  "Where this is delivered already, do that before anything writes the objects: they read as before then.";

function emptiedWords(group: FindingGroup<StoredObjectsEmptiedDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause }] = details;
  const versions = [...new Set(details.map(({ version }) => version))];
  const [one, own] = [versions.length === 1, crdsOf(group).length === 1];
  const [live, those] = one && own ? ["one does", "of that version"] : ["ones do", "of these versions"];
  const names = quoted(versions);
  const stored = details.every(({ isStorage }) => isStorage)
    ? `${one ? "is" : "are"} what objects are written at`
    : `${one ? "is a version" : "are versions"} that objects may be stored at`;
  const properties = [...new Set(details.flatMap((detail) => detail.properties))];
  const parts = quoted(properties);
  const schemas = `${own && one ? "its schema keeps" : "their schemas keep"}`;
  const lead = `${names} of ${crdsInWords(group)} on ${whereInWords(group)} ${stored}, and ${schemas}`;
  const lasting = ", and the next write of an object makes that permanent.";
  const remedy = `Give ${names} ${own ? "its" : "their"} own ${one && own ? "schema" : "schemas"} back`;
  switch (cause) {
    case "everything":
      return words(
        `${lead} no field but \`apiVersion\`, \`kind\` and \`metadata\`, where the live ${live}: every object ${those} reads as empty, at every other version too${lasting}`,
        `${remedy}, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.`,
        [DELIVERED],
      );
    case "unread-before":
      return words(
        `${lead} no field but \`apiVersion\`, \`kind\` and \`metadata\`, and ${one && own ? "is" : "are"} not what is live there, of which the snapshot does not say whether it keeps any: whatever the live ${one && own ? "schema" : "schemas"} kept is gone from every object that is read${lasting}`,
        `${remedy}, or \`x-kubernetes-preserve-unknown-fields: true\` beside \`type: object\`, whether the version is served or not.`,
        ["Take a new snapshot: it says what the live schema keeps."],
      );
    case "properties":
      return words(
        `${lead} nothing of ${parts} any more, where the live ${live}: ${parts} of every object ${those} ${properties.length === 1 ? "is" : "are"} empty or gone, at every other version too${lasting}`,
        `${remedy}, or \`x-kubernetes-preserve-unknown-fields: true\` at ${parts}.`,
        [DELIVERED],
      );
  }
}
