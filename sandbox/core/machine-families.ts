import { loadData } from './data.ts';

/** `g2-standard-4`, `a3-highgpu-8g`, `c4-standard-8-lssd`: a family, a kind and a size. */
const NAME = /^([a-z]\w*)-[a-z]+-\d+[a-z]*(-[a-z]+)?$/;

/** Whether Google Cloud has a machine type that the sandbox lacks, as far as its family tells. */
export function isRealMachine(name: string): boolean {
  const families = loadData<Readonly<Record<string, readonly string[]>>>('machine-families');
  const family = NAME.exec(name)?.[1];
  return family !== undefined && Object.values(families).some((names) => names.includes(family));
}
