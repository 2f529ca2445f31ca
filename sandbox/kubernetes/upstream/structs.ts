import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_PREFIXES } from '../resources/modules.ts';
import { type GoField, type GoStruct, parseStructs } from './go-types.ts';

/** Folders of the sources of k8s.io/api and k8s.io/apimachinery. */
export interface Sources {
  readonly api: string;
  readonly apimachinery: string;
}

/** A struct of which the sandbox has a schema, or that is part of one. */
export interface Known extends GoStruct {
  readonly module: string;
  /** The names of the schema's properties. */
  readonly properties: ReadonlySet<string>;
}

const MACHINERY: Readonly<Record<string, string>> = { 'meta/v1': 'pkg/apis/meta/v1', runtime: 'pkg/runtime' };

/** The structs behind the schemas of `resources/generated`, by module and in the order of the sources. */
export function knownStructs(sources: Sources): Known[] {
  return Object.keys(SCHEMA_PREFIXES).flatMap((module) => structsOf(module, sources));
}

function structsOf(module: string, { api, apimachinery }: Sources): Known[] {
  const folder = MACHINERY[module] ? join(apimachinery, MACHINERY[module]) : join(api, module);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^types.*\.go$/.test(file) && !file.endsWith('_test.go'));
  const structs = files.flatMap((file) => parseStructs(readFileSync(join(folder, file), 'utf8')));
  const schemas = schemasOf(module);
  const embedded = new Set(
    structs.filter(({ name }) => schemas.has(name)).flatMap(({ fields }) => fields.filter(isEmbedded).map(nameOf)),
  );
  return structs
    .filter(({ name }) => schemas.has(name) || embedded.has(name))
    .map((struct) => ({ ...struct, module, properties: schemas.get(struct.name) ?? new Set() }));
}

function schemasOf(module: string): Map<string, Set<string>> {
  const file = new URL(`../resources/generated/${SCHEMA_PREFIXES[module]}.json`, import.meta.url);
  if (!existsSync(file)) return new Map();
  const schemas = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { properties?: object }>;
  return new Map(
    Object.entries(schemas).map(([name, { properties = {} }]) => [
      name.slice(name.lastIndexOf('.') + 1),
      new Set(Object.keys(properties)),
    ]),
  );
}

/** Whether JSON has the members of the field in the outer object. */
export const isEmbedded = ({ json, number }: GoField): boolean => json === '' && number !== undefined;

/** `ProbeHandler` of `*v1.ProbeHandler`. */
export const nameOf = ({ type }: GoField): string => type.replace(/^.*[*.]/, '');
