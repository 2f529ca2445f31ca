import { calendarFunctions } from './calendar.ts';
import type { FunctionDefinition } from './definition.ts';
import { histogramFunctions } from './histogram.ts';
import { labelFunctions } from './labels.ts';
import { mathFunctions } from './math.ts';
import { overTimeFunctions } from './over-time.ts';
import { rateFunctions } from './rate.ts';
import { vectorFunctions } from './vector.ts';

/** Every function that is supported, by its PromQL name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionDefinition> = new Map(
  Object.entries({
    ...mathFunctions,
    ...rateFunctions,
    ...overTimeFunctions,
    ...calendarFunctions,
    ...vectorFunctions,
    ...labelFunctions,
    ...histogramFunctions,
  }),
);
