import { Argument, type Command } from "commander";
import { RULES } from "../rules/index.ts";
import { type CompletedCommand, completionScript, SHELLS, type Shell } from "../text/completion.ts";

/** `completion`: made of the commands themselves, so add it after them. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print a script that completes commands, options and values in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, program.name(), program.commands.map(completed)));
    });
}

function completed(command: Command): CompletedCommand {
  const [first] = command.registeredArguments;
  return {
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, description, required, optional, argChoices = [] }) =>
        long == null ? [] : [{ long, description, takesValue: required || optional, choices: argChoices }],
      ),
    words: command.name() === "explain" ? RULES.map(({ meta }) => meta.id) : (first?.argChoices ?? []),
  };
}
