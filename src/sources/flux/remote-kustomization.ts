import { member, valueAt } from "../../base/json.ts";
import type { KustomizeDelivery, SourceReference, Substitutions } from "../reference.ts";
import { textsOf } from "./build.ts";
import { fieldOf } from "./fields.ts";
import { ELSEWHERE } from "./helm-release.ts";
import { instanceKustomization, instanceSource } from "./instance.ts";
import { type FluxKustomization, fluxKustomization } from "./kustomization.ts";
import { BUCKET, gitOrigin, type Origin, ociOrigin, unknownKind } from "./origins.ts";
import { patchLists } from "./patches.ts";
import type { Placed, Scope } from "./scope.ts";

/**
 * What a Kustomization of Flux, or the one that a FluxInstance stands for, applies from a source that is not this repository;
 * null for any other object, and where it applies files of this repository.
 */
export function remoteKustomization(placed: Placed, scope: Scope): SourceReference | null {
  const { applied } = placed;
  const one = fluxKustomization(applied) ?? instanceKustomization(applied);
  if (one === null || scope.isFollowed(placed)) return null;
  const found = originOf(one, placed, scope);
  if (found === null) return null;
  return {
    kind: "Kustomization",
    name: one.name,
    namespace: one.namespace,
    ...found,
    object: applied.at([]),
    delivery: { by: "kustomize", client: "server-side", substitute: substitutionsOf(one, scope), ...changesOf(one) },
    destination: one.isElsewhere ? ELSEWHERE : scope.destination,
    ...(scope.suspended || one.suspended ? { suspended: true } : {}),
  };
}

function originOf(one: FluxKustomization, placed: Placed, scope: Scope): Origin | null {
  const { source, applied } = one;
  const field = fieldOf({ ...placed, applied }, ["spec", "path"]);
  const folder = field.kind === "text" ? field.text : "";
  const place = applied.at(["spec", "sourceRef", "name"]);
  const words = `${source.kind} ${source.name}`.trim();
  const undecided = (reason: string): Origin => ({
    origin: { kind: "undecided", text: words, reason },
    version: null,
    place,
  });
  if (applied.undecided !== null) return undecided(applied.undecided);
  const found =
    placed.applied.kind === "FluxInstance"
      ? { ...placed, applied: instanceSource(placed.applied, source) }
      : scope.sources.find(source);
  const isOwn =
    typeof found !== "string" && source.kind === "GitRepository" && scope.isOwnRepository(found.applied.object);
  if (field.kind === "undecided") return undecided(field.reason);
  if (isOwn) return null;
  if (source.kind === "Bucket") return undecided(BUCKET);
  if (source.kind !== "GitRepository" && source.kind !== "OCIRepository") return undecided(unknownKind(source.kind));
  if (typeof found === "string") return undecided(found);
  if (found.applied.undecided !== null) return undecided(found.applied.undecided);
  return source.kind === "GitRepository" ? gitOrigin(found, folder, scope, place) : ociOrigin(found, "files", folder);
}

/** What else it changes of what is built. */
function changesOf({
  applied,
  targetNamespace: namespace,
}: FluxKustomization): Pick<KustomizeDelivery, "patches" | "components" | "namespace"> {
  const spec = member(applied.object, "spec") ?? null;
  const [patches, components] = [patchLists(spec), textsOf(spec, "components")];
  return {
    ...(namespace === null ? {} : { namespace }),
    ...(patches === null ? {} : { patches }),
    ...(components.length === 0 ? {} : { components }),
  };
}

/** Its own `postBuild`, for what it applies. */
function substitutionsOf(one: FluxKustomization, { variablesOf }: Scope): Substitutions | null {
  const post = valueAt(one.applied.object, ["spec", "postBuild"]);
  if (
    post === undefined ||
    (member(post, "substitute") === undefined && member(post, "substituteFrom") === undefined)
  ) {
    return null;
  }
  const { values, sealed, missing } = variablesOf(one);
  return {
    values: Object.fromEntries(values),
    missing: [...new Set([...sealed.values(), ...missing])],
  };
}
