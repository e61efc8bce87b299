import { isObject, type JsonObject, member } from "../../base/json.ts";
import type { ToolAnswer } from "../../base/tools.ts";
import { readManifests } from "../../manifests/crd-reader.ts";
import { kustomizeOrigin } from "../../manifests/kustomize-origin.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import { relativeFile } from "../../manifests/relative-file.ts";
import type { Origins } from "../reading/origins.ts";
import type { TakenIn } from "./taken-in.ts";

/** Reads what tools printed, once however many trees and guards have it: the same output gives the same objects. */
export interface OutputReader {
  readonly ofHelm: (answer: Printed, chart: string, origins: Origins) => ManifestReading;
  /** @param takenIn what of it was fetched: that has its place where the tree names it */
  readonly ofKustomize: (
    answer: Printed,
    folder: string,
    origins: Origins,
    takenIn: readonly TakenIn[],
  ) => ManifestReading;
}

type Printed = Extract<ToolAnswer, { ok: true }>;

/** A reading with, beside it, the same without kustomize's notes. */
interface Read {
  readonly noted: ManifestReading;
  readonly objects: readonly JsonObject[];
}

export function createOutputReader(): OutputReader {
  const known = new WeakMap<Printed, Map<string, Read>>();
  const once = (answer: Printed, path: string, read: () => Read): Read => {
    const readings = known.get(answer) ?? new Map<string, Read>();
    known.set(answer, readings);
    const reading = readings.get(path) ?? read();
    readings.set(path, reading);
    return reading;
  };
  return {
    ofHelm: (answer, chart, origins) => {
      const { noted } = once(answer, chart, () => ({ noted: readManifests(chart, answer.value), objects: [] }));
      return origins.ofHelm(noted, chart);
    },
    ofKustomize: (answer, folder, origins, takenIn) => {
      const { noted, objects } = once(answer, folder, () => withNotes(readManifests(folder, answer.value), folder));
      const placed = origins.ofKustomize(noted, folder === "." ? "" : folder);
      return {
        ...placed,
        crds: placed.crds.map((manifest, index) => {
          const { origin = manifest.origin } = fetchedOrigin(manifest.object, folder, takenIn);
          const object = objects[index] ?? manifest.object;
          return { ...manifest, object, ...(origin === undefined ? {} : { origin }) };
        }),
      };
    },
  };
}

function fetchedOrigin(
  noted: JsonObject,
  folder: string,
  takenIn: readonly TakenIn[],
): Pick<ManifestReading["crds"][number], "origin"> {
  const note = takenIn.length === 0 ? null : kustomizeOrigin(noted);
  const path = note === null ? undefined : relativeFile(folder === "." ? "" : folder, note.path);
  const found = takenIn.find(({ at }) => (at.endsWith("/") ? path?.startsWith(at) : path === at));
  if (path === undefined || found === undefined) return {};
  const { at, by, from } = found;
  const within = at.endsWith("/") ? path.slice(at.length) : (from.split("/").at(-1) ?? from);
  return { origin: () => ({ path: by.path, range: by.range, within, isExact: false, archive: from }) };
}

const ORIGIN = "config.kubernetes.io/origin";
/** The files lie in a folder of this name beside the kustomization that was really built (io/kustomize). */
const PREFIX = /^(path: )\.\.\/workspace\//m;

/** Origins as the folder's own kustomization would have them; the objects as they are without, for judging. */
function withNotes(reading: ManifestReading, folder: string): Read {
  const up = folder === "." ? "" : "../".repeat(folder.split("/").length);
  return {
    noted: { ...reading, crds: reading.crds.map((one) => ({ ...one, object: noteReplaced(one.object, up) })) },
    objects: withoutNotes(reading).crds.map(({ object }) => object),
  };
}

/** What kustomize built, as it is deployed: the note of where an object comes from was asked for by us. */
export function withoutNotes(reading: ManifestReading): ManifestReading {
  return { ...reading, crds: reading.crds.map((one) => ({ ...one, object: noteReplaced(one.object, null) })) };
}

/** @param up how the workspace is reached from the folder; null: the note is taken away */
function noteReplaced(object: JsonObject, up: string | null): JsonObject {
  const metadata = member(object, "metadata");
  const annotations = member(metadata, "annotations");
  const note = member(annotations, ORIGIN);
  if (!isObject(metadata) || !isObject(annotations) || typeof note !== "string") return object;
  const { [ORIGIN]: _, ...others } = annotations;
  const { annotations: __, ...rest } = metadata;
  const kept = up === null ? others : { ...others, [ORIGIN]: note.replace(PREFIX, `$1${up}`) };
  const own = Object.keys(kept).length === 0 ? rest : { ...rest, annotations: bare(kept) };
  return bare({ ...object, metadata: bare(own) });
}

/** Objects of manifests have no prototype: no key of theirs may be one of JavaScript's own. */
function bare(object: JsonObject): JsonObject {
  return Object.assign(Object.create(null), object);
}
