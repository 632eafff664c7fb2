/** What of the extension's settings the server needs. */
interface ServerSettings {
  readonly inlayHints: boolean;
  readonly codeLenses: boolean;
}

/** Reads `{ cnn: { inlayHints: { enabled } … } }`; what is absent is on. */
export function readServerSettings(given: unknown): ServerSettings {
  const cnn = member(given, 'cnn');
  return {
    inlayHints: member(member(cnn, 'inlayHints'), 'enabled') !== false,
    codeLenses: member(member(cnn, 'codeLens'), 'enabled') !== false,
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
