import type { JsonObject } from "../base/json.ts";
import { type LiveVersion, liveStorageVersion } from "../crd/live-crd.ts";
import { keepsNothing, unkeptFields } from "../crd/schema/kept-fields.ts";
import type { SchemaProps } from "../crd/schema/schema-props.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { liveSchema, manifestSchema, schemaProps } from "./live-schema.ts";
import { manifestStorageVersion, servesByWebhook, storagePath } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { fieldsInWords, unnamedInWords } from "./words/fields.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface StorageVersionLosesFieldsDetail {
  readonly kind: "storage-version-loses-fields";
  /** Version that objects are stored at. */
  readonly from: string;
  /** The manifest's storage version. */
  readonly to: string;
  /** Paths of the fields that it lacks; `spec.any.*` where it drops what nobody names. Never empty. */
  readonly fields: readonly string[];
}

/**
 * The storage version changes and nothing converts: whatever the new one does not name is dropped from every object
 * that is read at it, and from the store with the next write.
 */
export const storageVersionLosesFields: BundleRule<"storage-version-loses-fields", StorageVersionLosesFieldsDetail> = {
  meta: {
    id: "storage-version-loses-fields",
    severity: { check: "warning", gate: "warning" },
    summary:
      "The storage version changes without conversion, and the new one lacks fields of a version that is stored.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    // Where manifests are generated, the conversion is in a patch beside them.
    const patched = new Set(context.partial.flatMap(({ name, converts }) => (converts === true ? [name] : [])));
    return riskFindings(context, "storage-version-loses-fields", (one) =>
      patched.has(one.manifest.name) ? [] : risksOf(one, context),
    );
  },
  words: (group) => losesFieldsWords(group),
  line: ({ from, to, fields }) => `\`${from}\` to \`${to}\` lacks ${fieldsInWords(fields)}`,
};

function risksOf(one: LiveCase, context: RuleContext): readonly Risk<StorageVersionLosesFieldsDetail>[] {
  const { live, manifest } = one;
  const to = manifestStorageVersion(manifest);
  if (to === undefined || to === liveStorageVersion(live) || converts(one)) return [];
  const text = manifestSchema(manifest, to);
  // One that keeps nothing at all is told of by itself.
  if (text === undefined || keepsNothing(text) || live.hasObjects === false) return [];
  const after = schemaProps(text);
  if (after === null) return [];
  const lost = new Map<JsonObject | undefined, readonly string[]>();
  const lostFrom = (version: LiveVersion): readonly string[] => {
    const before = liveSchema(one, version, context);
    const fields = lost.get(before) ?? lostBetween(before, after);
    lost.set(before, fields);
    return fields;
  };
  const stored = new Set(live.storedVersions);
  return live.versions
    .filter(({ name, schema }) => stored.has(name) && name !== to && schema !== "absent")
    .flatMap((version) => {
      const fields = lostFrom(version);
      return fields.length === 0
        ? []
        : [
            {
              version: version.name,
              yamlPath: storagePath(manifest),
              fields,
              detail: { kind: "storage-version-loses-fields", from: version.name, to, fields } as const,
            },
          ];
    });
}

/** A manifest that is silent may leave a webhook that is live, or take it away: `conversion-dropped` tells of that. */
function converts({ live, manifest }: LiveCase): boolean {
  return servesByWebhook(manifest) || live.conversion.strategy === "Webhook";
}

function lostBetween(text: JsonObject | undefined, after: SchemaProps): readonly string[] {
  const before = text === undefined ? null : schemaProps(text);
  if (before === null) return [];
  // `status` is written anew by its controller.
  return unkeptFields(before, after).filter((field) => field !== "status" && !field.startsWith("status."));
}

function losesFieldsWords(group: FindingGroup<StorageVersionLosesFieldsDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ from, to }] = details;
  const fields = [...new Set(details.flatMap((detail) => detail.fields))].sort();
  const one = details.every((detail) => detail.from === from && detail.to === to);
  const lead = one
    ? `objects of ${crdsInWords(group)} are stored at \`${from}\` today and would be written at \`${to}\`, which lacks ${fieldsInWords(fields)}${unnamedInWords(fields)}`
    : `objects of ${crdsInWords(group)} would be written at ${verb(group, "another version", "other versions")}, which ${verb(group, "lacks", "lack")} fields of those they are stored at`;
  return words(
    `On ${whereInWords(group)} ${lead}: nothing converts them, so that a version shows only what it names, and the next write of an object, by whoever, drops the rest from the store.`,
    `Name the fields in the schema of the new version too, or keep the old storage version until a webhook converts (\`conversion.strategy: Webhook\`), or nobody needs the fields.`,
    [
      "Where it has happened already: what has not been written since is in the store still, and is shown again at the version that names it.",
    ],
  );
}
