import { copyOf, type Dice, type Draft, type DraftObject } from "./generator-dice.ts";
import { validSchema } from "./generator-schema.ts";
import { CA_BUNDLES, GROUPS, PROTECTED_GROUPS, VERSION_NAMES } from "./generator-texts.ts";

/** A CRD manifest without a fault, as a release has it. */
export function validCrd(dice: Dice): DraftObject {
  const isProtected = dice.chance(15);
  const group = dice.pick(isProtected ? PROTECTED_GROUPS.slice(0, 4) : GROUPS);
  const kind = dice.pick(["Lane", "Bridge", "HTTPRoute"]);
  const plural = `${kind.toLowerCase()}s`;
  const metadata: DraftObject = { name: `${plural}.${group}` };
  if (isProtected)
    metadata.annotations = { "api-approved.kubernetes.io": "https://github.com/kubernetes/kubernetes/pull/1" };
  if (dice.chance(30)) metadata.labels = { app: "a", "app.kubernetes.io/managed-by": "Helm" };
  const names: DraftObject = { plural, kind };
  if (dice.chance(60)) names.singular = kind.toLowerCase();
  if (dice.chance(60)) names.listKind = `${kind}List`;
  if (dice.chance(30)) names.shortNames = ["ln"];
  if (dice.chance(20)) names.categories = ["all"];
  const spec: DraftObject = { group, names, scope: dice.pick(["Namespaced", "Cluster"]), versions: versionsOf(dice) };
  if (dice.chance(30)) spec.conversion = conversionOf(dice);
  if (dice.chance(15)) spec.preserveUnknownFields = false;
  return { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata, spec };
}

function versionsOf(dice: Dice): DraftObject[] {
  const names = dice.some(
    VERSION_NAMES,
    dice.weighted([
      [3, 1],
      [5, 2],
      [3, 3],
      [1, 4],
    ]),
  );
  const storage = dice.pick(names);
  const shared = dice.chance(40) ? versionOf(dice) : null;
  return names.map((name) => ({
    ...(shared === null ? versionOf(dice) : copyOf(shared)),
    name,
    served: dice.chance(85),
    storage: name === storage,
  }));
}

/** All of a version but its name and flags. */
export function versionOf(dice: Dice): DraftObject {
  const version: DraftObject = { schema: { openAPIV3Schema: validSchema(dice) } };
  if (dice.chance(60)) version.subresources = subresourcesOf(dice);
  if (dice.chance(30)) version.additionalPrinterColumns = [columnOf(dice)];
  if (dice.chance(15)) addSelectableField(version, dice);
  if (dice.chance(10)) version.deprecated = true;
  if (version.deprecated === true && dice.chance(60)) version.deprecationWarning = "use another version";
  return version;
}

function subresourcesOf(dice: Dice): DraftObject {
  const made: DraftObject = dice.chance(90) ? { status: {} } : {};
  if (dice.chance(25)) {
    const scale: DraftObject = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
    if (dice.chance(50)) scale.labelSelectorPath = dice.pick([".status.selector", ".spec.selector", ""]);
    made.scale = scale;
  }
  return made;
}

export function columnOf(dice: Dice): DraftObject {
  const column: DraftObject = {
    name: dice.pick(["Age", "Ready", "Replicas"]),
    type: dice.pick(["string", "integer", "date", "boolean", "number"]),
    jsonPath: dice.pick([
      ".metadata.creationTimestamp",
      ".spec.a",
      '.status.conditions[?(@.type=="Ready")].status',
      ".",
    ]),
  };
  if (dice.chance(20)) column.format = dice.pick(["int32", "date", "password"]);
  if (dice.chance(20)) column.priority = 1;
  if (dice.chance(20)) column.description = "How old it is.";
  return column;
}

/** A field that the schema surely has. */
function addSelectableField(version: DraftObject, dice: Dice): void {
  const spec = { type: "object", properties: { color: { type: "string" }, size: { type: "integer" } } };
  version.schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  version.selectableFields = dice
    .some([".spec.color", ".spec.size"], 1 + dice.int(2))
    .map((jsonPath) => ({ jsonPath }));
}

export function conversionOf(dice: Dice): DraftObject {
  if (dice.chance(25)) return { strategy: "None" };
  const clientConfig: DraftObject = dice.chance(85)
    ? { service: serviceOf(dice) }
    : { url: "https://webhook.example.com/convert" };
  if (dice.chance(40)) clientConfig.caBundle = CA_BUNDLES[0] ?? "";
  return {
    strategy: "Webhook",
    webhook: { clientConfig, conversionReviewVersions: dice.pick<Draft>([["v1"], ["v1", "v1beta1"], ["v1beta1"]]) },
  };
}

function serviceOf(dice: Dice): DraftObject {
  const service: DraftObject = { namespace: "system", name: "webhook" };
  if (dice.chance(50)) service.path = dice.pick(["/convert", "/", "/a/b"]);
  if (dice.chance(20)) service.port = 8443;
  return service;
}
