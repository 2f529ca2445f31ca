import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '../../../sandbox/core/database.ts';

function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal');
}

/** The database of a killed process: nothing is closed. */
const entries = (file: string, name: string) => [...Database.open(file).collection(name).entries()];

test('every acknowledged change survives a kill', () => {
  const file = journal();
  const people = Database.open(file).collection<{ age: number }>('people');
  people.put('a', { age: 1 });
  people.put('b', { age: 2 });
  people.put('a', { age: 3 });
  expect(people.delete('b')).toBe(true);
  expect(people.delete('b')).toBe(false);
  expect(entries(file, 'people')).toEqual([['a', { age: 3 }]]);
});

test('an incomplete last line is dropped, and earlier lines are kept', () => {
  const file = journal();
  Database.open(file).collection('c').put('whole', 1);
  appendFileSync(file, '["c","torn",{"half');
  expect(entries(file, 'c')).toEqual([['whole', 1]]);
  Database.open(file).collection('c').put('after', 2);
  expect(entries(file, 'c')).toEqual([
    ['whole', 1],
    ['after', 2],
  ]);
});

test('a key may be any text', () => {
  const file = journal();
  const keys = ['__proto__', 'constructor', '', 'a\nb', '"', '/../..', 'ключ'];
  const collection = Database.open(file).collection('c');
  for (const key of keys) collection.put(key, { key });
  expect(entries(file, 'c')).toEqual(keys.map((key) => [key, { key }]));
});

test('a growing journal is compacted', () => {
  const file = journal();
  const collection = Database.open(file).collection('c');
  const value = 'x'.repeat(10_000);
  for (let round = 0; round < 3_000; round++) collection.put(`key-${round % 10}`, `${round} ${value}`);
  expect(statSync(file).size).toBeLessThan(10 * 1024 * 1024);
  const found = entries(file, 'c') as [string, string][];
  expect(found.map(([, text]) => Number.parseInt(text, 10)).sort()).toEqual(
    Array.from({ length: 10 }, (_, index) => 2_990 + index),
  );
});

test('collections are dropped by prefix', () => {
  const file = journal();
  const database = Database.open(file);
  for (const name of ['k8s/1', 'k8s/1/logs', 'k8s/2']) database.collection(name).put('a', 1);
  database.dropAll('k8s/1');
  expect(entries(file, 'k8s/1/logs')).toEqual([]);
  expect(entries(file, 'k8s/2')).toEqual([['a', 1]]);
  expect(readFileSync(file, 'utf8')).not.toContain('k8s/1');
});

/** A journal of four lines, one with multibyte characters, and the state after each complete line. */
function example() {
  const lines = ['["c","a",1]', '["c","b",{"text":"模型 ä"}]', '["c","a",null]', '["c","b",2]'];
  const states = [{}, { a: 1 }, { a: 1, b: { text: '模型 ä' } }, { b: { text: '模型 ä' } }, { b: 2 }];
  return { lines, states };
}

test('every prefix of a journal opens with its complete lines and accepts new ones', () => {
  const file = journal();
  const { lines, states } = example();
  const whole = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let length = 0; length <= whole.length; length++) {
    const prefix = whole.subarray(0, length);
    writeFileSync(file, prefix);
    const count = prefix.toString('latin1').split('\n').length - 1;
    expect(Object.fromEntries(entries(file, 'c'))).toEqual(states[count]);
    Database.open(file).collection('c').put('after', true);
    expect(Object.fromEntries(entries(file, 'c'))).toEqual({ ...states[count], after: true });
  }
});

test('a damaged line loses only its own change, is logged, and a copy of the file is kept', () => {
  const { lines } = example();
  for (const [torn, line] of lines.entries()) {
    for (let length = 1; length < Buffer.byteLength(line); length++) {
      const file = journal();
      const bytes = lines.map((text, index) => Buffer.from(text).subarray(0, index === torn ? length : undefined));
      const written = Buffer.concat(bytes.flatMap((text) => [text, Buffer.from('\n')]));
      writeFileSync(file, written);
      const told: string[] = [];
      const found = Object.fromEntries(
        Database.open(file, (text) => told.push(text))
          .collection('c')
          .entries(),
      );
      const others = new Map<string, unknown>();
      for (const [index, text] of lines.entries()) {
        const [, key, value] = JSON.parse(text);
        if (index !== torn) others.set(key, value);
      }
      expect(found).toEqual(Object.fromEntries([...others].filter(([, value]) => value !== null)));
      expect(told).toEqual([expect.stringContaining(`journal line ${torn + 1}`)]);
      expect(readFileSync(`${file}.damaged`)).toEqual(written);
      expect(Object.fromEntries(entries(file, 'c'))).toEqual(found);
    }
  }
});
