import type { ErrorType } from "./prediction.ts";

/**
 * The API server's own code for CEL rules, wherever it runs. Rules are in a language of their own, with a type checker and
 * estimates of what they cost; nothing short of that code says what it says.
 */
export interface CelCompiler {
  readonly compile: (question: CelQuestion) => CelAnswer;
}

/** A compiler that may be missing or end. */
export interface CelPort extends CelCompiler {
  /** Why it could not answer at all, or not all, as a sentence; null: it could, or nobody asked. */
  readonly problem: () => string | null;
}

/** The same code, which runs the rules on an object as a server does that has the schema. */
export interface CelEvaluator {
  readonly evaluate: (question: CelObjectQuestion) => CelAnswer;
}

/** One object, of one schema, for one server. */
export interface CelObjectQuestion {
  /** JSON of an openAPIV3Schema. */
  readonly schema: string;
  /** JSON of the object after pruning and defaulting. */
  readonly object: string;
  /** JSON of the object that it replaces; null: it is created. */
  readonly oldObject: string | null;
  /** The server is Kubernetes 1.`minor`. */
  readonly minor: number;
  /** As where the schema is compiled: the program makes what both need once. */
  readonly newMinor: number;
  /** Whether what did not change is not held against the object. */
  readonly ratchets: boolean;
}

/** One schema for one server. */
export interface CelQuestion {
  /** JSON of an openAPIV3Schema. */
  readonly schema: string;
  /** The server's own path of it, which stands in some of its sentences. */
  readonly field: string;
  /** The server is Kubernetes 1.`minor`: what it stores already may use all that it knows. */
  readonly minor: number;
  /** The version that new expressions have to be compatible with. */
  readonly newMinor: number;
  /** Faults that the live CRD has, and that its update may keep. */
  readonly allows: {
    readonly invalidTypes: boolean;
    readonly unprunedDefaults: boolean;
    readonly nonAtomicSets: boolean;
    readonly invalidMapKeys: boolean;
  };
  /** Expressions that the live CRD has, wherever they stand. */
  readonly liveRules: readonly string[];
  readonly liveMessages: readonly string[];
}

export type CelAnswer =
  | {
      readonly kind: "answered";
      /**
       * Of compiling rules, of what they may cost, of running them on defaults; or of running them on an object. In an order
       * that is always the same.
       */
      readonly errors: readonly CelError[];
    }
  /** `reason` is a clause that says why; null: there is no compiler, which is said elsewhere. */
  | { readonly kind: "unknown"; readonly reason: string | null };

export interface CelError {
  readonly type: ErrorType;
  readonly field: string;
  readonly detail: string;
  /** The bad value as servers print it since 1.34. */
  readonly value?: string;
}
