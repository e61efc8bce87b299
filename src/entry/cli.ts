#!/usr/bin/env node
import { runCommandLine } from "./command-line.ts";
import { crashed } from "./crash.ts";

process.on("uncaughtException", crashed);
process.on("unhandledRejection", crashed);
runCommandLine(process.argv.slice(2)).catch(crashed);
