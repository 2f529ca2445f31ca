import { RE2JSException } from 're2js';
import { GoogleApiError } from '../../core/google-error.ts';
import { fullMatch } from '../matcher.ts';
import { type Token, tokens } from './filter-tokens.ts';

/** The value of `metric.type`, `resource.labels.cluster`, …; undefined for what the filtered thing does not have. */
export type Lookup = (object: string) => string | undefined;

/** One term, such as `metric.labels.pod = "p"`. */
interface Comparison {
  readonly object: string;
  readonly operator: string;
  /** Set when it compares with one plain value. */
  readonly literal?: string;
}

export interface Filter {
  readonly matches: (lookup: Lookup) => boolean;
  /** The values that a thing must have to match: the `=` terms that AND joins. */
  readonly required: ReadonlyMap<string, string>;
  /** Every object that the filter mentions. */
  readonly objects: ReadonlySet<string>;
}

interface Predicate {
  readonly test: (lookup: Lookup) => boolean;
  readonly required: readonly Comparison[];
}

const FUNCTIONS: Readonly<Record<string, (args: readonly string[]) => (value: string) => boolean>> = {
  one_of: (args) => (value) => args.includes(value),
  starts_with:
    ([prefix]) =>
    (value) =>
      value.startsWith(prefix!),
  ends_with:
    ([suffix]) =>
    (value) =>
      value.endsWith(suffix!),
  has_substring:
    ([part]) =>
    (value) =>
      value.includes(part!),
  'monitoring.regex.full_match': ([expression]) => fullMatch(expression!),
};

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '=': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  ':': (value, wanted) => value.includes(wanted),
  '>': (value, wanted) => Number(value) > Number(wanted),
  '>=': (value, wanted) => Number(value) >= Number(wanted),
  '<': (value, wanted) => Number(value) < Number(wanted),
  '<=': (value, wanted) => Number(value) <= Number(wanted),
};

/** Also bounds how deep terms can nest. */
const MOST_TERMS = 1_000;

const OBJECT = /^(?:project|group\.id|metric\.type|resource\.type|(?:metric|resource)\.labels?\..+|metadata\..+)$/;

/** Cloud Monitoring's filter language; OR binds tighter than AND, and AND may be left out. @throws GoogleApiError 400 */
export function parseFilter(text: string): Filter {
  try {
    return new Parser(tokens(text)).filter();
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RE2JSException)) throw error;
    throw new GoogleApiError(400, `Field filter had an invalid value of "${text}": ${error.message}`);
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #objects = new Set<string>();
  #next = 0;
  #terms = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  filter(): Filter {
    const { test, required } = this.#tokens.length === 0 ? { test: () => true, required: [] } : this.#conjunction();
    if (this.#next < this.#tokens.length) throw new SyntaxError(`Unexpected "${this.#tokens[this.#next]!.text}".`);
    return {
      matches: test,
      required: new Map(required.map(({ object, literal }) => [object, literal!])),
      objects: this.#objects,
    };
  }

  #conjunction(): Predicate {
    const terms = [this.#disjunction()];
    while (this.#next < this.#tokens.length && !this.#at(')')) {
      this.#skip('AND');
      terms.push(this.#disjunction());
    }
    return {
      test: (lookup) => terms.every(({ test }) => test(lookup)),
      required: terms.flatMap(({ required }) => required),
    };
  }

  #disjunction(): Predicate {
    const terms = [this.#term()];
    while (this.#skip('OR')) terms.push(this.#term());
    if (terms.length === 1) return terms[0]!;
    return { test: (lookup) => terms.some(({ test }) => test(lookup)), required: [] };
  }

  #term(): Predicate {
    if (++this.#terms > MOST_TERMS) throw new SyntaxError('It has too many terms.');
    if (this.#skip('NOT') || this.#skip('-')) {
      const { test } = this.#term();
      return { test: (lookup) => !test(lookup), required: [] };
    }
    if (this.#skip('(')) {
      const inner = this.#conjunction();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const object = this.#object();
    this.#objects.add(object);
    const operator = this.#take();
    const compare = OPERATORS[operator.text];
    if (operator.kind !== 'symbol' || !compare) throw new SyntaxError(`Expected a comparison after "${object}".`);
    const value = this.#text();
    if (!value.quoted && this.#skip('(')) return this.#call(object, operator.text, value.text);
    const required = operator.text === '=' ? [{ object, operator: '=', literal: value.text }] : [];
    return { test: known(object, (found) => compare(found, value.text)), required };
  }

  #call(object: string, operator: string, name: string): Predicate {
    const define = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!define) throw new SyntaxError(`Unknown function "${name}".`);
    if (operator !== '=' && operator !== '!=') throw new SyntaxError(`"${name}" needs = or !=.`);
    const args: string[] = [];
    do args.push(this.#text().text);
    while (this.#skip(','));
    this.#expect(')');
    const call = define(args);
    return { test: known(object, (found) => call(found) === (operator === '=')), required: [] };
  }

  /** A path such as `metric.labels.pod`; `label` is the same as `labels`, and a key may be quoted. */
  #object(): string {
    const first = this.#text().text;
    const object = first.endsWith('.') ? first + this.#text().text : first;
    if (!OBJECT.test(object)) throw new SyntaxError(`Unknown object "${object}".`);
    return object.replace(/^(metric|resource)\.label\./, '$1.labels.');
  }

  #take(): Token {
    const token = this.#tokens[this.#next++];
    if (!token) throw new SyntaxError('Unexpected end of the filter.');
    return token;
  }

  #text(): Extract<Token, { kind: 'text' }> {
    const token = this.#take();
    if (token.kind === 'text') return token;
    throw new SyntaxError(`Expected a word and not "${token.text}".`);
  }

  #at(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token !== undefined && token.text === text && !(token.kind === 'text' && token.quoted);
  }

  #skip(text: string): boolean {
    if (!this.#at(text)) return false;
    this.#next++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#skip(text)) throw new SyntaxError(`Expected "${text}".`);
  }
}

/** A term about something that the filtered thing does not have says nothing against it. */
const known =
  (object: string, test: (value: string) => boolean) =>
  (lookup: Lookup): boolean => {
    const value = lookup(object);
    return value === undefined || test(value);
  };
