import type { Call, Flags } from '../command.ts';

/** Which objects of a type a command is about. */
export const SELECTION: Flags = {
  selector: { kind: 'value', short: 'l' },
  'field-selector': { kind: 'value' },
};

/** As the API is asked for them. */
export function selection(call: Call): Record<string, string> {
  const fields = call.value('field-selector');
  const labels = call.value('selector');
  return {
    ...(fields !== undefined && { fieldSelector: fields }),
    ...(labels !== undefined && { labelSelector: labels }),
  };
}
