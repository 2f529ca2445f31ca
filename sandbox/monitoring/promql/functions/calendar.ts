import { Labels } from '../../labels.ts';
import { unparenthesized } from '../ast.ts';
import { compileSelector } from '../selectors.ts';
import type { FunctionDefinition } from './definition.ts';

const DAY = 86_400_000;

/** A part of the UTC date of a sample's value in Unix seconds; without a vector, of the current time. */
function datePart(part: (date: Date) => number): FunctionDefinition {
  return {
    args: ['instant vector'],
    optional: 1,
    returns: 'instant vector',
    bind: (args) => (time) =>
      args.count === 0
        ? [{ labels: Labels.EMPTY, value: part(new Date(time)) }]
        : args
            .vector(0)(time)
            .map(({ labels, value }) => ({
              labels: labels.nameless,
              value: part(new Date(Math.trunc(value) * 1000)),
            })),
  };
}

const dayOfYear = (date: Date): number => {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return (midnight - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY + 1;
};

const daysInMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

export const calendarFunctions: Readonly<Record<string, FunctionDefinition>> = {
  time: { args: [], returns: 'scalar', bind: () => (time) => time / 1000 },
  minute: datePart((date) => date.getUTCMinutes()),
  hour: datePart((date) => date.getUTCHours()),
  day_of_week: datePart((date) => date.getUTCDay()),
  day_of_month: datePart((date) => date.getUTCDate()),
  day_of_year: datePart(dayOfYear),
  days_in_month: datePart(daysInMonth),
  month: datePart((date) => date.getUTCMonth() + 1),
  year: datePart((date) => date.getUTCFullYear()),
  timestamp: {
    args: ['instant vector'],
    returns: 'instant vector',
    bind: (args) => {
      const argument = unparenthesized(args.call.args[0]!);
      // Only a selector knows when its samples were taken; any other vector is of the evaluation's time.
      const vector =
        argument.kind === 'selector' ? compileSelector(argument, args.scope, 'timestamp').at : args.vector(0);
      return (time) =>
        vector(time).map(({ labels, value }) => ({
          labels: labels.nameless,
          value: argument.kind === 'selector' ? value : time / 1000,
        }));
    },
  },
};
