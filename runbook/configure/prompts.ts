import { RunbookError } from '../../lib/errors/runbook-error.ts';
import { plain, type Style } from '../../lib/log/format.ts';
import { readAnswer } from './interview.ts';
import type { Offer } from './question.ts';

/** The questions on a terminal. */
export interface Prompts {
  /** @param first the preselected value */
  choose(message: string, offer: Offer, first: string | undefined): Promise<string>;
  /** Shows a question that has one answer. */
  only(message: string, value: string): void;
  /** Reads a text without showing it. @param check resolves with why the text is refused, if it is */
  hidden(message: string, check: (text: string) => Promise<string | undefined>): Promise<string>;
  /** @param check resolves with why the text is refused, if it is */
  text(message: string, check: (text: string) => Promise<string | undefined>): Promise<string>;
  /** @param ready what Enter means */
  agree(message: string, ready: boolean): Promise<boolean>;
}

/** More choices than this are searched by typing. */
const LONG = 12;
const PAGE = 12;

/**
 * The prompts of `@inquirer/prompts`. Ctrl-C and the signal end them.
 * @param style plain for texts without colours. @throws RunbookError ABORTED
 */
export async function terminalPrompts(signal: AbortSignal, style: Style): Promise<Prompts> {
  const { confirm, input, password, search, select } = await import('@inquirer/prompts');
  const options = { signal };
  const theme = style === plain ? { theme: PLAIN } : {};
  const asked = async <T>(prompt: Promise<T>): Promise<T> => {
    try {
      return await prompt;
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      if ((cause as Error).name !== 'ExitPromptError') throw cause;
      throw new RunbookError('ABORTED', 'Cancelled: nothing was written', { cause });
    }
  };
  const refusal = (offer: Offer) => (text: string) => {
    const read = readAnswer(text, offer);
    return 'why' in read ? read.why : true;
  };
  return {
    choose: (message, offer, first) => {
      const { choices, other } = offer;
      const entries = choices.map(({ value, label }) => ({ value, name: label, short: value }));
      if (choices.length === 0) {
        const preset = first === undefined ? {} : { default: first };
        return asked(input({ message, validate: refusal(offer), ...preset, ...theme }, options));
      }
      const preset = choices.some(({ value }) => value === first) ? { default: first! } : {};
      if (choices.length <= LONG)
        return asked(select({ message, choices: entries, pageSize: PAGE, ...preset, ...theme }, options));
      const source = (term = '') => {
        const found = entries.filter(({ value }) => value.toLowerCase().includes(term.toLowerCase()));
        const own = other && term !== '' && !found.some(({ value }) => value === term) && !('why' in other(term));
        return own ? [...found, { value: term, name: `${term} (as typed)`, short: term }] : found;
      };
      return asked(
        search({ message: `${message} (type to search)`, source, pageSize: PAGE, ...preset, ...theme }, options),
      );
    },
    only: (message, value) =>
      console.log(`${style.good('✔')} ${style.bold(message)} ${style.accent(value)} (the only one)`),
    hidden: (message, check) =>
      asked(
        password(
          { message, mask: '*', toggleMask: false, validate: async (text) => (await check(text)) ?? true, ...theme },
          options,
        ),
      ),
    text: (message, check) =>
      asked(input({ message, validate: async (text) => (await check(text.trim())) ?? true, ...theme }, options)).then(
        (text) => text.trim(),
      ),
    agree: (message, ready) => asked(confirm({ message, default: ready, ...theme }, options)),
  };
}

const same = (text: string): string => text;

/** Node 20's styleText does not know NO_COLOR. */
const PLAIN = {
  prefix: { idle: '?', done: '✔' },
  spinner: { frames: ['-', '\\', '|', '/'] },
  icon: { cursor: '❯' },
  style: {
    answer: same,
    message: same,
    error: (text: string) => `> ${text}`,
    defaultAnswer: (text: string) => `(${text})`,
    help: same,
    highlight: same,
    key: (text: string) => `<${text}>`,
    disabled: same,
    searchTerm: same,
    description: same,
    maskedText: '',
    keysHelpTip: () => undefined,
  },
};
