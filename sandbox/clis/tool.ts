import { type Command, type Flags, Unknown, understand } from './command.ts';

/** A program that stands in for a real one on the sandbox, for the commands of the runbook alone. */
export interface Tool {
  readonly name: string;
  /** How to get the real one. */
  readonly install: string;
  readonly commands: readonly Command[];
  /** Flags that every command takes. */
  readonly flags: Flags;
}

/** What the tool has to say against the command, in the real tool's words. */
export class Refused extends Error {
  readonly exitCode = 1;
}

const NOT_KNOWN = 2;

/** Run one command line. @returns the exit code: 2 for a command that is not known here. */
export async function runTool({ name, install, commands, flags }: Tool, words: readonly string[]): Promise<number> {
  try {
    const { command, call } = understand(commands, flags, words);
    return await command.run(call);
  } catch (error) {
    if (error instanceof Refused) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    if (!(error instanceof Unknown)) throw error;
    process.stderr.write(
      `This is not ${name}, but the sandbox's small stand-in, which knows the runbook's commands alone: ${error.message}.\n` +
        `  ${[name, ...words].join(' ')}\n${install}\n`,
    );
    return NOT_KNOWN;
  }
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
