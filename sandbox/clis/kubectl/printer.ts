import { type Call, Unknown } from '../command.ts';
import { print } from '../tool.ts';
import type { KubeObject } from './api.ts';
import { jsonPath } from './jsonpath.ts';
import { sorted } from './sorted.ts';
import { TableWriter } from './table.ts';

/** An output format. */
export interface Printer {
  /** The server renders the rows. */
  readonly isTable: boolean;
  /** The separately printed items of a list response. */
  itemsOf(list: KubeObject): readonly KubeObject[];
  /** @param single one object was requested by name */
  all(items: readonly KubeObject[], single: boolean): void;
  /** Prints one watch event. */
  event(type: string, item: KubeObject): void;
}

/** The printer for `-o`. @throws Unknown */
export function printerOf(call: Call): Printer {
  const output = call.value('output');
  if (output === undefined || output === 'wide')
    return tablePrinter(output === 'wide', call.value('label-columns')?.split(',') ?? []);
  if (output === 'json') return jsonPrinter(call.has('output-watch-events'));
  const path = /^jsonpath=(.*)$/s.exec(output)?.[1];
  if (path === undefined) throw new Unknown(`unsupported output format -o ${output}`);
  const text = jsonPath(path);
  return objectPrinter(
    (items, single) => void process.stdout.write(text(single ? items[0] : { items })),
    (_, item) => void process.stdout.write(text(item)),
  );
}

function tablePrinter(wide: boolean, labels: readonly string[]): Printer {
  const writer = new TableWriter({ wide, labels, print });
  return {
    isTable: true,
    itemsOf: (list) => [list],
    all: (tables) => writer.write(tables),
    event: (_, table) => writer.write([table]),
  };
}

function jsonPrinter(withEvents: boolean): Printer {
  const pretty = (value: unknown): void => print(JSON.stringify(sorted(value), null, 4));
  return objectPrinter(
    (items, single) => {
      if (!single) pretty({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
      else if (items[0]) pretty(items[0]);
    },
    (type, item) => (withEvents ? print(JSON.stringify({ type, object: sorted(item) })) : pretty(item)),
  );
}

function objectPrinter(all: Printer['all'], event: Printer['event']): Printer {
  return {
    isTable: false,
    // A list's items have no kind and apiVersion; the list has them.
    itemsOf: ({ kind, apiVersion, items }) =>
      items.map((item: KubeObject) => ({ apiVersion, kind: kind.replace(/List$/, ''), ...item })),
    all,
    event,
  };
}
