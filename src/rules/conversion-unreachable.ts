import { type DocumentPath, isObject, valueAt } from "../base/json.ts";
import { liveStorageVersion } from "../crd/live-crd.ts";
import { versionNames } from "../manifests/crd-versions.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { quoted } from "../text/listing.ts";
import { type LiveCase, type Risk, riskFindings } from "./live-cases.ts";
import { manifestStorageVersion, servesByWebhook, textAt } from "./manifest-versions.ts";
import type { BundleRule, FindingGroup, RuleContext, Severity } from "./rule.ts";
import { type ServicesThere, servicesByCluster } from "./services-there.ts";
import type { TreeService } from "./tree-view.ts";
import { detailsOf } from "./words/details-of.ts";
import { type FindingWords, words } from "./words/finding-words.ts";
import { crdsInWords, verb, whereInWords } from "./words/subjects.ts";

interface ConversionUnreachableDetail {
  readonly kind: "conversion-unreachable";
  /**
   * `elsewhere`: the tree brings the service under another name or in another namespace; `not-in-release`: what brings the CRD
   * brings services, and not this one; `taken-away`: the change takes the service out of the tree; `order`: it comes with the
   * CRD, which stores another version at once; `no-ca`: nothing says by what the server knows it.
   */
  readonly cause: "elsewhere" | "not-in-release" | "taken-away" | "order" | "no-ca";
  /** `namespace/name` of the service that the manifest names. */
  readonly service: string;
  /** `elsewhere`: what the tree brings. Sorted. */
  readonly others: readonly string[];
  /** Another version than that which objects are stored at becomes the storage version. */
  readonly switches: boolean;
}

/** A conversion webhook that nobody answers: whatever needs it fails, and the server takes the CRD all the same. */
export const conversionUnreachable: BundleRule<"conversion-unreachable", ConversionUnreachableDetail> = {
  meta: {
    id: "conversion-unreachable",
    severity: { check: "warning", gate: "warning" },
    summary: "The service that a CRD's conversion webhook names is not what the tree brings, or is not there yet.",
    hasCrd: true,
    about: "manifest",
  },
  check: (context) => {
    const there = servicesOf(context);
    return riskFindings(context, "conversion-unreachable", (one) => risksOf(one, there, context));
  },
  words: (group) => unreachableWords(group),
  line: ({ service }) => `\`${service}\``,
};

const CLIENT_CONFIG = ["spec", "conversion", "webhook", "clientConfig"];

/** What the tree brings to a cluster, and what the base does; null: there is no base to ask. Looked for when first asked. */
interface Brought {
  readonly now: (cluster: string) => ServicesThere;
  readonly before: ((cluster: string) => ServicesThere) | null;
}

function servicesOf({ services, servicesBefore, rendered }: RuleContext): Brought {
  const lazily = (find: () => readonly TreeService[]) => {
    let found: ((cluster: string) => ServicesThere) | undefined;
    return (cluster: string) => {
      found ??= servicesByCluster(find(), rendered);
      return found(cluster);
    };
  };
  return { now: lazily(services), before: servicesBefore === null ? null : lazily(servicesBefore) };
}

function risksOf(one: LiveCase, there: Brought, context: RuleContext): readonly Risk<ConversionUnreachableDetail>[] {
  const { live, manifest } = one;
  // One version is never converted, and of a webhook that has a URL the tree says nothing.
  if (!context.whole || !servesByWebhook(manifest) || versionNames(manifest.object).length < 2) return [];
  const [namespace, name] = [textAt(manifest, [...SERVICE, "namespace"]), textAt(manifest, [...SERVICE, "name"])];
  // A URL; of a service the server asks both.
  if (name === "") return [];
  const service = `${namespace}/${name}`;
  const today = servicesOfToday(one, context);
  const found = onAnyAlike(one, there, context, (sides) => whatIsWrong(one, { ...sides, service, today }, context));
  if (found === null) return [];
  const switches = manifestStorageVersion(manifest) !== liveStorageVersion(live);
  const { cause, others = [], at } = found;
  return [
    {
      ...severityOf(cause, live.hasObjects),
      yamlPath: at,
      fields: [service],
      detail: { kind: "conversion-unreachable", cause, service, others, switches },
    },
  ];
}

