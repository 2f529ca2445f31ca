import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml';
import { RunbookError } from '../errors/runbook-error.ts';
import { dropBlocks, isDropped, markers } from './blocks.ts';
import type { Parameters, Use } from './parameters.ts';
import { fill, placeholders } from './placeholders.ts';

/** Line breaks that only some YAML parsers support, and characters that YAML cannot represent. */
const UNPRINTABLE = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff]/u;

/**
 * Set the parameters of a manifest on its parsed nodes, so that every value stays one scalar.
 *
 * - `key: ${NAME}` keeps the parameter's type; in quotes or inside a scalar (`- --model=${NAME}`) it becomes text.
 * - Keys and blocks of text (which may be scripts) must not contain parameters.
 * - `# when: NAME` above a list item, a map entry or a document removes it when the parameter is false.
 *
 * Keeps comments. The same input gives the same bytes, and YAML 1.1 and 1.2 parsers read them alike.
 * @throws RunbookError TEMPLATE with one line of evidence per missing, unused or misplaced parameter
 */
export function renderManifest(text: string, parameters: Parameters): string {
  const lines = new LineCounter();
  // kubectl reads YAML 1.1, where a plain `on` is a boolean: the stringifier must quote for both versions.
  const documents = parseAllDocuments(text, { lineCounter: lines, compat: 'yaml-1.1' }) as Document.Parsed[];
  const broken = documents.flatMap((document) => document.errors.map((error) => error.message));
  if (broken.length > 0) throw invalid(broken);

  const marked = documents.flatMap(markers);
  const uses = [...marked, ...documents.flatMap(placeholders)].sort((a, b) => a.offset - b.offset);
  const at = (use: Use): string => `line ${lines.linePos(use.offset).line}: ${use.name}`;
  const problems = uses.flatMap((use) => {
    if (use.misplaced !== undefined) return [`${at(use)} ${use.misplaced}`];
    return Object.hasOwn(parameters, use.name) ? [] : [`${at(use)} has no value`];
  });
  for (const use of marked) {
    const value = parameters[use.name];
    if (value !== undefined && typeof value !== 'boolean') problems.push(`${at(use)} must be true or false`);
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (!uses.some((use) => use.name === name)) problems.push(`${name} is not used in the manifest`);
    if (typeof value === 'number' && !Number.isFinite(value)) problems.push(`${name} is not a finite number`);
    if (typeof value === 'string' && UNPRINTABLE.test(value))
      problems.push(`${name} has a character that YAML cannot represent`);
  }
  if (problems.length > 0) throw invalid(problems);

  const kept = documents.filter((document) => !isDropped(document, parameters));
  return kept.map((document, index) => rendered(document, parameters, index > 0)).join('');
}

function rendered(document: Document.Parsed, parameters: Parameters, separate: boolean): string {
  dropBlocks(document, parameters);
  visit(document, { Scalar: (_, node) => fill(node, parameters) });
  if (document.directives && separate) document.directives.docStart = true;
  return document.toString({ lineWidth: 0 });
}

function invalid(problems: readonly string[]): RunbookError {
  const message = problems.length === 1 ? problems[0]! : `${problems[0]} (and ${problems.length - 1} more)`;
  return new RunbookError('TEMPLATE', `The manifest cannot be rendered: ${message}`, { evidence: problems });
}
