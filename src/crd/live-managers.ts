import { isArray, isObject, type JsonObject, type JsonValue, member, valueAt } from "../base/json.ts";
import type { CrdManager, CrdOwners, LiveCrd, Stated } from "./live-crd.ts";
import type { ApplyClient } from "./prediction.ts";

const API_APPROVED = "api-approved.kubernetes.io";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const CLIENT_CONFIG = ["f:spec", "f:conversion", "f:webhook", "f:clientConfig"];

/** What of a live CRD a manifest may leave out, so that it matters who stated it. */
export interface Lasting {
  readonly webhook: boolean;
  readonly approval: boolean;
}

/**
 * Who applies a CRD, of metadata.managedFields: the managers that set `spec.versions`, a list that is set as a whole, those
 * that apply the spec in the server without it, and those of what a manifest may leave out. Controllers that only write `status` are none of them. Nothing where the fields
 * are not shown, as `kubectl get` leaves them out.
 */
export function appliersOf(
  metadata: JsonValue | undefined,
  annotations: Readonly<Record<string, string>>,
  { webhook, approval }: Lasting,
): Pick<CrdOwners, "managers" | "lastApplied"> {
  const entries = member(metadata, "managedFields");
  const worth = new Set<Stated>([
    "versions",
    ...(webhook ? (["conversion", "webhook", "caBundle"] as const) : []),
    ...(approval ? (["apiApproved"] as const) : []),
  ]);
  const found = new Map<string, { readonly manager: Omit<CrdManager, "states">; readonly states: Set<Stated> }>();
  for (const entry of isArray(entries) ? entries : []) {
    const [name, operation, fields] = [member(entry, "manager"), member(entry, "operation"), member(entry, "fieldsV1")];
    if (typeof name !== "string" || (operation !== "Apply" && operation !== "Update") || !isObject(fields)) continue;
    const states = statedIn(fields).filter((one) => worth.has(one));
    // Who applied the rest of the spec is known although another has taken the versions over.
    const isApplier = operation === "Apply" && valueAt(fields, ["f:spec", "f:group"]) !== undefined;
    if ((member(entry, "subresource") ?? "") !== "" || (states.length === 0 && !isApplier)) continue;
    const key = `${operation} ${name}`;
    const known = found.get(key) ?? { manager: { name, operation }, states: new Set<Stated>() };
    for (const one of states) known.states.add(one);
    found.set(key, known);
  }
  const managers = [...found]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, { manager, states }]): CrdManager => ({ ...manager, states: [...states].sort() }));
  if (managers.length === 0) return {};
  return webhook || approval
    ? { managers, lastApplied: statedBefore(annotations[LAST_APPLIED]).filter((one) => worth.has(one)) }
    : { managers };
}

function statedIn(fields: JsonObject): readonly Stated[] {
  const config = valueAt(fields, CLIENT_CONFIG);
  const annotations = valueAt(fields, ["f:metadata", "f:annotations"]);
  const has = (value: JsonValue | undefined, key: string) => member(value, key) !== undefined;
  return [
    ...(has(member(fields, "f:spec"), "f:versions") ? (["versions"] as const) : []),
    ...(has(valueAt(fields, ["f:spec", "f:conversion"]), "f:strategy") ? (["conversion"] as const) : []),
    ...(has(config, "f:service") || has(config, "f:url") ? (["webhook"] as const) : []),
    ...(has(config, "f:caBundle") ? (["caBundle"] as const) : []),
    ...(has(annotations, `f:${API_APPROVED}`) ? (["apiApproved"] as const) : []),
  ];
}

