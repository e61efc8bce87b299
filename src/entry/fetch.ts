import { crashed } from "./crash.ts";
import { runFetchAction } from "./fetch-action.ts";

process.on("uncaughtException", crashed);
process.on("unhandledRejection", crashed);
runFetchAction(process.env).catch(crashed);
