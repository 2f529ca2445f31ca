import { describe, expect, it } from 'vitest';
import { diagnoseText } from '../../../../lib/diagnosis/index.ts';

const MESSAGE =
  "HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': '/models/llama/final'. Use `repo_type` argument if needed.";

/** The message in lines of a width, broken anywhere or at spaces. */
const cut = (width: number): string[] => MESSAGE.match(new RegExp(`.{1,${width}}`, 'g'))!;
const atSpaces = (width: number): string[] => MESSAGE.match(new RegExp(`.{1,${width}}(?: |$)`, 'g'))!;

describe('a message over several lines', () => {
  it.each([
    ['broken in a word', cut(80)],
    ['broken at spaces', atSpaces(60)],
    ['in a box', ['╭────╮', ...cut(70).map((line) => `│ ${line.padEnd(70)} │`), '╰────╯']],
    ['after a traceback in a box', [`│ ❱ 486 │   resolved_config_file = cached_file(   │`, '╰────╯', ...atSpaces(70)]],
  ])('is read as one line: %s', (_, lines) => {
    expect(diagnoseText(lines.join('\n'))).toMatchObject([
      { code: 'MODEL_PATH', parameters: { path: '/models/llama/final' } },
    ]);
  });

  it('is about a path that it does not name where its end is missing', () => {
    const [found] = diagnoseText(`${cut(90)[0]}\nINFO: the next line\nINFO: another line`);
    expect(found).toMatchObject({ code: 'MODEL_PATH', parameters: {} });
  });
});
