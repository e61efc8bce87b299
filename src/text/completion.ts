import { shellWord } from "./shell.ts";

/** What a shell is told of one command. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What may stand for its first argument; empty: files, as for any other. */
  readonly words: readonly string[];
}

export interface CompletedOption {
  /** `--format`. */
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** All values that it takes; empty: a file, or anything. */
  readonly choices: readonly string[];
}

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script for a shell that completes the program's commands, options and values, and files elsewhere. All of it is in the
 * script: no Tab starts a program, and nothing that was typed is evaluated.
 */
export function completionScript(shell: Shell, program: string, commands: readonly CompletedCommand[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](program, commands);
}

function bashScript(program: string, commands: readonly CompletedCommand[]): string {
  return `# ${program} completion bash: source it, or put it among the files of bash-completion.
_${identifier(program)}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  # bash takes = for a word of its own.
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    words=${quoted(commands.map(({ name }) => name))}
  else
    case "\${COMP_WORDS[1]} $previous" in
${valueCases(commands)}    *)
      case \${COMP_WORDS[1]} in
${commands.map(bashCommand).join("")}      esac
      ;;
    esac
  fi
  COMPREPLY=()
  [[ -n $words ]] && mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _${identifier(program)} ${program}
`;
}

/** After an option with choices those, after any other that takes a value nothing: a file is what bash then offers. */
function valueCases(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ name, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .map(({ long, choices }) => `    "${name} ${long}") words=${quoted(choices)} ;;\n`),
    )
    .join("");
}

function bashCommand({ name, options, words }: CompletedCommand): string {
  const longs = options.map(({ long }) => long);
  const first = words.length === 0 ? "" : ` || [[ $COMP_CWORD -eq 2 ]]`;
  return `      ${name}) if [[ $current == -* ]]${first}; then words=${quoted([...words, ...longs])}; fi ;;\n`;
}

function zshScript(program: string, commands: readonly CompletedCommand[]): string {
  const list = commands.map(({ name, description }) => `    ${shellWord(`${name}:${plain(description)}`)}\n`).join("");
  return `#compdef ${program}
# ${program} completion zsh: save it as _${program} in a folder of $fpath, or source it behind compinit.
_${identifier(program)}() {
  local -a commands=(
${list}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
${commands.map(zshCommand).join("")}  esac
}
if [[ \${funcstack[1]} == _${program} ]]; then _${identifier(program)} "$@"; else compdef _${identifier(program)} ${program}; fi
`;
}

function zshCommand({ name, options, words }: CompletedCommand): string {
  const specs = options.map(({ long, description, takesValue, choices }) => {
    const value = choices.length > 0 ? `:value:(${choices.join(" ")})` : takesValue ? ":value:_files" : "";
    return shellWord(`*${long}[${plain(description).replace(/[[\]\\]/g, "\\$&")}]${value}`);
  });
  const first = words.length === 0 ? [] : [shellWord(`1:value:(${words.join(" ")})`)];
  return `    ${name}) _arguments ${[...specs, ...first, "'*:file:_files'"].join(" ")} ;;\n`;
}

function fishScript(program: string, commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, description, options, words }) => [
    `complete -c ${program} -n '__fish_use_subcommand' -f -a ${name} -d ${fishText(description)}`,
    ...(words.length === 0
      ? []
      : [`complete -c ${program} -n '__fish_seen_subcommand_from ${name}' -a ${fishText(words.join(" "))}`]),
    ...options.map((option) => fishOption(program, name, option)),
  ]);
  return `# ${program} completion fish: save it as ~/.config/fish/completions/${program}.fish.
# Commands: ${names}
${lines.join("\n")}
`;
}

function fishOption(program: string, command: string, option: CompletedOption): string {
  const { long, description, takesValue, choices } = option;
  const value = choices.length > 0 ? ` -x -a ${fishText(choices.join(" "))}` : takesValue ? " -r -F" : "";
  const name = long.replace(/^--/, "");
  return `complete -c ${program} -n '__fish_seen_subcommand_from ${command}' -l ${name}${value} -d ${fishText(description)}`;
}

/** fish knows two escapes between single quotes. */
function fishText(text: string): string {
  return `'${plain(text).replace(/[\\']/g, "\\$&")}'`;
}

function plain(text: string): string {
  return text.replaceAll("`", "").replaceAll("\n", " ");
}

function quoted(words: readonly string[]): string {
  return `"${words.join(" ")}"`;
}

function identifier(program: string): string {
  return program.replaceAll("-", "_");
}
