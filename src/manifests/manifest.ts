import type { DocumentPath, JsonObject } from "../base/json.ts";
import type { TextRange } from "../base/text-range.ts";

/** Where a manifest comes from. */
export interface ManifestSource {
  /** Relative to the workspace, `/` as separator; `-` is standard input. */
  readonly path: string;
  /** 1-based line on which the document's content starts. */
  readonly line: number;
  /** 0-based number of the document in its stream. */
  readonly document: number;
  /** 0-based index below `items` when the document is a List. */
  readonly item?: number;
  /** What Helm wrote in a `# Source: chart/templates/x.yaml` comment above the document. */
  readonly helmSource?: string;
}

/** For whom this tool had a manifest rendered; `source` is then its place in the output. */
export interface Printed {
  /** What `targets` speak of: the chart's folder or archive, the kustomization's folder. */
  readonly path: string;
  /** Sorted names of clusters, and why these. */
  readonly meantFor: { readonly clusters: readonly string[]; readonly because: string };
  /** `namespace/name` of the Helm release. */
  readonly release?: string;
  /** Sorted names of the clusters that have its release, and that Helm never applies it to again. */
  readonly withheld?: readonly string[];
  /** Present: it is deployed from elsewhere, by a reference in the tree. */
  readonly source?: {
    /** What the reference is called: ``Application `kafka` ``. */
    readonly name: string;
    /** The same with its namespace, where it has one. */
    readonly fullName: string;
    /** What it comes out of, called alike, from the reference in the tree on. */
    readonly by: readonly string[];
    /** Its version as it is written; null: none. */
    readonly version: string | null;
    /** Present and true: its name is an address, which has the version in it. */
    readonly isAddress?: true;
    /** Equal for manifests of the same reference alone. */
    readonly id: string;
    /** Names of the CRDs that it brings. */
    readonly crds: readonly string[];
    /** The folder `crds/` of its chart is applied with every upgrade. */
    readonly appliesCrds: boolean;
    /**
     * Whether Helm takes over what lives without the release's label and annotations, and how it is told to. null: nothing
     * says that it is Helm that applies it.
     */
    readonly ownership: {
      readonly takes: { readonly installing: boolean; readonly upgrading: boolean };
      readonly option: string;
    } | null;
    /** How it is applied, as the reference says. */
    readonly client: "client-side" | "server-side" | "unknown";
  };
}

/** A CRD document as found. `object` is what Kubernetes' reader makes of it; nothing in it is trusted or defaulted yet. */
export interface CrdManifest {
  readonly name: string;
  readonly object: JsonObject;
  readonly source: ManifestSource;
  /**
   * The range of the key (with its colon) or sequence item at `path`, or of the nearest existing ancestor.
   * Cheap to hold, computed on demand: only findings need places.
   */
  readonly locate: (path: DocumentPath) => TextRange;
  /**
   * For a rendered manifest: where what stands at `path` comes from in the repository, as far as that can be told.
   * Computed on demand, as places are. @param version the version that a question is about, also one it lacks
   */
  readonly origin?: (path: DocumentPath, version?: string) => OriginPlace | null;
  /** Only where this tool ran helm or kustomize itself. */
  readonly printed?: Printed;
  /** Where a template action stands as a key or a value: unless it is applied as it stands, it is no manifest yet. */
  readonly action?: DocumentPath;
}

/** A place in the file that a manifest was rendered from: a template, a file of `crds/`, a kustomization's resource. */
export interface OriginPlace {
  /** Relative to the workspace; an archive where the file is in one. */
  readonly path: string;
  /** In an archive: the file's path in it; else null. */
  readonly within: string | null;
  /** The line that says it; the file's first where none does. */
  readonly range: TextRange;
  /** The file holds the very manifest, and `range` is the value's own. */
  readonly isExact: boolean;
  /** Where `path` only asks for the archive that the file is in: that archive. */
  readonly archive?: string;
}

/** A CRD document that is not judged alone: a kustomize patch. */
export interface PartialManifest {
  readonly name: string | null;
  readonly source: ManifestSource;
  readonly reason: string;
  /** Present and true: it puts a conversion webhook into the CRD. */
  readonly converts?: true;
}

/** A document that names a CRD and cannot be read, or that different tools read differently. */
export interface UnreadableManifest {
  readonly source: ManifestSource;
  readonly range: TextRange;
  /** The CRD's name where it could still be told. */
  readonly name: string | null;
  /** One sentence: what is wrong, in words for a person. */
  readonly message: string;
  readonly remedy: string;
  /** It is a template that nobody rendered. */
  readonly template?: {
    /** It is YAML as it stands: the braces may be meant. */
    readonly isReadable: boolean;
    /** Whether this may be what comes of it. */
    readonly rendersTo: (output: JsonObject) => boolean;
  };
  /** For a rendered document: the file it comes from, as far as that can be told. */
  readonly origin?: () => OriginPlace | null;
  /** Only where this tool ran helm or kustomize itself. */
  readonly printed?: Printed;
}

/** What one file holds. A file without any CRD document gives three empty lists. */
export interface ManifestReading {
  readonly crds: readonly CrdManifest[];
  /** Of a chart's `crds/`, where what delivers the chart leaves that folder out: nothing of it is applied. */
  readonly skipped?: readonly CrdManifest[];
  readonly partial: readonly PartialManifest[];
  readonly unreadable: readonly UnreadableManifest[];
}
