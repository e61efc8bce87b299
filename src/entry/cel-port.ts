import fs from "node:fs";
import path from "node:path";
import { celCompiler, type RunningCompiler } from "../io/cel/compiler.ts";

/** The compiler of CEL rules beside this bundle; run from its sources the program has that of `dist/`. */
export function celPort(): RunningCompiler {
  const here = import.meta.dirname;
  const isBundle = path.basename(here) !== "entry" || !fs.existsSync(path.join(here, "cel-port.ts"));
  return celCompiler(isBundle ? here : path.resolve(here, "../../dist"));
}
