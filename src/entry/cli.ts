import { runCommandLine } from "./command-line.ts";
import { crashed } from "./crash.ts";

process.on("uncaughtException", crashed);
runCommandLine(process.argv.slice(2));
