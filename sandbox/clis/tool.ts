import { type Command, type Flags, Unknown, understand } from './command.ts';

/** A stand-in for a real tool on the sandbox; it supports only the runbook's commands. */
export interface Tool {
  readonly name: string;
  /** How to install the real tool. */
  readonly install: string;
  readonly commands: readonly Command[];
  /** Flags of every command. */
  readonly flags: Flags;
}

/** The command failed; the message is the real tool's, except where the stand-in supports less. */
export class Refused extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const UNSUPPORTED = 2;

/** Runs one command line. @returns the exit code: 2 for an unsupported command. */
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
      `${name} is not installed; this stand-in supports only the runbook's commands.\n` +
        `Not supported: ${[name, ...words].join(' ')} (${error.message})\n${install}\n`,
    );
    return UNSUPPORTED;
  }
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
