import { commandLine, type Words, wordsLine } from '../command/command.ts';
import { shellVariable } from '../command/variable.ts';
import type { Config } from '../config/index.ts';
import type { Session } from '../session/session.ts';
import type { Action } from '../step/step.ts';
import { commandOf } from './perform.ts';

/** The programs of a person's shell. Scripts also have functions, which a person cannot type. */
const PROGRAMS: ReadonlySet<string> = new Set(['gcloud', 'kubectl', 'curl']);

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
    if (!value || !isProgram(value.words)) return { meanwhile: lines, lines: [] };
    const set = `${value.variable}="$(${lineOf(value.words, complete)})"`;
    return { meanwhile: lines, lines: [set], value: shellVariable(value.variable) };
  }
  if (action.kind !== 'do' || action.shell?.kind !== 'run') return { lines };
  return { lines: action.shell.commands.filter(isProgram).map((words) => lineOf(words, complete)) };
}

const isProgram = ([first = '']: Words): boolean => PROGRAMS.has(first);

function lineOf(words: Words, complete: Session['complete']): string {
  const [tool, ...args] = words;
  return tool === 'gcloud' || tool === 'kubectl' ? commandLine(complete({ tool, args })) : wordsLine(words);
}
