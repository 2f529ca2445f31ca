const FOLDER = new URL('../../manifests/', import.meta.url);

/** The address of a file in `manifests/`. */
export const manifest = (name: string): URL => new URL(name, FOLDER);
