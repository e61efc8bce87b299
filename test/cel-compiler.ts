import path from "node:path";
import { celCompiler, type RunningCompiler } from "../src/io/cel/compiler.ts";

/** Where the built compiler is. */
export const CEL_FOLDER = path.resolve(import.meta.dirname, "../dist");

const PATIENCE = { load: 600_000, start: 600_000, schema: 600_000, all: 3_600_000 };

/** The compiler of CEL rules as it is delivered, with all the time that a busy machine may take. */
export function patientCompiler(): RunningCompiler {
  return celCompiler(CEL_FOLDER, PATIENCE);
}
