/** The colours of a diagram, and the style sheet that its SVG is drawn with. */
import type { DiagramKind } from '../../protocol/diagram.ts';
import { fonts } from '../layout/metrics.ts';

interface DiagramColours {
  readonly page: string;
  readonly face: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  /** Main edges. */
  readonly line: string;
  readonly shortcut: string;
  /** An opened box's ground and border. */
  readonly frame: string;
  readonly frameBorder: string;
  readonly accent: string;
  readonly error: string;
  readonly warning: string;
  /** On a mark of `error` or `warning`. */
  readonly onMark: string;
  readonly barGround: string;
  readonly volume: string;
  readonly volumeFace: string;
  readonly kinds: Readonly<Record<DiagramKind, string>>;
}

export interface DiagramTheme {
  readonly colours: DiagramColours;
  readonly fontFamily: string;
  /**
   * `webview`: no styles of its own (the page adopts `diagramStyle(theme)`), and roles for a tree that is
   * walked through; `file`: self-contained.
   */
  readonly use: 'webview' | 'file';
}

const exportFont =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif';

const dark: DiagramColours = {
  page: '#1f1f1f',
  face: '#262626',
  border: '#4a4a4a',
  text: '#d4d4d4',
  muted: '#9a9a9a',
  line: '#757575',
  shortcut: '#c586c0',
  frame: '#22272b',
  frameBorder: '#565d63',
  accent: '#4daafc',
  error: '#f14c4c',
  warning: '#cca700',
  onMark: '#1f1f1f',
  barGround: '#3a3a3a',
  volume: '#4f9fd8',
  volumeFace: '#24333e',
  kinds: {
    convolution: '#4f9fd8',
    dense: '#d16969',
    pooling: '#d19a47',
    normalization: '#8b90d8',
    activation: '#57ab8a',
    regularization: '#b8a96a',
    merge: '#c586c0',
    shape: '#8a8a8a',
    output: '#d16969',
    input: '#8a8a8a',
    block: '#8a8a8a',
    broken: '#f14c4c',
  },
};

const light: DiagramColours = {
  page: '#ffffff',
  face: '#fbfbfb',
  border: '#bdbdbd',
  text: '#2b2b2b',
  muted: '#6b6b6b',
  line: '#999999',
  shortcut: '#a0459c',
  frame: '#f1f6fb',
  frameBorder: '#b0bac4',
  accent: '#005fb8',
  error: '#d13438',
  warning: '#9a6700',
  onMark: '#ffffff',
  barGround: '#e2e2e2',
  volume: '#3d8fc7',
  volumeFace: '#deecf7',
  kinds: {
    convolution: '#2f86c6',
    dense: '#c24b4b',
    pooling: '#c07f1f',
    normalization: '#6a70c8',
    activation: '#3b9471',
    regularization: '#8f7f2e',
    merge: '#a0459c',
    shape: '#7c7c7c',
    output: '#c24b4b',
    input: '#7c7c7c',
    block: '#7c7c7c',
    broken: '#d13438',
  },
};

/** For files: everything inside, no variables. */
export function exportTheme(name: 'light' | 'dark'): DiagramTheme {
  return { colours: name === 'light' ? light : dark, fontFamily: exportFont, use: 'file' };
}

const mix = (colour: string, share: number): string =>
  `color-mix(in srgb, ${colour} ${share}%, var(--vscode-editor-background))`;
const foreground = 'var(--vscode-editor-foreground)';
const muted = 'var(--diagram-muted, var(--vscode-descriptionForeground))';
const blue = 'var(--vscode-charts-blue)';
const purple = 'var(--vscode-charts-purple)';
/** Of the theme's yellow and red: its own orange is a search's highlight, dark brown in some themes. */
const orange = 'color-mix(in srgb, var(--vscode-charts-yellow) 58%, var(--vscode-charts-red))';
const grey = mix(foreground, 50);