interface Sides {
  /** A service may come from what nobody looked into. */
  readonly bringsUnseen: boolean;
  readonly now: ServicesThere;
  readonly before: ServicesThere | null;
}

/** Clusters that are alike may differ in what Services go there: each way is asked once. */
function onAnyAlike(
  { cluster }: LiveCase,
  there: Brought,
  { alike, bringsUnseen }: RuleContext,
  wrong: (sides: Sides) => Wrong | null,
): Wrong | null {
  const asked = [
    new Map<ServicesThere, Set<ServicesThere | null>>(),
    new Map<ServicesThere, Set<ServicesThere | null>>(),
  ];
  for (const name of alike(cluster)) {
    const [now, before] = [there.now(name), there.before?.(name) ?? null];
    const unseen = before !== null && bringsUnseen(name);
    const same = asked[unseen ? 1 : 0];
    const known = same?.get(now) ?? new Set();
    same?.set(now, known);
    if (known.has(before)) continue;
    known.add(before);
    const found = wrong({ now, before, bringsUnseen: unseen });
    if (found !== null) return found;
  }
  return null;
}

const SERVICE = [...CLIENT_CONFIG, "service"];

/** What a controller does in a moment, and what comes by itself, is not worth more than a note. */
function severityOf(
  cause: ConversionUnreachableDetail["cause"],
  hasObjects: LiveCase["live"]["hasObjects"],
): { readonly severity?: Severity } {
  if (cause === "no-ca" || (cause === "order" && hasObjects !== true)) return { severity: "info" };
  return hasObjects === false ? { severity: "info" } : {};
}

/** Where objects are converted today, by the snapshot or else the manifests of the base; null: nobody knows; empty: nowhere. */
function servicesOfToday({ live, manifest, cluster }: LiveCase, { replaced }: RuleContext): readonly string[] | null {
  if (live.conversion.strategy !== "Webhook") return [];
  if (live.conversion.service !== undefined) return [live.conversion.service];
  const named = replaced(manifest.name, cluster.name).flatMap((before) => {
    const [namespace, name] = [textAt(before, [...SERVICE, "namespace"]), textAt(before, [...SERVICE, "name"])];
    return servesByWebhook(before) && namespace !== "" && name !== "" ? [`${namespace}/${name}`] : [];
  });
  return named.length === 0 ? null : named;
}

interface Wrong {
  readonly cause: ConversionUnreachableDetail["cause"];
  readonly others?: readonly string[];
  readonly at: DocumentPath;
}

interface Question extends Sides {
  readonly service: string;
  readonly today: readonly string[] | null;
}

function whatIsWrong(one: LiveCase, asked: Question, context: RuleContext): Wrong | null {
  const { now, before, service, today } = asked;
  const isNew = today !== null && !today.includes(service);
  // A service that the server has at its place works, as far as anybody knows, unless it goes.
  if (!now.mayHave(service)) {
    const isWhole = context.renderFailures.length === 0 && context.unread.length === 0 && !asked.bringsUnseen;
    if (isWhole && before?.has(service) === true) return { cause: "taken-away", at: SERVICE };
    if (!isNew) return null;
    const others = elsewhere(one, service, today, now);
    if (others.length > 0) return { cause: "elsewhere", others, at: differingPart(service, others) };
    return isOfItsSource(one.manifest, now) ? { cause: "not-in-release", at: SERVICE } : null;
  }
  if (!isNew) return null;
  if (now.isNamed(service) && comesAtOnce(one, service, before)) return { cause: "order", at: SERVICE };
  return hasAuthority(one) ? null : { cause: "no-ca", at: CLIENT_CONFIG };
}

/**
 * What the tree brings in the service's stead: one of its name in another namespace that belongs to this CRD (it is what
 * converts today, is rendered from what brings the CRD, or is called like the CRD's project), or what converts today.
 * `webhook-service` in other namespaces are other operators'.
 */
