import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderSvg } from '../../lib/chart/index.ts';
import { chartsOf } from './charts.ts';
import type { Given } from './flags.ts';
import { formatCurves, formatSummaries } from './format.ts';
import type { Simulated } from './result.ts';

const HEIGHT = 300;

/** Print the tables, and write the files. @throws an error of the file system */
export async function report(results: readonly Simulated[], { json, svg }: Pick<Given, 'json' | 'svg'>): Promise<void> {
  if (results.length === 1) console.log(`${formatCurves(results[0]!)}\n`);
  console.log(formatSummaries(results));
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
  if (svg === undefined) return;
  await mkdir(svg, { recursive: true });
  for (const [name, charts] of Object.entries(chartsOf(results))) {
    const file = join(svg, `${name}.svg`);
    await writeFile(file, renderSvg(charts, { height: HEIGHT }));
    console.log(`Wrote ${file}`);
  }
}
