/** An exception as Python prints it at the end of a traceback, with the module of its class. */
const EXCEPTION =
  /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Failure|Timeout|Fault)\b(?::|$)|^(?:[a-z_]\w*\.)+[A-Z]\w+: /;

/** Exceptions that only point to another one. */
const POINTERS =
  /See (?:root cause|stack trace) above|Engine core initialization failed|Engine process failed to start|EngineDeadError|WorkerProc initialization failed|died unexpectedly|^(?:\w+\.)*ApiException: \(\d{3}\)$/;

/** Lines of a traceback and of a program in it, and what klog writes before an error of several lines. */
const PROGRAM =
  /^(?:File "|Traceback |raise |[\w., ]+ = )|^(?:(?:return|await|yield|with|for|if) )*[\w.]+(?:\(\)[\w.]*)*\((?:[^)]*|.*\):?)$|^[~^ ]+$|^"[^"]+" err=<$/;

export const isProgram = (text: string): boolean => PROGRAM.test(text);

export const isException = (text: string): boolean => EXCEPTION.test(text);

export const isPointer = (text: string): boolean => POINTERS.test(text);

/**
 * The exceptions of a log, the one to read first at the beginning: the last of the chain that does not point to another
 * one ("See root cause above"), then the others from the last to the first.
 */
export function byRank<T extends { readonly line: string }>(lines: readonly T[]): readonly T[] {
  const exceptions = lines.filter(({ line }) => isException(line)).reverse();
  return [...exceptions.filter(({ line }) => !isPointer(line)), ...exceptions.filter(({ line }) => isPointer(line))];
}
