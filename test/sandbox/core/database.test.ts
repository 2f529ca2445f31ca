import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '../../../sandbox/core/database.ts';

function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'journal');
}

/** What a process that was killed left behind: nothing is closed. */
const entries = (file: string, name: string) => [...Database.open(file).collection(name).entries()];

test('every acknowledged change is there after a kill', () => {
  const file = journal();
  const people = Database.open(file).collection<{ age: number }>('people');
  people.put('a', { age: 1 });
  people.put('b', { age: 2 });
  people.put('a', { age: 3 });
  expect(people.delete('b')).toBe(true);
  expect(people.delete('b')).toBe(false);
  expect(entries(file, 'people')).toEqual([['a', { age: 3 }]]);
});

test('a line that was torn by the kill is dropped, what came before stays', () => {
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

test('keys may be any text', () => {
  const file = journal();
  const keys = ['__proto__', 'constructor', '', 'a\nb', '"', '/../..', 'ключ'];
  const collection = Database.open(file).collection('c');
  for (const key of keys) collection.put(key, { key });
  expect(entries(file, 'c')).toEqual(keys.map((key) => [key, { key }]));
});

test('a journal that grows is written anew, and stays small', () => {
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

test('a whole family of collections is forgotten by its prefix', () => {
  const file = journal();
  const database = Database.open(file);
  for (const name of ['k8s/1', 'k8s/1/logs', 'k8s/2']) database.collection(name).put('a', 1);
  database.dropAll('k8s/1');
  expect(entries(file, 'k8s/1/logs')).toEqual([]);
  expect(entries(file, 'k8s/2')).toEqual([['a', 1]]);
  expect(readFileSync(file, 'utf8')).not.toContain('k8s/1');
});
