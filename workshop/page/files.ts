import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { chartStyle } from '../../lib/chart/svg.ts';
import { send } from './http.ts';

/** The files of both pages, and their types. */
const FILES: Readonly<Record<string, string>> = {
  'base.css': 'text/css; charset=utf-8',
  'layout.css': 'text/css; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'instructor.js': 'text/javascript; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'patch.js': 'text/javascript; charset=utf-8',
};

const made: Readonly<Record<string, () => string>> = { 'chart.css': () => chartStyle('host') };

/** Send a file of the pages. @returns false for another path */
export async function sendFile(path: string, response: ServerResponse): Promise<boolean> {
  const text = Object.hasOwn(made, path) ? made[path]!() : undefined;
  if (text !== undefined) {
    send(response, 200, 'text/css; charset=utf-8', text);
    return true;
  }
  if (!Object.hasOwn(FILES, path)) return false;
  send(response, 200, FILES[path]!, await readFile(new URL(`static/${path}`, import.meta.url)));
  return true;
}
