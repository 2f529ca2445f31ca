import { expect, test } from 'vitest';
import { failing } from '../../../runbook/load/lost.ts';

type Look = readonly [minutes: number, completed: number, refused: number];

const over = (...looks: readonly Look[]): boolean => {
  const fails = failing();
  const answers = looks.map(([minutes, completed, refused]) =>
    fails({ seconds: minutes * 60, completed, errors: refused > 0 ? { ECONNREFUSED: refused } : {} }),
  );
  return answers.at(-1)!;
};

test.each<[string, boolean, Look[]]>([
  [
    'answers without errors',
    false,
    [
      [0, 0, 0],
      [1, 9, 0],
      [5, 20, 0],
    ],
  ],
  [
    'neither answers nor errors',
    false,
    [
      [0, 0, 0],
      [3, 0, 0],
      [9, 0, 0],
    ],
  ],
  [
    'errors among answers',
    false,
    [
      [0, 0, 0],
      [2, 3, 40],
      [9, 4, 90],
    ],
  ],
  [
    'only errors for three minutes',
    false,
    [
      [0, 5, 0],
      [1, 5, 10],
      [3, 5, 30],
    ],
  ],
  [
    'only errors for four minutes',
    true,
    [
      [0, 5, 0],
      [1, 5, 10],
      [4, 5, 40],
    ],
  ],
  [
    'only errors from the first request on',
    true,
    [
      [0, 0, 0],
      [2, 0, 10],
      [4, 0, 40],
    ],
  ],
  [
    'errors until the server was back',
    false,
    [
      [0, 5, 0],
      [3, 5, 30],
      [5, 6, 50],
      [6, 6, 60],
    ],
  ],
])('a load with %s: over is %s', (_, expected, looks) => {
  expect(over(...looks)).toBe(expected);
});
