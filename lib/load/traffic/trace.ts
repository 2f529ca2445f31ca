import { RunbookError } from '../../errors/runbook-error.ts';
import type { TraceRequest } from './traffic.ts';

const FIELDS = ['timestamp', 'input_length', 'output_length'] as const;

/**
 * A trace in Mooncake's form, one JSON object a line: `{"timestamp": 0, "input_length": 512, "output_length": 128}`, with
 * milliseconds after the start (github.com/kvcache-ai/Mooncake). @param name of the file, for errors
 * @throws RunbookError LOAD_INPUT with the line
 */
export function readTrace(text: string, name: string): readonly TraceRequest[] {
  const requests: TraceRequest[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [timestamp, input, output] = numbersOf(line);
    const isRight = [timestamp, input, output].every((value) => typeof value === 'number' && value >= 0);
    if (!isRight) throw wrong(`${name}:${index + 1}: expected ${FIELDS.join(', ')} as numbers`, line);
    const at = (timestamp as number) / 1000;
    if (at < (requests.at(-1)?.at ?? 0))
      throw wrong(`${name}:${index + 1}: the timestamp is smaller than the one before it`, line);
    requests.push({ at, input: input as number, output: output as number });
  }
  if (requests.length === 0) throw wrong(`${name} has no request`, '');
  return requests;
}

function numbersOf(line: string): readonly unknown[] {
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    return FIELDS.map((field) => fields[field]);
  } catch {
    return FIELDS.map(() => undefined);
  }
}

function wrong(message: string, line: string): RunbookError {
  return new RunbookError('LOAD_INPUT', message, {
    evidence: line === '' ? [] : [line.slice(0, 200)],
    remedy: 'Use one JSON object per line, for example {"timestamp": 0, "input_length": 512, "output_length": 128}',
  });
}
