/** What every command of the terminal owes: see src/cli/commands/catalogue.ts. */
import { describe, expect, it } from 'vitest';
import { commands, help, readInvocation } from '../../src/cli/commands/catalogue.ts';

const names = commands.map(({ name }) => name);

it('no two commands have one name', () => {
  expect(new Set(names).size).toBe(names.length);
});

describe.each(commands)('cnn $name', (command) => {
  const { name, usage, options } = command;
  it('is told by --help, line for line, in a width that terminals have', () => {
    for (const { words, does } of usage) {
      const lines = help.split('\n');
      const at = lines.findIndex((line) => line.startsWith(`  cnn ${name} ${words}`));
      expect(at).toBeGreaterThan(0);
      expect(lines.slice(at, at + does.length).map((line) => line.slice(30))).toEqual(does);
    }
    expect(help.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('has each of its options told by --help', () => {
    for (const option of Object.keys(options)) expect(help).toContain(`--${option}`);
  });

  it('refuses an option that it does not have, and asks for what it needs', () => {
    expect(() => readInvocation([name, 'a.cnn', '--nope'])).toThrow(
      "Unknown option '--nope': see cnn --help.",
    );
    const takesFile = command.takes({}) !== 'no file';
    if (takesFile) expect(() => readInvocation([name])).toThrow(`cnn ${name} needs a .cnn file`);
    else expect(() => readInvocation([name, 'a.cnn'])).toThrow('takes no file here');
    expect(readInvocation(takesFile ? [name, 'a.cnn'] : [name])).toBeTypeOf('function');
  });
});

it('a command that is none is refused with those that are', () => {
  expect(() => readInvocation(['chek'])).toThrow(
    `There is no command "chek": the commands are ${names.join(', ')}.`,
  );
});
