/**
 * What Node is given to run the language server with: a small young generation. What a keystroke leaves is then
 * looked through often and briefly, not seldom and for longer than a keystroke may take (bench/keystroke.mjs).
 */
export const serverProcessArguments: readonly string[] = ['--max-semi-space-size=4'];
