import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { registryEnvironment } from '../../../src/training/engines/registryEnvironment.mjs';
import { temporaryFolder } from '../data/sets/cifar10Excerpt.ts';

/** As an outer npm leaves it to its scripts. */
const outer = {
  npm_config_user_agent: 'npm/10.8.2 node/v1.2.3 linux x64 workspaces/false',
  npm_config_prefix: '/somewhere',
  npm_config_local_prefix: '/project',
  npm_config_npm_version: '10.8.2',
  npm_config_node_gyp: '/old/node-gyp.js',
  npm_config_ignore_scripts: 'true',
  npm_config_omit: 'optional',
  npm_package_name: 'cnn-architect',
  npm_package_json: '/project/package.json',
  npm_lifecycle_event: 'start',
  npm_lifecycle_script: 'node scripts/start.mjs',
  npm_command: 'run-script',
  npm_execpath: '/old/npm-cli.js',
  npm_node_execpath: '/old/node',
  INIT_CWD: '/project',
  NODE: '/old/node',
};

const needed = {
  npm_config_registry: 'http://127.0.0.1:4873/',
  NPM_CONFIG_CAFILE: '/certificates.pem',
  'npm_config_@scope:registry': 'http://127.0.0.1:4874/',
  'npm_config_//127.0.0.1:4873/:_authToken': 'secret',
  npm_config_https_proxy: 'http://127.0.0.1:8080',
  'npm_config_strict-ssl': 'false',
  npm_config_noproxy: 'localhost',
  npm_config_cache: '/cache',
  npm_config_userconfig: '/home/.npmrc',
  npm_config_fetch_timeout: '1000',
  NPM_TOKEN: 'secret',
  HTTPS_PROXY: 'http://127.0.0.1:8080',
  HOME: '/home',
};

describe('the environment of an npm that a script of npm starts', () => {
  it('holds what the registry needs, and nothing that the outer npm says about itself', () => {
    const folders = ['/project/node_modules/.bin', '/npm/lib/node-gyp-bin', '/usr/bin'].join(delimiter);
    expect(registryEnvironment({ ...outer, ...needed, PATH: folders })).toEqual({
      ...needed,
      PATH: '/usr/bin',
    });
  });

  it('is one in which the inner npm tells its scripts about itself', async () => {
    const folder = await temporaryFolder();
    const manifest = {
      name: 'inner',
      scripts: { show: 'node -e "console.log(JSON.stringify(process.env))"' },
    };
    await writeFile(join(folder.path, 'package.json'), JSON.stringify(manifest));
    const env = registryEnvironment({ ...process.env, ...outer, npm_config_registry: 'http://127.0.0.1:9/' });
    const shell = process.platform === 'win32';
    const options = { cwd: folder.path, env, shell };
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'show'], options);
    const told = JSON.parse(stdout) as NodeJS.ProcessEnv;
    expect(told.npm_config_user_agent).toContain(`node/${process.version}`);
    expect(told).toMatchObject({ npm_package_name: 'inner', npm_config_registry: 'http://127.0.0.1:9/' });
    expect(told.npm_config_omit ?? '').toBe('');
    await folder.remove();
  });
});
