import { commandLine, wordsLine } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import type { Config } from '../config/index.ts';
import type { Session } from '../session/session.ts';
import type { Action } from '../step/step.ts';
import { commandOf } from './perform.ts';

/** A line that keeps a value in a variable of the shell. */
export const LOOKUP = /^[A-Z_]+="\$\(/;

/** What a person types for an action, and the variable that then has its value. */
export interface Typed {
  readonly lines: readonly string[];
  /** Commands that show something during a wait. */
  readonly meanwhile?: readonly string[];
  readonly value?: string;
}

/** The commands of an action for a person's shell. None for a function that no program does. */
export function typed(action: Action, config: Config, complete: Session['complete']): Typed {
  const command = commandOf(action, config);
  const lines = command ? [commandLine(complete(command))] : [];
  if (action.kind === 'until') {
    const value = action.condition.shell?.value;
    if (value?.words[0] !== 'kubectl') return { meanwhile: lines, lines: [] };
    const set = `${value.variable}="$(${commandLine(complete({ tool: 'kubectl', args: value.words.slice(1) }))})"`;
    return { meanwhile: lines, lines: [set], value: shellVariable(value.variable) };
  }
  if (action.kind !== 'do' || action.shell?.kind !== 'run') return { lines };
  // The run sends this request itself.
  return { lines: action.shell.commands.filter(([program]) => program === 'curl').map(wordsLine) };
}
