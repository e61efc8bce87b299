import type { Shape } from "./shape.ts";

/** An error as the compiled schema reports it. */
export interface RawError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Validator {
  (value: unknown): boolean;
  errors?: readonly RawError[] | null;
}

export const snapshotValidator: Validator;
export const profileValidator: Validator;
export const configValidator: Validator;
export const reportValidator: Validator;
export const releasesValidator: Validator;
export const shapes: {
  readonly snapshot: Shape;
  readonly profile: Shape;
  readonly config: Shape;
  readonly releases: Shape;
};
