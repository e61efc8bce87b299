import { isArray, type JsonObject, member, valueAt } from "../base/json.ts";
import { schemaDigest } from "../crd/schema/digest.ts";
import { undocumented } from "../crd/undocumented.ts";
import type { CrdManifest } from "../manifests/manifest.ts";
import { releaseCrdOf } from "./facts.ts";
import type { ReleaseCrd, ReleaseFacts } from "./history.ts";

/** A CRD by its name. Equal ones are the same object, and nothing of them is a part of the text that was read. */
export interface NamedCrd {
  readonly name: string;
  readonly crd: ReleaseCrd;
}

/** What was found of all releases, so that equal ones are kept once, and judged once where nothing but words differs. */
export interface KnownCrds {
  readonly ofManifest: (manifest: CrdManifest) => NamedCrd;
  /** One of which nothing is known but its name. @param reason a clause */
  readonly ofReason: (name: string, reason: string) => NamedCrd;
}

/** All that is known of a CRD but the digests of its schemas. */
interface Shape {
  readonly id: number;
  readonly name: string;
  /** Its schemas are empty. */
  readonly crd: ReleaseCrd;
}

/** Nothing is known yet. It grows by a few hundred bytes with every CRD that is not as another one. */
export function knownCrds(): KnownCrds {
  const shapes = new Map<string, Shape>();
  const alike = new Map<string, Shape>();
  const crds = new Map<string, NamedCrd>();
  const shapeOf = (name: string, crd: ReleaseCrd): Shape => {
    const text = JSON.stringify([name, withSchemas(crd, [])]);
    const known = shapes.get(text);
    if (known !== undefined) return known;
    // A copy: names that are cut out of a file's text would keep all of it in memory.
    const [ownName, own] = structuredClone([name, withSchemas(crd, [])] as const);
    const shape = { id: shapes.size, name: ownName, crd: own };
    shapes.set(text, shape);
    return shape;
  };
  const same = (shape: Shape, schemas: readonly string[]): NamedCrd => {
    const key = `${shape.id} ${schemas.join(" ")}`;
    const known = crds.get(key);
    if (known !== undefined) return known;
    const one = { name: shape.name, crd: withSchemas(shape.crd, schemas) };
    crds.set(key, one);
    return one;
  };
  return {
    ofManifest: (manifest) => {
      const key = manifest.action === undefined ? undocumented(manifest.object) : null;
      const known = key === null ? undefined : alike.get(key);
      if (known !== undefined) return same(known, digestsOf(manifest.object));
      const crd = releaseCrdOf(manifest);
      const shape = shapeOf(manifest.name, crd);
      // What is said of a fault may say how large something is, or print it.
      if (key !== null && isPlain(crd)) alike.set(key, shape);
      return same(shape, crd.facts?.versions.map(({ schema }) => schema) ?? []);
    },
    ofReason: (name, reason) => same(shapeOf(name, { facts: null, refused: [], undecided: [reason] }), []),
  };
}

function isPlain({ facts, refused, undecided }: ReleaseCrd): boolean {
  return facts !== null && refused.length === 0 && undecided.length === 0;
}

/** As in the facts: of each version. */
function digestsOf(manifest: JsonObject): readonly string[] {
  const versions = valueAt(manifest, ["spec", "versions"]);
  return (isArray(versions) ? versions : []).map((version) =>
    schemaDigest(member(member(version, "schema"), "openAPIV3Schema")),
  );
}

/** @param schemas digests, one of each version; those that are not given are empty */
function withSchemas(crd: ReleaseCrd, schemas: readonly string[]): ReleaseCrd {
  const { facts } = crd;
  if (facts === null) return crd;
  const versions = facts.versions.map((version, at) => ({ ...version, schema: schemas[at] ?? "" }));
  const own: ReleaseFacts = { ...facts, versions };
  return { ...crd, facts: own };
}