/** The editor's own theme, whichever it is: every colour is one of its variables. */
export const webviewTheme: DiagramTheme = {
  use: 'webview',
  fontFamily: 'var(--vscode-font-family)',
  colours: {
    page: 'transparent',
    face: `var(--diagram-face, ${mix(foreground, 4)})`,
    border: `var(--vscode-contrastBorder, ${mix(foreground, 25)})`,
    text: foreground,
    muted,
    line: mix(foreground, 45),
    shortcut: purple,
    frame: `var(--diagram-frame, ${mix(blue, 6)})`,
    frameBorder: `var(--vscode-contrastBorder, ${mix(foreground, 32)})`,
    accent: 'var(--vscode-focusBorder)',
    error: 'var(--vscode-editorError-foreground)',
    warning: 'var(--vscode-editorWarning-foreground)',
    onMark: 'var(--vscode-editor-background)',
    barGround: mix(foreground, 14),
    volume: blue,
    volumeFace: mix(blue, 16),
    kinds: {
      convolution: blue,
      dense: 'var(--vscode-charts-red)',
      pooling: orange,
      normalization: `color-mix(in srgb, ${blue} 45%, ${purple})`,
      activation: 'var(--vscode-charts-green)',
      regularization: 'var(--vscode-charts-yellow)',
      merge: purple,
      shape: grey,
      output: 'var(--vscode-charts-red)',
      input: grey,
      block: grey,
      broken: 'var(--vscode-editorError-foreground)',
    },
  },
};

/** The rules that the drawer's classes mean. */
export function diagramStyle({ colours, fontFamily }: DiagramTheme): string {
  const size = (font: { readonly size: number; readonly bold?: boolean }): string =>
    `font-size: ${font.size}px;${font.bold ? ' font-weight: 600;' : ''}`;
  const kinds = Object.entries(colours.kinds)
    .map(([kind, colour]) => `.cnn .${kind} { color: ${colour}; }`)
    .join('\n');
  return `
.cnn { font-family: ${fontFamily}; }
.cnn text { fill: ${colours.text}; }
.cnn .page { fill: ${colours.page}; }
.cnn .title { ${size(fonts.title)} }
.cnn .label { ${size(fonts.label)} fill: ${colours.muted}; }
.cnn .size { ${size(fonts.shape)} font-variant-numeric: tabular-nums; text-anchor: end; }
.cnn .detail { ${size(fonts.detail)} fill: ${colours.muted}; font-variant-numeric: tabular-nums; }
.cnn .chip text { ${size(fonts.chip)} }
.cnn .caption { ${size(fonts.caption)} fill: ${colours.muted}; text-anchor: middle; font-variant-numeric: tabular-nums; }
.cnn .face { fill: ${colours.face}; stroke: ${colours.border}; }
.cnn .stack { fill: ${colours.face}; stroke: ${colours.border}; }
.cnn .frame > .face { fill: ${colours.frame}; stroke: ${colours.frameBorder}; stroke-dasharray: 5 4; }
.cnn .side > .face { stroke-dasharray: 3 3; }
.cnn .stripe, .cnn .dot { fill: currentColor; }
.cnn .chip > .pill { fill: ${colours.face}; stroke: ${colours.border}; }
.cnn .bar { fill: ${colours.barGround}; }
.cnn .bar-filled { fill: ${colours.kinds.convolution}; }
.cnn .chevron path { fill: none; stroke: ${colours.muted}; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.cnn .hit { fill: transparent; stroke: none; }
.cnn .line { fill: none; stroke: ${colours.line}; stroke-linejoin: round; }
.cnn .arrow { fill: ${colours.line}; }
.cnn .shortcut .line { stroke: ${colours.shortcut}; }
.cnn .shortcut .arrow, .cnn .edge .name { fill: ${colours.shortcut}; }
.cnn .aside .line { stroke-dasharray: 4 4; }
.cnn .edge .name { ${size(fonts.detail)} }
.cnn .edge .operand { ${size(fonts.detail)} fill: ${colours.muted}; }
.cnn .volume path { fill: ${colours.volumeFace}; stroke: ${colours.volume}; stroke-linejoin: round; }
.cnn .volume .front { fill: ${colours.page === 'transparent' ? 'var(--vscode-editor-background)' : colours.page}; }
.cnn .error > .face, .cnn .error > .pill { stroke: ${colours.error}; }
.cnn .warning > .face, .cnn .warning > .pill { stroke: ${colours.warning}; }
.cnn .mark circle { fill: ${colours.error}; }
.cnn .mark path { stroke: ${colours.onMark}; stroke-width: 1.8; stroke-linecap: round; fill: none; }
.cnn .warning > .mark circle { fill: ${colours.warning}; }
${kinds}
`.trim();
}
