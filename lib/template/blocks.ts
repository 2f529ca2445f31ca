import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  visit,
} from 'yaml';
import type { Parameters, Use } from './parameters.ts';

const MARKER = /^ when: (\S+)\s*$/m;

/** Every `# when: NAME` of a document. */
export function markers(document: Document.Parsed): Use[] {
  const uses: Use[] = [];
  const add = (comment: string | null | undefined, offset: number, misplaced?: string): void => {
    const name = MARKER.exec(comment ?? '')?.[1];
    if (name !== undefined) uses.push({ name, offset, ...(misplaced && { misplaced }) });
  };
  visit(document, {
    Node(key, node, path) {
      const offset = node.range?.[0] ?? 0;
      const parent = path.at(-1);
      const governs = key === null || key === 'key' || isSeq(parent) || (isCollection(node) && node.items.length > 0);
      add(node.commentBefore, offset, governs ? undefined : 'does not mark a removable block');
      add(node.comment, offset, 'stands after its block, not above it');
    },
  });
  add(document.commentBefore, document.range[0]);
  add(document.comment, document.range[1], 'does not mark a removable block');
  return uses;
}

/** Whether a marker removes the whole document. */
export function isDropped(document: Document.Parsed, parameters: Parameters): boolean {
  return isOff(document.commentBefore, parameters) || isOff(document.contents?.commentBefore, parameters);
}

/** Remove each list item and map entry with a marker whose parameter is false. */
export function dropBlocks(document: Document.Parsed, parameters: Parameters): void {
  visit(document, {
    Pair(_, pair) {
      if (isNode(pair.key) && isOff(pair.key.commentBefore, parameters)) return visit.REMOVE;
      lowerComment(pair.value as Node | null);
      return undefined;
    },
    Node(_, node, path) {
      if (isSeq(path.at(-1)) && isOff(node.commentBefore, parameters)) return visit.REMOVE;
      return undefined;
    },
  });
}

/**
 * Move a marker from a collection to its first item: the parser attaches the comment above the item to the collection.
 */
function lowerComment(value: Node | null): void {
  if (!isCollection(value) || !MARKER.test(value.commentBefore ?? '')) return;
  const first = value.items[0];
  const item = isPair(first) ? first.key : first;
  if (!isScalar(item) && !isMap(item) && !isSeq(item)) return;
  (item as ParsedNode).commentBefore = value.commentBefore;
  value.commentBefore = null;
}

function isOff(comment: string | null | undefined, parameters: Parameters): boolean {
  const name = MARKER.exec(comment ?? '')?.[1];
  return name !== undefined && parameters[name] === false;
}
