import { runAction } from "./check-action.ts";
import { crashed } from "./crash.ts";

process.on("uncaughtException", crashed);
process.on("unhandledRejection", crashed);
runAction(process.env).catch(crashed);
