import { crashed } from "./crash.ts";
import { runReport } from "./report-action.ts";

process.on("uncaughtException", crashed);
process.on("unhandledRejection", crashed);
runReport(process.env).catch(crashed);
