import { version } from '../../lib/runner/version.ts';
import type { TextFile } from './archive.ts';
import { notABundle } from './archive.ts';
import type { Collected } from './part.ts';

/** The file that tells a program what the others are. */
export const CONTENTS = 'bundle.json';
const FORMAT = 1;

type Listed = Omit<Collected, 'text'>;

interface Contents {
  readonly format: number;
  /** The version of the runbook. */
  readonly runbook: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly files: readonly Listed[];
}

/** The files of a bundle: the README, its machine-readable form, and the parts. */
export function filesOf(parts: readonly Collected[], createdAt: Date): readonly TextFile[] {
  const listed = parts.map(({ text: _, ...part }): Listed => part);
  const contents: Contents = { format: FORMAT, runbook: version(), createdAt: createdAt.toISOString(), files: listed };
  return [
    { name: 'README.md', text: readme(contents) },
    { name: CONTENTS, text: `${JSON.stringify(contents, null, 2)}\n` },
    ...parts.map(({ file, text }) => ({ name: file, text })),
  ];
}

/** The texts that show failures, with the names of their files. @throws RunbookError USAGE for another archive */
export function evidenceOf(name: string, files: readonly TextFile[]): readonly TextFile[] {
  const found = files.find((one) => one.name === CONTENTS);
  if (!found) throw notABundle(name, `it has no ${CONTENTS}`);
  const contents = parsed(name, found.text);
  const telling = new Set(contents.files.filter(({ evidence }) => evidence).map(({ file }) => file));
  return files.filter((one) => telling.has(one.name)).map((one) => ({ ...one, text: withWords(one.text) }));
}

/** Placeholders as words: the patterns of causes expect names. */
const withWords = (text: string): string => text.replace(/<([A-Z_]+(?:-\d+)?)>/g, '$1');

function parsed(name: string, text: string): Contents {
  const contents = json(text) as Partial<Contents> | undefined;
  if (contents?.format === FORMAT && Array.isArray(contents.files)) return contents as Contents;
  throw notABundle(name, `its ${CONTENTS} has another format`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function readme({ runbook, createdAt, files }: Contents): string {
  const rows = files.map(
    ({ file, about, asked, problem }) =>
      `| ${[`\`${file}\``, about, asked === undefined ? '' : `\`${asked}\``, problem ?? ''].map(cell).join(' | ')} |`,
  );
  return `# Bundle of vllm-tpu-runbook ${runbook}, ${createdAt}

The state of a run, for a report of a problem. To explain it: \`npm run diagnose -- FILE.tgz\`

Secrets are replaced by \`[secret]\`, identifying values by placeholders: \`<PROJECT_ID>\`, \`<IP-1>\`. A value has the
same placeholder in every file.

| file | content | from | problem |
|---|---|---|---|
${rows.join('\n')}
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
