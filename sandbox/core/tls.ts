import type { World } from './world.ts';

/** A certificate and its key, in PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** The sandbox's own certification authority with the one certificate that all its HTTPS servers show. */
export interface Tls {
  /** PEM. */
  readonly ca: string;
  readonly server: KeyPair;
}

/** The sandbox's certificates: made once, then kept in the journal so that kubeconfigs stay valid. */
export async function sandboxTls({ database }: Pick<World, 'database'>): Promise<Tls> {
  const stored = database.collection<Tls>('tls');
  const known = stored.get('loopback');
  if (known) return known;
  const { makeTls } = await import('./certificates.ts');
  const made = await makeTls();
  stored.put('loopback', made);
  return made;
}
