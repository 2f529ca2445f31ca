import type { Call, Flags } from '../command.ts';

/** The flags that select objects of a type. */
export const SELECTION: Flags = {
  selector: { kind: 'value', short: 'l' },
  'field-selector': { kind: 'value' },
};

/** The API's query parameters for the selection flags. */
export function selection(call: Call): Record<string, string> {
  const fields = call.value('field-selector');
  const labels = call.value('selector');
  return {
    ...(fields !== undefined && { fieldSelector: fields }),
    ...(labels !== undefined && { labelSelector: labels }),
  };
}
