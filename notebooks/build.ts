import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { isMain } from '../lib/runner/script.ts';

/** The folder of each language. */
const FOLDERS = { en: '.', zh: 'zh-CN' } as const;

export type Language = keyof typeof FOLDERS;
type Text = Readonly<Record<Language, string>>;
/** A cell of code, with or without text above it. */
type Code = string | (Text & { readonly code?: string });

/** One notebook of `source/`: the code once, the text in each language. */
export interface Source {
  readonly title: Text;
  readonly intro: Text;
  readonly sections: readonly Section[];
  /** What stands at the end. */
  readonly end?: Text;
}

/** The cells keep the order of the source: a fault may come before the run or after the check. */
export interface Section {
  readonly id: string;
  readonly title: Text;
  readonly idea: Text;
  /** The tutorial's command. */
  readonly command?: string;
  readonly run: Code;
  /** A table or a plot. */
  readonly look?: Code;
  readonly check?: Code;
  /** What can go wrong, and what the reader sees then. */
  readonly faults?: Code;
  /** The drills (`workshop/drills`) about this section. */
  readonly drills?: readonly string[];
}

const CELLS: readonly (keyof Section)[] = ['run', 'look', 'check', 'faults'];
const LABELS: Readonly<Partial<Record<keyof Section, Text>>> = {
  faults: { en: '**What can go wrong.** ', zh: '**可能出错的地方**：' },
};
const COMMAND: Text = { en: 'The tutorial’s command:', zh: '教程中的命令：' };
const DRILL: Text = {
  en: '**Drill.** Somebody broke this part. Repair it: ',
  zh: '**故障演练**：有人弄坏了这一部分，请修复：',
};
const KERNEL = { display_name: 'TypeScript (vllm-tpu-runbook)', language: 'typescript', name: 'vllm-tpu-runbook' };

interface Cell {
  readonly id: string;
  readonly cell_type: 'markdown' | 'code';
  readonly metadata: object;
  readonly source: readonly string[];
  readonly execution_count?: null;
  readonly outputs?: readonly [];
}

/** The text of a notebook without outputs, in Jupyter's format. */
export function notebook({ title, intro, sections, end }: Source, language: Language): string {
  const cells = [
    markdown('intro', `# ${title[language]}\n\n${unwrapped(intro[language])}`),
    ...sections.flatMap((section, index) => sectionCells(section, index + 1, language)),
    ...(end ? [markdown('end', unwrapped(end[language]))] : []),
  ];
  const metadata = { kernelspec: KERNEL, language_info: { name: 'typescript' } };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

function sectionCells(section: Section, number: number, language: Language): Cell[] {
  const { id, title, idea, command, drills } = section;
  const tutorial = command === undefined ? '' : `\n\n${COMMAND[language]}\n\`\`\`bash\n${command.trimEnd()}\n\`\`\``;
  const kinds = (Object.keys(section) as (keyof Section)[]).filter((key) => CELLS.includes(key));
  return [
    markdown(id, `## ${number}. ${title[language]}\n\n${unwrapped(idea[language]).trimEnd()}${tutorial}`),
    ...kinds.flatMap((kind) =>
      codeCells(`${id}-${kind}`, section[kind] as Code, LABELS[kind]?.[language] ?? '', language),
    ),
    ...(drills ? [markdown(`${id}-drills`, DRILL[language] + startOf(drills, language))] : []),
  ];
}

/** Text and no cells: a drill replaces the deployment that the next section needs. */
function startOf(drills: readonly string[], language: Language): string {
  const calls = drills.map((id) => `\`await drill('${id}'${language === 'en' ? '' : `, '${language}'`})\``);
  return new Intl.ListFormat(language, { type: 'disjunction' }).format(calls) + { en: '.', zh: '。' }[language];
}

function codeCells(id: string, cell: Code, label: string, language: Language): Cell[] {
  if (typeof cell === 'string') return [code(id, cell)];
  const words = markdown(`${id}-words`, label + unwrapped(cell[language]));
  return cell.code === undefined ? [words] : [words, code(id, cell.code)];
}

/** Joins Chinese lines: Markdown renders a line break as a space, which Chinese text must not have. */
function unwrapped(text: string): string {
  return text.replace(/(?<=[\p{Script=Han}，。；：！？、）])\n(?=[\p{Script=Han}（])/gu, '');
}

function markdown(id: string, text: string): Cell {
  return { cell_type: 'markdown', id, metadata: {}, source: lines(text) };
}

function code(id: string, text: string): Cell {
  return { cell_type: 'code', execution_count: null, id, metadata: {}, outputs: [], source: lines(text) };
}

function lines(text: string): string[] {
  return text.trimEnd().split(/(?<=\n)/);
}

/** The text of every notebook, by its path in this folder. */
export function notebooks(): Map<string, string> {
  const built = new Map<string, string>();
  for (const [name, source] of sources()) {
    for (const language of Object.keys(FOLDERS) as Language[]) {
      built.set(join(FOLDERS[language], `${name}.ipynb`), notebook(source, language));
    }
  }
  return built;
}

export function sources(): [name: string, source: Source][] {
  const folder = fileURLToPath(new URL('source/', import.meta.url));
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  return files.map((file) => [file.replace(/\.yaml$/, ''), parse(readFileSync(join(folder, file), 'utf8')) as Source]);
}

if (isMain(import.meta)) {
  for (const [path, text] of notebooks()) {
    const file = fileURLToPath(new URL(path, import.meta.url));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
