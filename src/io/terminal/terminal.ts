const DEFAULT_WIDTH = 100;

export interface Terminal {
  readonly color: boolean;
  /** Columns; a sensible width where output is no terminal. */
  readonly width: number;
}

/** NO_COLOR (no-color.org) wins over FORCE_COLOR, both over what the stream is. `TERM=dumb` has no colours. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const width = stream.columns ?? DEFAULT_WIDTH;
  if ((environment.NO_COLOR ?? "") !== "") return { color: false, width };
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return { color: forced !== "0" && forced !== "false", width };
  return { color: stream.isTTY === true && environment.TERM !== "dumb", width };
}
