import { type Document, Scalar, visit } from 'yaml';
import type { Parameters, Use } from './parameters.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{([^}]*)\}$/;

/** Text that every parser reads as the same plain scalar; the stringifier handles numbers and similar. */
const PLAIN = /^-{0,2}\w(?:[\w./@=+-]|:(?=\w))*$/;

/** Every `${NAME}` in a document's keys and values. */
export function placeholders(document: Document.Parsed): Use[] {
  const uses: Use[] = [];
  visit(document, {
    Scalar(key, node) {
      for (const [, name = ''] of textOf(node).matchAll(PLACEHOLDER)) {
        const misplaced = whyNot(node, key === 'key');
        uses.push({ name, offset: node.range?.[0] ?? 0, ...(misplaced && { misplaced }) });
      }
    },
  });
  return uses;
}

function whyNot(node: Scalar, isKey: boolean): string | undefined {
  if (isKey) return 'is in a key';
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  return isBlock ? 'is in a block of text' : undefined;
}

/** Replace the parameters in a scalar with their values. */
export function fill(node: Scalar, parameters: Parameters): void {
  const text = textOf(node);
  if (text.search(PLACEHOLDER) < 0) return;
  const whole = WHOLE.exec(text);
  const plain = node.type === Scalar.PLAIN;
  if (whole && plain && typeof parameters[whole[1]!] !== 'string') {
    node.value = parameters[whole[1]!];
    delete node.source;
    return;
  }
  const value = text.replace(PLACEHOLDER, (_, name: string) => String(parameters[name]));
  node.value = value;
  if (plain && !PLAIN.test(value)) node.type = Scalar.QUOTE_DOUBLE;
}

function textOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : '';
}
