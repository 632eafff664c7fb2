/** A GET over HTTP that follows redirects only where they may lead. The body comes as the server sent it. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { TrainingFailure, reason, systemCode } from '../failure.ts';

export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Whether an address is one of the internet; absent: {@link isPublicAddress}. */
  readonly isPublic?: (address: string) => boolean;
}

const mostRedirects = 10;
const redirects: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

/**
 * The answer after all redirects, its body not yet read.
 * @throws TrainingFailure `download` where the address is none, or a redirect is refused; what `signal` was aborted
 *   with; system errors, which {@link connectionWords} explains
 */
export async function get(address: string, options: RequestOptions): Promise<IncomingMessage> {
  const { signal, isPublic = isPublicAddress } = options;
  let url = addressOf(address);
  const seen: URL[] = [];
  for (let guarded = false; ;) {
    const addresses = await aborting(addressesOf(url), signal);
    const inside = addresses.find((each) => !isPublic(each.address));
    if (guarded && inside) {
      throw refused(seen[0]!, `it redirects to ${url.host}, which is inside this machine’s own network`);
    }
    guarded ||= !inside;
    const response = await send(url, addresses, options);
    if (!redirects.has(response.statusCode)) return response;
    response.destroy();
    seen.push(url);
    url = redirectTarget(seen, response.headers.location);
  }
}

/** A web address as the person gave it. */
function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new TrainingFailure(
    'download',
    `${shownAddress(text)} is not a web address (https://…): check it, or set another source.`,
  );
}

/** An address as it is shown and noted: without the name and password that may be in it. */
export function shownAddress(text: string): string {
  return text.replace(/^([a-z+.-]+:\/\/)[^/?#]*@/i, '$1');
}

/**
 * Where a redirect leads; `seen` are the addresses before, the one that redirects last.
 * @throws TrainingFailure `download` where nobody should be led
 */
export function redirectTarget(seen: readonly URL[], location: string | undefined): URL {
  const [first, from] = [seen[0]!, seen.at(-1)!];
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw refused(first, 'it redirects, but not to a web address');
  }
  const to = new URL(location, from.href);
  // A password is for whoever it was given to.
  [to.username, to.password] = from.origin === to.origin ? [from.username, from.password] : ['', ''];
  if (!/^https?:$/.test(to.protocol)) throw refused(first, `it redirects to a ${to.protocol} address`);
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw refused(first, `it redirects from https to http (${to.host}), where anybody could change the file`);
  }
  if (seen.some(({ href }) => href === to.href)) {
    const circle = [...seen.slice(seen.findIndex(({ href }) => href === to.href)), to];
    const shown = circle.map(({ href }) => shownAddress(href).slice(0, 200));
    throw refused(first, `its redirects lead in a circle (${shown.slice(0, 4).join(' → ')})`);
  }
  if (seen.length > mostRedirects) throw refused(first, `it redirects more than ${mostRedirects} times`);
  return to;
}

function refused(first: URL, why: string): TrainingFailure {
  return new TrainingFailure(
    'download',
    `${shownAddress(first.href)} can’t be downloaded: ${why}; check the address, or set another source.`,
  );
}

async function addressesOf({ hostname }: URL): Promise<LookupAddress[]> {
  const plain = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(plain);
  return family === 0 ? await lookup(plain, { all: true }) : [{ address: plain, family }];
}

/** One request, to the addresses that were looked at: a name may mean another one the next moment. */
function send(url: URL, addresses: LookupAddress[], options: RequestOptions): Promise<IncomingMessage> {
  const { headers, signal } = options;
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent: false,
      headers,
      signal,
      lookup: (_name, { all }, give) => {
        if (all) give(null, addresses);
        else give(null, addresses[0]!.address, addresses[0]!.family);
      },
    });
    sent.on('response', resolve);
    // Also after the answer: a server may send more than it announced, which nobody reads.
    sent.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    sent.end();
  });
}

async function aborting<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Addresses that mean this machine, its own networks, or nobody (RFC 6890). */
const inside = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
}
/** IPv4 within IPv6: mapped, compatible, and by NAT64. */
const embedded = /^(?:::ffff:|::|64:ff9b::)(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/i;

export function isPublicAddress(address: string): boolean {
  const [plain = ''] = address.split('%'); // the zone of a link-local address
  const within = embedded.exec(plain);
  if (within?.[1] !== undefined) return isPublicAddress(within[1]);
  if (within) {
    const [high, low] = [parseInt(within[2]!, 16), parseInt(within[3]!, 16)];
    return isPublicAddress([high >> 8, high & 255, low >> 8, low & 255].join('.'));
  }
  return isIP(plain) !== 0 && !inside.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

const words: readonly (readonly [RegExp, string])[] = [
  [/^ENOTFOUND$/, 'its name is not known'],
  [/^EAI_AGAIN$/, 'its name could not be looked up'],
  [/^ECONNREFUSED$/, 'it refuses connections'],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'it closed the connection'],
  [/^ETIMEDOUT$/, 'it does not answer'],
  [/^E(HOST|NET)(UNREACH|DOWN)$/, 'there is no way to it'],
  [/^HPE_HEADER_OVERFLOW$/, 'its headers are too long'],
  [/^HPE_/, 'what it answers is not HTTP'],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is another host’s'],
  [/CERT|^UNABLE_TO_|SELF_SIGNED/, 'its certificate is not trusted'],
  [/^(EPROTO|ERR_SSL_.*)$/, 'no safe connection could be agreed on'],
];

/** Why a connection failed, as words within a sentence. */
export function connectionWords(caught: unknown): string {
  const code = systemCode(caught);
  const known = words.find(([pattern]) => code !== undefined && pattern.test(code))?.[1];
  return known ?? (reason(caught) || code || 'for no reason that it told');
}
