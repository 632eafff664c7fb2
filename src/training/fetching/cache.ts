import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which downloads are kept for all projects: CNN_ARCHITECT_CACHE, else the platform's place for
 * caches. Editor and command line use the same one. Relative values of the environment are ignored, as the XDG
 * specification asks.
 */
export function cacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const set = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const own = set('CNN_ARCHITECT_CACHE');
  if (own !== undefined) return own;
  switch (platform) {
    case 'win32':
      return join(set('LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local'), 'cnn-architect', 'Cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'cnn-architect');
    default: {
      const xdg = set('XDG_CACHE_HOME');
      return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'cnn-architect');
    }
  }
}
