import { type DocumentPath, type JsonObject, valueAt } from "../base/json.ts";
import { type DeployedObject, unlessUnclear } from "./applied-objects.ts";
import { readFields } from "./fields.ts";
import type { SourceKind, SourceReference } from "./reference.ts";

interface PackageKind {
  readonly group: string;
  readonly kind: SourceKind;
  /** Where it says what is installed, and which version of it; a package may say both in one. */
  readonly what: DocumentPath;
  readonly version: DocumentPath;
  readonly reason: string;
}

const CROSSPLANE = "Crossplane fetches the package, and installs its CRDs, inside the cluster";
const KAPP = "kapp-controller decides and fetches inside the cluster what it installs";

/** Objects that have a controller install a package with CRDs of its own, by the fields of their APIs. */
const PACKAGES: readonly PackageKind[] = [
  {
    group: "olm.operatorframework.io",
    kind: "ClusterExtension",
    what: ["spec", "source", "catalog", "packageName"],
    version: ["spec", "source", "catalog", "version"],
    reason: "a catalog in the cluster decides what it installs",
  },
  ...(["Provider", "Configuration"] as const).map((kind) => ({
    group: "pkg.crossplane.io",
    kind,
    what: ["spec", "package"],
    version: ["spec", "package"],
    reason: CROSSPLANE,
  })),
  {
    group: "packaging.carvel.dev",
    kind: "PackageInstall",
    what: ["spec", "packageRef", "refName"],
    version: ["spec", "packageRef", "versionSelection", "constraints"],
    reason: KAPP,
  },
  { group: "kappctrl.k14s.io", kind: "App", what: ["metadata", "name"], version: ["spec", "fetch"], reason: KAPP },
];

export const PACKAGE_GROUPS: readonly string[] = [...new Set(PACKAGES.map(({ group }) => group))];

/** Listed alone: what is in such a package nobody tells without its registry and the cluster. */
export function packageReferences(objects: readonly DeployedObject[]): readonly SourceReference[] {
  return objects.flatMap((one) => {
    const found = PACKAGES.find(({ group, kind }) => group === one.group && kind === one.kind);
    return found === undefined ? [] : unlessUnclear(one, [reference(one, found)]);
  });
}

function reference({ object, at, standsAt }: DeployedObject, of: PackageKind): SourceReference {
  const fields = readFields(object);
  const version = of.kind === "App" ? null : textAt(object, of.version);
  const what = textAt(object, of.what) ?? "";
  // Crossplane says both in one address.
  const isOne = of.what === of.version || what === version;
  return {
    kind: of.kind,
    name: fields.text("metadata", "name") ?? "",
    namespace: fields.text("metadata", "namespace"),
    origin: { kind: "undecided", text: isOne ? withoutVersion(what) : what, reason: of.reason },
    version: isOne ? versionIn(what) : version,
    place: at(version === null && of.kind !== "App" ? of.what : of.version),
    object: standsAt,
    delivery: { by: "none" },
    destination: null,
  };
}

function textAt(object: JsonObject, path: DocumentPath): string | null {
  const text = valueAt(object, path);
  return typeof text === "string" && text !== "" ? text : null;
}

/** Of `xpkg.example.com/org/name:v1.2.3`, also with a digest in its place. */
function versionIn(address: string): string | null {
  const end = address.slice(address.lastIndexOf("/") + 1);
  const at = end.search(/[:@]/);
  return at < 0 ? null : end.slice(at + 1);
}

function withoutVersion(address: string): string {
  const version = versionIn(address);
  return version === null ? address : address.slice(0, -version.length - 1);
}
