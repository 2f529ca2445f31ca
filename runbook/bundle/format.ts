import type { TextFile } from './archive.ts';
import type { Collected } from './part.ts';

const KIB = 1024;

const size = (text: string): string => `${(Buffer.byteLength(text) / KIB).toFixed(1)} KiB`;

/** What the bundle contains, before it is written. */
export function listing(files: readonly TextFile[], parts: readonly Collected[]): string {
  const widest = Math.max(...files.map(({ name }) => name.length));
  const rows = files.map(({ name, text }) => {
    const part = parts.find(({ file }) => file === name);
    const about =
      part?.problem ?? part?.about ?? (name === 'README.md' ? 'what each file is' : 'the same for programs');
    const mark = part?.problem === undefined ? ' ' : '!';
    return `  ${mark} ${name.padEnd(widest)} ${size(text).padStart(10)}  ${oneLine(about)}`;
  });
  const problems = parts.filter(({ problem }) => problem !== undefined).length;
  const total = size(files.map(({ text }) => text).join(''));
  return [
    `The bundle has ${files.length} files (${total} before compression), without secrets, projects, accounts and addresses:`,
    ...rows,
    ...(problems === 0 ? [] : [`The ${problems} files marked with ! say why they could not be collected.`]),
  ].join('\n');
}

const LONGEST = 100;
const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

/** What to do with the written file. */
export function next(file: string): string {
  return [
    `Wrote ${file}`,
    `  → To explain it: npm run diagnose -- ${file}`,
    '  → To report it: open an issue with the template "Something does not work", and drag the file into its field "Bundle"',
  ].join('\n');
}
