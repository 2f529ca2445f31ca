import { diagnoseText } from '../../lib/diagnosis/index.ts';
import { claimed, corpus, rightOf, score } from '../corpus/corpus.ts';
import { atMost, type Figure } from './figure.ts';

/** How often the diagnosis of real texts is right, and how long it takes. */
export async function diagnosis(): Promise<Figure[]> {
  const { precision, recall } = score(corpus, diagnoseText);
  const wrong = corpus.filter((entry) => {
    const [first] = claimed(diagnoseText(entry.text));
    return first !== undefined && !rightOf(entry).includes(first);
  });
  const before = performance.now();
  for (const { text } of corpus) diagnoseText(text);
  const each = (performance.now() - before) / corpus.length;
  const start = performance.now();
  diagnoseText(manyErrors());
  const long = (performance.now() - start) / 1000;
  return [
    {
      what: 'texts in the corpus, and those for which UNKNOWN is right',
      measured: `${corpus.length}, ${corpus.filter(({ right }) => right === null).length}`,
    },
    atLeast('causes claimed that are right (precision)', precision, 0.98),
    atLeast('causes that are claimed (recall)', recall, 0.9),
    atMost('texts with a wrong cause first', wrong.length, 0, 'texts'),
    atMost('time for a text', each, 20, 'ms'),
    atMost('time for 5 MB of different errors', long, 3, 's'),
  ];
}

/** 80,000 errors, no two of one shape or of the same words. */
function manyErrors(): string {
  const word = (n: number): string => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
  return Array.from(
    { length: 80_000 },
    (_, n) => `ERROR 11-28 10:00:00 [core.py:${n}] ${word(n)} failed badly: value ${n}`,
  ).join('\n');
}

function atLeast(what: string, value: number, bound: number): Figure {
  return { what, measured: value.toFixed(3), goal: `≥ ${bound}`, met: value >= bound };
}
