import type { LiveVersion } from "../crd/live-crd.ts";
import { unkeptFields } from "../crd/schema/kept-fields.ts";
import { quoted } from "../text/listing.ts";
import {
  annotationPath,
  channelOf,
  GATEWAY_API_GROUP,
  NOT_STANDARD,
  SAFE_UPGRADES_POLICY,
} from "./gateway-api-bundle.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { liveSchema, manifestSchema, schemaProps } from "./live-schema.ts";
import { hasVersionName } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext } from "./rule.ts";
import { detailsOf } from "./words/details-of.ts";
import { fieldsInWords, unnamedInWords } from "./words/fields.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, fromTo, verb, whereInWords } from "./words/subjects.ts";

interface GatewayApiChannelDetail {
  readonly kind: "gateway-api-channel";
  /** `to-standard`: from the experimental channel, whose fields the standard one lacks. */
  readonly cause: "to-experimental" | "to-standard";
  /** Channels; "" where the annotation is missing. */
  readonly live: string;
  readonly manifest: string;
  /** Paths of the fields that go with the experimental channel; null: the live schemas are not known. */
  readonly fields: readonly string[] | null;
}

/**
 * What Gateway API's admission policy `safe-upgrades` refuses first: anything but the standard channel over it. The way back
 * passes the policy, and loses the fields that only the experimental channel has.
 */
export const gatewayApiChannel: BundleRule<"gateway-api-channel", GatewayApiChannelDetail> = {
  meta: {
    id: "gateway-api-channel",
    severity: { check: "warning", gate: "warning" },
    summary: "A Gateway API CRD would be replaced by one of the other channel.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) =>
    riskFindings(context, "gateway-api-channel", (one) => {
      if (one.live.group !== GATEWAY_API_GROUP) return [];
      const before = one.live.owners?.gatewayApi?.channel ?? "";
      const next = channelOf(one.manifest);
      // Without any channel on either side nobody can say that it changes.
      if (before === "standard" && next !== "standard") return [riskOf("to-experimental", before, next, null)];
      if (before !== "experimental" || next !== "standard") return [];
      const fields = lostBy(one, context);
      return fields?.length === 0 ? [] : [riskOf("to-standard", before, next, fields)];
    }),
  words: (group) => channelWords(group),
  line: ({ live, manifest, fields }) =>
    fromTo(live, manifest) + (fields === null ? "" : ` lacks ${fieldsInWords(fields)}`),
};

function riskOf(
  cause: GatewayApiChannelDetail["cause"],
  live: string,
  manifest: string,
  fields: GatewayApiChannelDetail["fields"],
): Risk<GatewayApiChannelDetail> {
  return {
    yamlPath: annotationPath("channel"),
    bundle: manifest,
    detail: { kind: "gateway-api-channel", cause, live, manifest, fields },
  };
}

/** Of the versions that stay; null where the text of a live schema is not known. */
function lostBy(one: LiveCase, context: RuleContext): readonly string[] | null {
  const stay = one.live.versions.filter(({ name }) => hasVersionName(one.manifest, name));
  const lost = stay.map((version) => lostOf(version, one, context));
  if (lost.some((fields) => fields === null)) return null;
  return [...new Set(lost.flatMap((fields) => fields ?? []))].sort();
}

function lostOf(version: LiveVersion, one: LiveCase, context: RuleContext): readonly string[] | null {
  const [before, after] = [liveSchema(one, version, context), manifestSchema(one.manifest, version.name)];
  const [was, is] = [before, after].map((schema) => (schema === undefined ? null : schemaProps(schema)));
  return was === null || was === undefined || is === null || is === undefined ? null : unkeptFields(was, is);
}

function channelWords(group: FindingGroup<GatewayApiChannelDetail>): FindingWords {
  const crds = crdsInWords(group);
  const where = whereInWords(group);
  const details = detailsOf(group);
  const [detail] = details;
  const lead = `On ${where} ${crds} ${verb(group, "is", "are")} of Gateway API's ${detail.live} channel`;
  if (detail.cause === "to-standard") {
    const fields = [...new Set(details.flatMap((one) => one.fields ?? []))].sort();
    const lost =
      fields.length === 0
        ? "whose schemas lack what only the experimental channel has"
        : `whose ${verb(group, "schema lacks", "schemas lack")} ${fieldsInWords(fields)}${unnamedInWords(fields)}`;
    return words(
      `${lead}, and the manifest is of the standard channel, ${lost}: routes that use such fields read without them at once, and the next write of an object takes them from the store.`,
      "Stay with the experimental channel where any object uses such a field, until the standard channel has the field too.",
      [
        "Where it has happened already: what has not been written since is in the store still, and is shown again by a schema that names it.",
      ],
    );
  }
  const next = detail.manifest === "" ? "names no channel" : `is of the channel ${quoted([detail.manifest])}`;
  return words(
    `${lead}, and the manifest ${next}: its fields and versions can change or go in any release, and the admission policy ${SAFE_UPGRADES_POLICY} that Gateway API ships since v1.5 refuses it where it is installed: \`${NOT_STANDARD}\``,
    "Stay with the standard channel; if an experimental field is needed, take that decision for the whole cluster: one owner for all Gateway API CRDs, one channel, and the policy and its binding removed first where it is installed.",
  );
}
