/** `/version` of a cluster whose version is like `1.33.5-gke.1080000`. */
export function versionInfo(version: string): object {
  const [major, minor] = version.split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `v${version}`,
    gitCommit: '0'.repeat(40),
    gitTreeState: 'clean',
    buildDate: '2025-10-01T00:00:00Z',
    goVersion: 'go1.24.6 X:boringcrypto',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
