/** What the licences of bundled packages ask to be told: dist/ThirdPartyNotices.txt. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const isLicence = (file) => /^(licen[cs]e|copying|notices?|thirdpartynotices)(\.(md|txt))?$/i.test(file);

/**
 * A section for each package that the files come from: name, version, licence, where its source is, and the texts of
 * the licences that it brings.
 * @param {string} root
 * @param {Iterable<string>} files Paths from `root` on, with `/`; those outside of node_modules are ours.
 * @returns {Promise<string>}
 * @throws {Error} where a package does not say under which licence it comes
 */
export async function noticesOf(root, files) {
  const packages = new Set();
  for (const file of files) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
    if (folder !== undefined) packages.add(folder);
  }
  const sections = await Promise.all([...packages].sort().map((folder) => sectionOf(join(root, folder))));
  return [
    'CNN Architect contains the following packages. The source of each is at the address given.',
    ...sections,
  ].join(`\n\n${'='.repeat(80)}\n`);
}

async function sectionOf(folder) {
  const { name, version, license, repository, homepage } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const licence = typeof license === 'object' ? license.type : license;
  if (!licence) throw new Error(`${name} ${version} does not say under which licence it comes.`);
  const address = typeof repository === 'object' ? repository.url : (repository ?? homepage);
  const source = /^[\w-]+\/[\w.-]+$/.test(address ?? '') ? `https://github.com/${address}` : (address ?? '');
  const texts = (await readdir(folder)).filter(isLicence).sort();
  const contents = await Promise.all(texts.map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version} (${licence})`, source, ...contents.map((text) => `\n${text.trim()}`)].join(
    '\n',
  );
}
