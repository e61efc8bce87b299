/** What the program reads and writes, and how it ends. It has no file, no connection and no way to wait. */
export interface Outside {
  /** The next bytes of its standard input, at most `most`. It blocks until there are some. */
  readonly read: (most: number) => Uint8Array;
  /** Standard output and standard error. */
  readonly write: (stream: 1 | 2, bytes: Uint8Array) => void;
}

export class Ended extends Error {}

const SUCCESS = 0;
const BAD_FILE = 8;
const NOT_SUPPORTED = 52;
const MONOTONIC = 1;
const ENCODER = new TextEncoder();
/** Go's runtime collects garbage more often before it asks for more than the module may have. */
const ENVIRONMENT = ["GOMEMLIMIT=400MiB"];
const ARGUMENTS = ["cel"];

/**
 * As much of WASI (wasi_snapshot_preview1) as a Go program needs that reads and writes its three streams. `node:wasi` is not
 * used: it ends Node.js 20 and 22 with a segmentation fault, and it has files.
 */
export function wasi(
  module: WebAssembly.Module,
  memory: () => WebAssembly.Memory,
  outside: Outside,
): WebAssembly.Imports {
  const view = () => new DataView(memory().buffer);
  const bytes = (at: number, length: number) => new Uint8Array(memory().buffer, at, length);
  const texts = (list: readonly string[]) => {
    const encoded = list.map((text) => ENCODER.encode(`${text}\0`));
    return {
      sizes: (count: number, size: number) => {
        view().setUint32(count, encoded.length, true);
        view().setUint32(
          size,
          encoded.reduce((sum, text) => sum + text.length, 0),
          true,
        );
        return SUCCESS;
      },
      get: (pointers: number, into: number) => {
        let at = into;
        for (const [index, text] of encoded.entries()) {
          view().setUint32(pointers + 4 * index, at, true);
          bytes(at, text.length).set(text);
          at += text.length;
        }
        return SUCCESS;
      },
    };
  };
  const buffers = (list: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      bytes(view().getUint32(list + 8 * index, true), view().getUint32(list + 8 * index + 4, true)),
    );
  const [args, environment] = [texts(ARGUMENTS), texts(ENVIRONMENT)];
  const known: Record<string, (...args: number[]) => number> = {
    args_sizes_get: (count = 0, size = 0) => args.sizes(count, size),
    args_get: (pointers = 0, into = 0) => args.get(pointers, into),
    environ_sizes_get: (count = 0, size = 0) => environment.sizes(count, size),
    environ_get: (pointers = 0, into = 0) => environment.get(pointers, into),
    // The server makes a name of the time, and prints it in some sentences: it is always the same time here.
    clock_time_get: (clock, _precision, at = 0) => {
      view().setBigUint64(at, clock === MONOTONIC ? process.hrtime.bigint() : 0n, true);
      return SUCCESS;
    },
    random_get: (at = 0, length = 0) => {
      bytes(at, length).fill(1);
      return SUCCESS;
    },
    fd_fdstat_get: (stream = 0, at = 0) => {
      if (stream > 2) return BAD_FILE;
      bytes(at, 24).fill(0);
      view().setUint8(at, 2);
      return SUCCESS;
    },
    fd_fdstat_set_flags: () => SUCCESS,
    fd_prestat_get: () => BAD_FILE,
    fd_read: (_stream, list = 0, count = 0, at = 0) => {
      const [first] = buffers(list, count);
      const given = outside.read(first?.length ?? 0);
      // The memory may have grown or not; the buffer is looked up anew.
      buffers(list, count)[0]?.set(given);
      view().setUint32(at, given.length, true);
      return SUCCESS;
    },
    fd_write: (stream, list = 0, count = 0, at = 0) => {
      let written = 0;
      for (const part of buffers(list, count)) {
        outside.write(stream === 2 ? 2 : 1, part.slice());
        written += part.length;
      }
      view().setUint32(at, written, true);
      return SUCCESS;
    },
    // Every wait is over at once: there is nothing to wait for but time.
    poll_oneoff: (asked = 0, events = 0, count = 0, at = 0) => {
      for (let index = 0; index < count; index++) {
        bytes(events + 32 * index, 32).fill(0);
        view().setBigUint64(events + 32 * index, view().getBigUint64(asked + 48 * index, true), true);
      }
      view().setUint32(at, count, true);
      return SUCCESS;
    },
    sched_yield: () => SUCCESS,
    proc_exit: (code) => {
      throw new Ended(`it ended with ${code}`);
    },
  };
  const own: WebAssembly.ModuleImports = {};
  for (const { name } of WebAssembly.Module.imports(module)) own[name] = known[name] ?? (() => NOT_SUPPORTED);
  return { wasi_snapshot_preview1: own };
}
