import { isObject } from "../../base/json.ts";
import { done, type Result } from "../../base/result.ts";
import type { ManifestReading } from "../../manifests/manifest.ts";
import { holdsVariables, NO_VARIABLES, substituteAll } from "../../sources/flux/substitute.ts";
import type { Substitutions } from "../../sources/reference.ts";
import type { RenderedSourceContents } from "./render-source.ts";

/** What kustomize-controller makes of the CRDs that it built: `postBuild` fills variables in last. */
export function withSubstitutions(
  rendered: RenderedSourceContents,
  { values, missing }: Substitutions,
): Result<RenderedSourceContents> {
  const variables = { ...NO_VARIABLES, active: true, values: new Map(Object.entries(values)), missing };
  const reasons = new Set<string>();
  const filled = (reading: ManifestReading): ManifestReading => ({
    ...reading,
    crds: reading.crds.flatMap((one) => {
      if (!holdsVariables(one.object)) return [one];
      const own: string[] = [];
      const object = substituteAll(one.object, variables, false, (reason) => own.push(reason));
      for (const reason of own) reasons.add(reason);
      // What is not known as it will be is not judged as it is written.
      return isObject(object) && own.length === 0 ? [{ ...one, object }] : [];
    }),
  });
  const outputs = rendered.outputs.map((output) => ({ ...output, reading: filled(output.reading) }));
  const [reason] = reasons;
  const gaps = reason === undefined ? [] : [`not all of its \`postBuild\` is known: ${reason}`];
  return done({ outputs, gaps: [...rendered.gaps, ...gaps] });
}
