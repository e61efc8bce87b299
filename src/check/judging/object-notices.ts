import type { Problem } from "../../report/report.ts";
import { faultsLeftOut, quotedText } from "../../rules/object-findings.ts";
import type { ObjectCase } from "../../rules/tree-view.ts";
import { asClause } from "../../text/clause.ts";
import { code } from "../../text/code-span.ts";
import { counted, joined, quoted } from "../../text/listing.ts";
import type { FoundLeft } from "../reading/tree.ts";

/**
 * `refused`: the server takes no manifest of its CRD. `stranded`: none comes to a cluster. `legacy`: what comes of it is a
 * v1beta1 CRD. `unknown`: a cluster keeps the CRD that it has, whose schema nobody has.
 */
export type Left = Omit<FoundLeft, "why"> & {
  readonly why: FoundLeft["why"] | "refused" | "stranded" | "legacy" | "unknown";
  /** What refuses its CRD. */
  readonly refusal?: CrdRefusal;
};

/** A manifest of a CRD, and the first that the server says of it. */
export interface CrdRefusal {
  readonly crd: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** What was asked about and nobody can answer: a CRD that no server takes judges nothing. */
export function refusedProblems(left: readonly Left[]): readonly Problem[] {
  const refusals = new Map<CrdRefusal, Left[]>();
  for (const one of left) {
    if (one.refusal === undefined) continue;
    refusals.set(one.refusal, [...(refusals.get(one.refusal) ?? []), one]);
  }
  return [...refusals].map(([{ crd, path, line, text }, own]) => ({
    path,
    line,
    message: `No custom resource of ${code(crd)} can be judged, for the API server refuses the CRD: ${quotedText(text)}. Asked about were ${placesOf(own)}.`,
    remedy: "Mend the CRD first, or leave its objects out of `--objects`.",
  }));
}

/** Why, of one and of many, and what to do about it: whole sentences but for the first, which is a clause. */
const WORDS: Readonly<Record<Left["why"], readonly [one: string, many: string, remedy: string]>> = {
  template: ["it is a template", "they are templates", "Have the output checked instead."],
  encrypted: [
    "it is encrypted with SOPS",
    "they are encrypted with SOPS",
    "The server gets other values than the file has.",
  ],
  unreadable: [
    "it cannot be read",
    "they cannot be read",
    "Mend that: tools that read it at all need not agree on it.",
  ],
  legacy: [
    "its CRD is written as `apiextensions.k8s.io/v1beta1`",
    "their CRDs are written as `apiextensions.k8s.io/v1beta1`",
    "Write it as v1, which every server since Kubernetes 1.16 takes.",
  ],
  patched: [
    "a kustomization of this tree may patch it",
    "kustomizations of this tree may patch them",
    "Have the output checked instead.",
  ],
  unknown: [
    "its chart leaves the CRD as it lives, and the schema that lives is in no file of this tree or its base",
    "their charts leave the CRDs as they live, and the schemas that live are in no file of this tree or its base",
    "Compare it with what `kubectl get crd NAME -o yaml` shows, or have the chart's `crds/` applied.",
  ],
  refused: [
    "the API server refuses its CRD",
    "the API server refuses their CRD",
    "Mend the CRD first: as it is nothing of it is delivered.",
  ],
  stranded: [
    "the CRD that this tree has of it is brought to no cluster",
    "the CRDs that this tree has of them are brought to no cluster",
    "Mend that first, or check the CRD that the cluster has.",
  ],
};

/** What was not judged of the custom resources of a tree: one sentence for each reason, with the first few places. */
export function leftNotices(left: readonly Left[]): readonly string[] {
  const reasons = new Map<string, Left[]>();
  for (const each of left) {
    const key = JSON.stringify([each.why, each.refusal ?? null]);
    const same = reasons.get(key);
    if (same === undefined) reasons.set(key, [each]);
    else same.push(each);
  }
  return [...reasons.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const [one, many, remedy] = WORDS[first.why];
    const [was, why] = own.length === 1 ? ["was", one] : ["were", many];
    const what = `${counted(own.length, "custom resource")} of CRDs of this tree ${was} not judged by a schema`;
    const { refusal } = first;
    const because =
      refusal === undefined ? "" : ` (${quoted([`${refusal.path}:${refusal.line}`])}, ${quotedText(refusal.text)})`;
    return [`${what}, for ${why}${because}: ${placesOf(own)}. ${remedy}`];
  });
}

/** What findings do not say of objects that were judged. */
export function caseNotices(judged: readonly ObjectCase[]): readonly string[] {
  const places = new Map<string, string>();
  const more = new Map<string, number>();
  for (const one of judged) {
    const { path, locate } = one.object;
    const left = faultsLeftOut(one);
    if (left > 0) more.set(path, Math.max(left, more.get(path) ?? 0));
    if (one.kind !== "judged" || one.other === null) continue;
    const taking = one.manifest.source.path;
    places.set(
      `${path}:${locate([]).startLine}`,
      `${code(one.other.manifest.source.path)} ${one.other.does}, and \`${taking}\` takes it`,
    );
  }
  const [first] = places;
  const count = [...more.values()].reduce((all, one) => all + one, 0);
  const of = first === undefined ? "" : `${quoted([first[0]])}${places.size === 1 ? "" : ", for one"}: ${first[1]}`;
  const converted = judged.filter((one) => one.kind === "judged" && one.storage?.by === "webhook");
  const objects = new Set(converted.map(({ object: { path, locate } }) => `${path}:${locate([]).startLine}`));
  const firsts = new Map([...objects].reverse().map((place) => [place.slice(0, place.lastIndexOf(":")), place]));
  return [
    ...(objects.size === 0
      ? []
      : [
          `${counted(objects.size, "custom resource")} ${objects.size === 1 ? "is" : "are"} written at another version than the one that is stored, and a webhook converts between them: ${inFiles([...firsts.values()].reverse().map((place) => quoted([place])))}. Their own version's schema is all that validates them; what the webhook makes of them was not judged.`,
        ]),
    ...(places.size === 0
      ? []
      : [
          `${counted(places.size, "custom resource")} ${places.size === 1 ? "is" : "are"} taken as ${places.size === 1 ? "it is" : "they are"} by one of several manifests of the CRD and not by another (${of}). What is delivered last decides: leave out the other with \`manifests.exclude\` or \`targets\`.`,
        ]),
    ...(more.size === 0
      ? []
      : [
          `${counted(count, "more fault")} of objects in ${inFiles([...more.keys()].map((path) => quoted([path])))} ${count === 1 ? "is" : "are"} not told one by one.`,
        ]),
  ];
}

/** Files that are named in one sentence. */
const MOST_NAMED = 3;

/** Each file once, at the first of its objects. */
function placesOf(left: readonly Left[]): string {
  const first = new Map<string, string>();
  for (const { path, line, message } of left) {
    const why = message === undefined ? "" : ` (${asClause(message)})`;
    if (!first.has(path)) first.set(path, `${quoted([`${path}:${line}`])}${why}`);
  }
  return inFiles([...first.values()]);
}

/** @param places one of each file, quoted */
function inFiles(places: readonly string[]): string {
  if (places.length <= MOST_NAMED) return joined(places);
  return `${places.slice(0, MOST_NAMED).join(", ")} and ${counted(places.length - MOST_NAMED, "more file")}`;
}
