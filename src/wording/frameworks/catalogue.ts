/** The frameworks whose layers are known, and how a name of theirs is found. */
import { plain } from '../plainName.ts';
import type { Framework, SaidLayer } from './framework.ts';
import { keras } from './keras.ts';
import { pytorch } from './pytorch.ts';

export const frameworks: readonly Framework[] = [pytorch, keras];

/** A layer with the framework that has it. */
export interface Found {
  readonly framework: Framework;
  readonly layer: SaidLayer;
}

const saidByName = new Map<string, Found[]>();
/** By plain names, also without their `2d`: what it is here. */
const saidByPlain = new Map<string, string>();
const hintByPlain = new Map<string, string>();

const plainForms = (name: string): readonly string[] => [plain(name), plain(name).replace(/2d$/, '')];

for (const framework of frameworks) {
  for (const layer of framework.said) {
    for (const name of layer.names) {
      saidByName.set(name, [...(saidByName.get(name) ?? []), { framework, layer }]);
      if (layer.layer !== '') for (const form of plainForms(name)) saidByPlain.set(form, layer.layer);
    }
  }
  for (const { names, hint } of framework.unsaid)
    for (const name of names) for (const form of plainForms(name)) hintByPlain.set(form, hint);
}

/** Every layer that is called so; `name` in the framework's own spelling. */
export const foreignLayers = (name: string): readonly Found[] => saidByName.get(name) ?? [];

/** What a layer of that name is here, however it is spelt. */
export const saidHere = (name: string): string | undefined => saidByPlain.get(plain(name));

/** Why there is no such layer here, and what is done instead; undefined where no framework has a layer of that name. */
export const unsaidHint = (name: string): string | undefined => hintByPlain.get(plain(name));

const byModule = new Map(frameworks.flatMap((each) => each.modules.map((module) => [module, each] as const)));

/** The framework whose names are reached through it: `nn` of `nn.Conv2d`. */
export const frameworkOf = (module: string): Framework | undefined => byModule.get(module);
