import type { ServerVersion } from "../../base/server-version.ts";
import type { CelCompiler } from "../cel-compiler.ts";
import type { CrdObject } from "../crd-object.ts";
import type { Hoisting } from "../hoisting.ts";
import type { LiveCrd } from "../live-crd.ts";
import type { PredictedError, Undecided } from "../prediction.ts";
import type { Uncompiled } from "../schema/compile-rules.ts";

/** What one request puts before the server's validation: the new object, as it will be, and the live one. */
export interface Subject {
  /** Decoded, merged with what survives of the live object, and defaulted. */
  readonly crd: CrdObject;
  readonly hoisting: Hoisting;
  /** null: create. */
  readonly live: LiveCrd | null;
  /** The list the server checks. */
  readonly storedVersions: readonly string[];
  /** Bytes that the client itself adds to the annotations. */
  readonly lastAppliedBytes: number;
  readonly server: ServerVersion;
  /** null: what needs it is undecided. */
  readonly cel: CelCompiler | null;
}

/** What one part of the validation answers. */
export interface Answer {
  readonly errors: readonly PredictedError[];
  readonly undecided: readonly Undecided[];
  /** CEL rules, and defaults they are run on, that nobody has compiled. */
  readonly uncompiled?: Uncompiled;
}

/** `Established` is True in the live CRD. Absent, False or Unknown leaves scope and kind open. */
export function isEstablished(live: LiveCrd): boolean {
  return live.conditions.Established === "True";
}
