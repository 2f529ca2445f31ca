import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderSvg } from '../../../lib/chart/index.ts';
import {
  charts,
  csvReport,
  type Interval,
  jsonReport,
  markdownReport,
  mergeResults,
  type Result,
  readJsonReport,
  type Setup,
  tablesOf,
  textReport,
} from '../../../lib/load/report/index.ts';
import type { Log } from '../../../lib/log/entry.ts';
import { usage } from '../../../lib/runner/flags.ts';
import type { Given } from './flags.ts';

type Files = Pick<Given, 'json' | 'csv' | 'markdown' | 'svg'>;

/** Fail before a long load, not after it. @throws an error of the file system */
export async function checkOutputs({ json, csv, markdown, svg }: Files): Promise<void> {
  for (const file of [json, csv, markdown]) if (file !== undefined) await access(dirname(file), constants.W_OK);
  if (svg !== undefined) await mkdir(svg, { recursive: true });
}

/** Show the summary, and write the files. @returns whether the figures are those of the server */
export async function report(
  files: Files,
  {
    result,
    setup,
    intervals,
  }: { readonly result: Result; readonly setup: Setup; readonly intervals: readonly Interval[] },
  log: Log,
): Promise<boolean> {
  const tables = tablesOf(result, setup);
  log.write({ kind: 'output', text: textReport(tables), whole: true });
  const texts: readonly (readonly [file: string | undefined, text: () => string])[] = [
    [files.json, () => jsonReport(result, setup, intervals)],
    [files.csv, () => csvReport(intervals)],
    [files.markdown, () => markdownReport(tables)],
    ...Object.entries(files.svg === undefined ? {} : charts(result, intervals)).map(
      ([name, chart]) => [join(files.svg!, `${name}.svg`), () => renderSvg(chart)] as const,
    ),
  ];
  for (const [file, text] of texts) {
    if (file === undefined) continue;
    await writeFile(file, text());
    log.write({ kind: 'note', text: `Wrote ${file}` });
  }
  return result.client.bottleneck === undefined && result.completed > 0;
}

/** One result of several files. @throws RunbookError USAGE, LOAD_INPUT */
export async function mergedFiles(
  files: readonly string[],
): Promise<{ readonly result: Result; readonly setup: Setup }> {
  const read = await Promise.all(files.map(async (file) => readJsonReport(await readFile(file, 'utf8'), file)));
  const [first, ...others] = read;
  if (!first) throw usage('--merge: expected the --json files of earlier loads');
  const traffic = `${read.length} clients: ${[...new Set(read.map(({ setup }) => setup.traffic))].join('; ')}`;
  return {
    result: mergeResults([first.result, ...others.map(({ result }) => result)]),
    // Each file has the counters of all clients.
    setup: { ...first.setup, traffic, replicas: undefined },
  };
}
