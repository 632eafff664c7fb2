/**
 * What an npm that we start may know of the npm that started us. Plain JavaScript, so that scripts/ can use it before
 * anything is installed.
 *
 * An npm hands its whole configuration down as `npm_*` variables: its user agent with its own Node's version, the
 * project's name and scripts, its prefix. The inner npm takes them for its own, and so do install scripts
 * (code-server's refuses to build for another Node than the one in `npm_config_user_agent`).
 */

/** The settings by which a registry is reached, and where npm keeps what it fetched; `-` and `_` are the same. */
const reaching = new Set([
  ...['registry', 'userconfig', 'globalconfig', 'cache'],
  ...['proxy', 'https-proxy', 'http-proxy', 'noproxy', 'local-address', 'maxsockets'],
  ...['ca', 'cafile', 'cert', 'key', 'strict-ssl'],
  ...[
    'fetch-retries',
    'fetch-retry-factor',
    'fetch-retry-mintimeout',
    'fetch-retry-maxtimeout',
    'fetch-timeout',
  ],
]);

/** Of a scope's registry (`npm_config_@scope:registry`) or a registry's credentials (`npm_config_//host/:_authToken`). */
const isOfOneRegistry = (/** @type {string} */ setting) =>
  /^@[^:]+:registry$/.test(setting) || setting.startsWith('//');

/** Told by npm about itself and the script that it runs. */
const told = new Set(['INIT_CWD', 'NODE']);

/**
 * The environment for a program of another package's that is started from one of npm's scripts: without what the
 * outer npm says about itself and the project, and without the folders that it put on the PATH.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {NodeJS.ProcessEnv}
 */
export function registryEnvironment(environment = process.env) {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      if (value === undefined || !isHandedDown(name)) return [];
      return [[name, /^path$/i.test(name) ? withoutNpmFolders(value) : value]];
    }),
  );
}

function isHandedDown(/** @type {string} */ name) {
  if (told.has(name)) return false;
  const setting = /^npm_config_(.+)$/i.exec(name)?.[1];
  // Not npm's own are those in capitals, such as the NPM_TOKEN that an .npmrc may name.
  if (setting === undefined) return !name.startsWith('npm_');
  return reaching.has(setting.toLowerCase().replaceAll('_', '-')) || isOfOneRegistry(setting);
}

function withoutNpmFolders(/** @type {string} */ path) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const isNpms = (/** @type {string} */ folder) =>
    /[\\/]node_modules[\\/]\.bin[\\/]?$|[\\/]node-gyp-bin[\\/]?$/.test(folder);
  return path
    .split(separator)
    .filter((folder) => !isNpms(folder))
    .join(separator);
}