/** What the copy states that client-side apply keeps of the manifest it applied last; nothing where there is none. */
function statedBefore(copy: string | undefined): readonly Stated[] {
  const manifest = parsed(copy ?? "");
  const stated = (...path: readonly string[]) => {
    const value = valueAt(manifest, path);
    return value !== undefined && value !== null;
  };
  return [
    ...(stated("metadata", "annotations", API_APPROVED) ? (["apiApproved"] as const) : []),
    ...(stated("spec", "conversion") ? (["conversion"] as const) : []),
  ];
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Helm and Flux's program for it. */
const HELMS: ReadonlySet<string> = new Set(["helm", "helm-controller"]);

/** A way of applying that the live CRD shows, and the manager by which it does. */
export interface ShownClient {
  readonly client: ApplyClient;
  readonly manager: string;
  /** Whether one of them is Helm, which applies charts alone. Version 4 applies them in the server. */
  readonly isHelms: boolean;
}

/**
 * How the live CRD was applied: what all managers have in common that set `spec.versions`. null where they differ, where
 * one of them says nothing of how, or where nobody recorded them.
 */
export function shownClient({ owners }: LiveCrd): ShownClient | null {
  const appliers = (owners?.managers ?? []).filter(({ states }) => states.includes("versions"));
  const [first] = appliers;
  const clients = new Set(appliers.map(clientOf));
  const [client] = clients;
  if (first === undefined || client === undefined || clients.size !== 1 || client === "unknown") return null;
  return { client, manager: first.name, isHelms: appliers.some(({ name }) => HELMS.has(name)) };
}

/**
 * Names of the managers: kubectl/pkg/cmd/apply (`kubectl-client-side-apply`), kubectl/pkg/cmd/replace, helm/pkg/kube
 * (`helm`; version 4 applies in the server), Flux's helm-controller. A manager of another name that updates says nothing
 * of how: it may have been `kubectl create` or a program.
 */
function clientOf({ name, operation }: CrdManager): ApplyClient {
  if (operation === "Apply") return "server-side";
  if (name === "kubectl-client-side-apply") return "client-side";
  if (name === "kubectl-replace") return "replace";
  return HELMS.has(name) ? "helm" : "unknown";
}

/** Managers of programs that always force: Flux's kustomize-controller, Argo CD. */
const FORCING = new Set(["kustomize-controller", "argocd-controller"]);

/**
 * The managers with which a server-side apply of other versions conflicts if it does not force: those that have set
 * `spec.versions`, but for who applies. Empty where nobody knows who that is.
 * `helm`: Helm's own, where it applied the CRD in the server before; it does so again (`--server-side=auto`).
 * `kubectl`: who applied it in the server before, if that is one, or else nobody yet. What kubectl applied client-side it
 * takes over as it applies in the server (kubectl/pkg/cmd/apply, `migrateToSSAIfNecessary`).
 */
export function conflictingManagers({ owners }: LiveCrd, by: "helm" | "kubectl"): readonly CrdManager[] {
  const { managers = [] } = owners ?? {};
  const having = managers.filter(({ states }) => states.includes("versions"));
  if (by === "helm") {
    const isHelms = managers.some(({ name, operation }) => name === "helm" && operation === "Apply");
    return isHelms ? having.filter(({ name }) => name !== "helm") : [];
  }
  const appliers = managers.filter(
    ({ operation, states }) => operation === "Apply" && (states.length === 0 || states.includes("versions")),
  );
  const own = appliers.filter((one) => !HELMS.has(one.name));
  const [applier] = own;
  if (own.some(({ name }) => FORCING.has(name))) return [];
  if (own.length > 1) return having.length > 1 ? having : [];
  const takesOver = applier === undefined || applier.name === "kubectl";
  return having.filter((one) => one !== applier && !(takesOver && one.name === "kubectl-client-side-apply"));
}

/** What becomes of something live that a manifest leaves out. */
export type Fate = "stays" | "goes" | "unknown";

/**
 * `leftover`: the conversion goes but for the CA bundle, which somebody else has put in.
 */
export interface Fates {
  readonly conversion: Fate | "leftover";
  readonly approval: Fate;
}

const UNKNOWN: Fates = { conversion: "unknown", approval: "unknown" };

/**
 * What a client does with what a manifest leaves out. Client-side apply takes away what the copy of the manifest before
 * states, and as a whole. Server-side apply takes away what its manager alone states; which manager that is, is told by
 * who applied `spec.versions`. Helm takes away what the release before stated, which what it set itself shows; what it
 * did not set may have been stated all the same.
 * (jsonmergepatch.CreateThreeWayJSONMergePatch; structured-merge-diff/merge/update.go)
 */
export function fatesOf({ owners, conversion }: LiveCrd, client: ApplyClient): Fates {
  if (owners?.managers === undefined) return UNKNOWN;
  const { managers, lastApplied } = owners;
  const by = (what: Stated) => managers.filter(({ states }) => states.includes(what));
  if (client === "client-side") {
    const fate = (what: Stated): Fate =>
      lastApplied === undefined ? "unknown" : lastApplied.includes(what) ? "goes" : "stays";
    return { conversion: fate("conversion"), approval: fate("apiApproved") };
  }
  if (client === "helm") {
    const isHelms = (what: Stated) => by(what).some((one) => clientOf(one) === "helm");
    const fate = (what: Stated): Fate => (isHelms(what) ? "goes" : "unknown");
    return { conversion: fate("conversion"), approval: fate("apiApproved") };
  }
  const appliers = by("versions").filter(({ operation }) => operation === "Apply");
  const [applier] = appliers;
  if (client !== "server-side" || applier === undefined || appliers.length > 1) return UNKNOWN;
  const fate = (what: Stated): Fate => {
    const stating = by(what);
    if (!stating.includes(applier)) return "stays";
    return stating.length === 1 ? "goes" : "stays";
  };
  const [whole, endpoint, bundle] = [fate("conversion"), fate("webhook"), fate("caBundle")];
  const approval = fate("apiApproved");
  if (whole !== endpoint) return { conversion: "unknown", approval };
  const hasBundle = conversion.caBundle !== undefined && conversion.caBundle !== "absent";
  return { conversion: whole === "goes" && hasBundle && bundle === "stays" ? "leftover" : whole, approval };
}
