interface Position {
  readonly line: number;
  readonly column: number;
}

export function sampleOf(sample: {
  readonly root: string;
  readonly every: number;
  readonly offset: number;
}): (mutant: {
  readonly fileName: string;
  readonly location: { readonly start: Position; readonly end: Position };
  readonly replacement: string;
}) => boolean;