function elsewhere(
  { live, manifest }: LiveCase,
  service: string,
  today: readonly string[],
  brought: ServicesThere,
): readonly string[] {
  const name = service.slice(service.indexOf("/") + 1);
  const words = live.group.split(".").filter((word) => word.length > 3);
  const isOwn = words.some((word) => name.includes(word));
  const own = brought.named(name).flatMap((other) => {
    const isItsSource = other.of !== undefined && other.of === manifest.printed?.path;
    return isOwn || isItsSource ? [`${other.namespace}/${name}`] : [];
  });
  return [...new Set([...today.filter((one) => brought.has(one)), ...own])].sort();
}

function differingPart(service: string, others: readonly string[]): DocumentPath {
  const [, name] = service.split("/");
  return [...SERVICE, others.some((other) => other.endsWith(`/${name}`)) ? "namespace" : "name"];
}

/** Whether what the CRD is rendered from brings services: what brings CRDs alone belongs to another chart's. */
function isOfItsSource({ printed }: CrdManifest, brought: ServicesThere): boolean {
  return printed !== undefined && brought.isFrom(printed.path);
}

/** The CRD stores another version at once, and the service comes with the same change. */
function comesAtOnce({ live, manifest }: LiveCase, service: string, before: ServicesThere | null): boolean {
  const switches = manifestStorageVersion(manifest) !== liveStorageVersion(live);
  return switches && before !== null && live.hasObjects !== false && !before.mayHave(service);
}

/** Annotations that have a controller put the CA bundle in: cert-manager's, and OpenShift's. */
const INJECTORS =
  /^(?:(?:cert-manager|certmanager\.k8s)\.io\/inject-(?:ca-from(?:-secret)?|apiserver-ca)|service\.(?:alpha|beta)\.openshift\.io\/inject-cabundle)$/;

function hasAuthority({ manifest, live, client }: LiveCase): boolean {
  if (textAt(manifest, [...CLIENT_CONFIG, "caBundle"]) !== "") return true;
  if (client !== "replace" && live.conversion.caBundle === "valid") return true;
  const annotations = valueAt(manifest.object, ["metadata", "annotations"]);
  return isObject(annotations) && Object.keys(annotations).some((key) => INJECTORS.test(key));
}

/** What fails in which way, and how to go back, is on the rule's page. Measured and executed: test/kubernetes/conversion.test.ts. */
function unreachableWords(group: FindingGroup<ConversionUnreachableDetail>): FindingWords {
  const details = detailsOf(group);
  const [{ cause, service, others }] = details;
  const crds = crdsInWords(group);
  const where = whereInWords(group);
  const lead = `Objects of ${crds} on ${where} would be converted by the service \`${service}\``;
  const switches = details.some((detail) => detail.switches)
    ? " (every object there is today, since the storage version changes too)"
    : "";
  const fails = `the server takes the CRD, and what is stored at another version than is asked for${switches} can be neither read nor written until that webhook answers.`;
  switch (cause) {
    case "elsewhere":
      return words(
        `${lead}, and the tree brings ${quoted(others)} in its stead: ${fails}`,
        "Name the namespace and the name under which the service is deployed: in a chart of CRDs by its values, else in `spec.conversion.webhook.clientConfig.service`.",
      );
    case "not-in-release":
      return words(
        `${lead}, which what brings the ${verb(group, "CRD", "CRDs")} does not bring, and nothing else in this tree does: ${fails}`,
        "Switch the webhook on where its chart has a value for that, or leave the conversion out as long as nothing converts.",
      );
    case "taken-away":
      return words(
        `${lead}, which this change takes out of the tree: ${fails}`,
        "Keep the service, or have the conversion point at what takes its place, in a change that is delivered before.",
      );
    case "order":
      return words(
        `${lead}, which comes with the very same change, and ${verb(group, "it stores", "they store")} another version from now on: ${fails}`,
        "Deliver the webhook first, with the storage version as it is, and switch that once the webhook answers.",
      );
    case "no-ca":
      return words(
        `${lead}, and the manifest has neither a \`caBundle\` nor an annotation that has one put in: until a controller does, the server does not believe the webhook (\`x509: certificate signed by unknown authority\`).`,
        "Make sure that the operator puts its CA bundle in by itself; else have cert-manager do it (`cert-manager.io/inject-ca-from`), or state `caBundle`.",
      );
  }
}
