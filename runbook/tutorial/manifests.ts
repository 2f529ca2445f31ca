const FOLDER = new URL('../../manifests/', import.meta.url);

/** A file of `manifests/`, which a person can read and apply by hand. */
export const manifest = (name: string): URL => new URL(name, FOLDER);
