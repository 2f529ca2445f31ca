import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadData } from '../../sandbox/core/data.ts';
import { commandLines, DOCUMENTS, type Document, documentOf, FILES, ROOT } from './documents.ts';
import { helpOf, isShell, ownCommands, parsed, run, SCRIPTS, scriptsOf, unknownFlags } from './own-commands.ts';

/** Where a block of commands acts: nowhere, on the sandbox, on this clone or machine, on Google Cloud. */
const MARKS = ['dry', 'sandbox', 'setup', 'billed'];

interface Script {
  readonly name: string;
  readonly workspace?: string;
}

/** `npm run NAME`, `npm run NAME -w WORKSPACE`, `npm test`, `npm start`. A name in capitals is a placeholder. */
function scriptsIn(text: string): Script[] {
  const run = /\bnpm run (?:-s |--silent )?(?<name>[\w:-]+)(?: (?:-w|--workspace)[ =](?<workspace>[\w/-]+))?/g;
  const named = [...text.matchAll(run)].map(({ groups }) => groups as unknown as Script);
  const short = [...text.matchAll(/\bnpm (?<name>test|start)\b/g)].map(({ groups }) => groups as unknown as Script);
  return [...named, ...short].filter(({ name }) => !/^[A-Z]+$/.test(name));
}

const exists = ({ name, workspace }: Script) =>
  Object.hasOwn(workspace === undefined ? SCRIPTS : scriptsOf(workspace), name);

const shells = ({ fences }: Document) => fences.filter(isShell);
const marksOf = (info: string): string[] => info.split(/\s+/).filter((word) => MARKS.includes(word));

const TEXTS = [
  ...DOCUMENTS.map(({ path, text }) => [path, text] as const),
  ...FILES.filter((path) => path.startsWith('.github/') && path.endsWith('.yml')).map(
    (path) => [path, readFileSync(join(ROOT, path), 'utf8')] as const,
  ),
];

describe.each(TEXTS)('%s', (_, text) => {
  it('names only scripts that package.json has', () => {
    expect(scriptsIn(text).filter((script) => !exists(script))).toEqual([]);
  });
});

describe.each(DOCUMENTS.map((document) => [document.path, document] as const))('%s', (_, document) => {
  it('starts only modules that exist, and gives npm no flag that is meant for them', () => {
    const commands = ownCommands(document);
    expect(commands.filter(({ module }) => !existsSync(join(ROOT, module))).map(({ text }) => text)).toEqual([]);
    expect(
      commands.filter(({ forNpm }) => forNpm.some((word) => word.startsWith('-'))).map(({ text }) => text),
    ).toEqual([]);
  });

  // The first page that has a command runs its --help.
  it("gives the repository's own commands only flags that their --help has", { timeout: 300_000 }, () => {
    const wrong = ownCommands(document).flatMap((command) => unknownFlags(command).map((flag) => [command.text, flag]));
    expect(wrong).toEqual([]);
  });

  it('gives the sandbox only commands that its --help has, and names of faults that exist', () => {
    const faults = Object.keys(loadData<object>('faults'));
    for (const { text, module, args } of ownCommands(document)) {
      if (!module.startsWith('sandbox/')) continue;
      const [name = '', verb, fault] = args;
      if (/^[a-z]/.test(name)) expect(helpOf(module), text).toContain(`sandbox -- ${name}`);
      if (name === 'fault' && verb === 'add' && fault !== 'NAME') expect(faults, text).toContain(fault);
    }
  });

  it('marks each block of commands with where it acts', () => {
    const unmarked = shells(document).filter(({ info }) => marksOf(info).length !== 1);
    expect(unmarked.map(({ line, info }) => `line ${line}: ${info} (one of ${MARKS.join(', ')})`)).toEqual([]);
  });

  it('marks each block that acts on Google Cloud as billed', () => {
    const wrong = shells(document).filter(
      ({ info, lines }) => lines.join('\n').includes('TARGET=gke') && !marksOf(info).includes('billed'),
    );
    expect(wrong.map(({ line }) => line)).toEqual([]);
  });

  it('has only commands in dry blocks that change nothing and succeed', () => {
    for (const line of shells(document)
      .filter(({ info }) => marksOf(info).includes('dry'))
      .flatMap(commandLines)) {
      const command = parsed(line);
      expect(command?.args ?? [], line).toEqual(expect.arrayContaining([expect.stringMatching(/^--(help|dry-run)$/)]));
      expect(run(command!.module, command!.args), line).not.toBe('');
    }
  });
});

describe('a command in a document', () => {
  it('is found in a shell block and in backticks, and taken apart', () => {
    const text =
      '```bash dry\nLEARNER=ana npm start -- --to 09 # so\n```\n`eval "$(npm run -s env)"` `npx tsx other.ts --x`';
    expect(ownCommands(documentOf('x.md', text)).map(({ module, args }) => [module, args])).toEqual([
      ['runbook/index.ts', ['--to', '09']],
      ['runbook/commands/env.ts', []],
    ]);
  });

  it('is told when it has a flag that its help lacks, or one that npm would swallow', () => {
    expect(unknownFlags(parsed('npm start -- [--from ID] [--form ID]')!)).toEqual(['--form']);
    expect(unknownFlags(parsed('npx tsx runbook/01-cluster.ts --dry')!)).toEqual(['--dry']);
    expect(parsed('npm run plan --fast')!.forNpm).toEqual(['--fast']);
  });

  it('is told when package.json has no such script', () => {
    expect(
      scriptsIn('`npm run NAME` `npm run -s doctor` `npm run no:such` `npm run generate -w sandbox` npm test').map(
        (script) => [script.name, script.workspace, exists(script)],
      ),
    ).toEqual([
      ['doctor', undefined, true],
      ['no:such', undefined, false],
      ['generate', 'sandbox', true],
      ['test', undefined, true],
    ]);
    expect(exists({ name: 'generate' })).toBe(false);
  });
});
