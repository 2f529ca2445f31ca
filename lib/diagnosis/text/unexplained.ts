import type { Cause } from '../cause.ts';
import { type Finding, findings } from '../find.ts';
import { isException, isPointer, isProgram } from './exceptions.ts';
import type { Line } from './read-text.ts';
import { saysFailure, shapeOf } from './unknown.ts';

/** So many errors of different shapes are looked at, the first in rank. */
const MOST = 200;

/**
 * The errors of a text that no cause explains, not even one that gave way to another. A cause that is certain explains
 * them all: the rest of a log is what follows from it. A fallback shows every exception itself.
 */
export function unexplained<T extends Line>(
  found: readonly Finding[],
  lines: readonly T[],
  causes: readonly Cause[],
): readonly T[] {
  const isGeneral = found.every(({ cause }) => cause.fallback);
  if (isGeneral || found.some(({ confidence }) => confidence === 'certain')) return [];
  const told = found.flatMap(({ evidence }) => evidence);
  const specific = causes.filter(({ fallback }) => !fallback);
  const shapes = new Map<string, boolean>(told.map((line) => [shapeOf(line), false]));
  return lines.filter((one) => {
    if (!isError(one) || told.some((evidence) => evidence.includes(one.line))) return false;
    const shape = shapeOf(one.line);
    const isLeft = shapes.get(shape) ?? (shapes.size < MOST && findings([one], specific).length === 0);
    shapes.set(shape, isLeft);
    return isLeft;
  });
}

/** What says itself that it is an error, and does not only point to another one. */
function isError({ by, line, level, kind, past }: Line): boolean {
  if (past || isPointer(line) || isProgram(line)) return false;
  return isException(line) || (saysFailure(line) && (level === 'error' || kind !== undefined || by === 'event'));
}
