/**
 * The meaning's own syntax tree of a `.cnn` file: plain data, made by src/language/ from the parser's
 * tree. Every node knows its range. A file with mistakes gives a tree of what could be read; parts that
 * could not are `missing` expressions, about which nothing further is reported.
 *
 * The room gives what all others speak of: the tree of a file, mistakes and their codes, places and paths.
 * Plain data, with no parser behind it. It never imports another room.
 */

/** Offsets in UTF-16 units into the file's text, `end` excluded. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Located {
  readonly range: Range;
}

/** A range in a file. `uri` is what the program was loaded with. */
export interface Location extends Range {
  readonly uri: string;
}

export interface Identifier extends Located {
  readonly name: string;
}

export interface SourceFile {
  readonly uri: string;
  readonly declarations: readonly Declaration[];
}

export type Declaration =
  ImportDeclaration | LetDeclaration | BlockDeclaration | NetworkDeclaration | TrainDeclaration;

interface Documented extends Located {
  /** The Markdown of the comment lines directly above, without their `#`. */
  readonly documentation?: string;
}

/** `import { ConvNorm, Bottleneck } from "./blocks/convNorm.cnn"` */
export interface ImportDeclaration extends Located {
  readonly kind: 'import';
  readonly names: readonly Identifier[];
  readonly path: { readonly text: string; readonly range: Range };
}

/** `let growth = 32`, `let divisible(v, by = 8) = …` (a function, which may recurse). */
export interface LetDeclaration extends Documented {
  readonly kind: 'let';
  readonly name: Identifier;
  /** Given for a function. */
  readonly parameters?: readonly Parameter[];
  readonly value: Expression;
}

export interface Parameter extends Located {
  readonly name: Identifier;
  readonly default?: Expression;
}

export interface BlockDeclaration extends Documented {
  readonly kind: 'block';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

export interface NetworkDeclaration extends Documented {
  readonly kind: 'network';
  readonly name: Identifier;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
}

/** `train ResNet20(classes: 10) on CIFAR10 as paper { … }` */
export interface TrainDeclaration extends Documented {
  readonly kind: 'train';
  readonly network: Identifier;
  readonly arguments: readonly Argument[];
  /** A name of the product's (`CIFAR10`) or a folder (`"./birds"`). */
  readonly dataset: { readonly kind: 'name' | 'folder'; readonly text: string; readonly range: Range };
  readonly name?: Identifier;
  readonly entries: readonly RecipeEntry[];
}

/** `batch 128`, `augment Pad(4) -> RandomFlip`. The value is an expression or a flow. */
export interface RecipeEntry extends Located {
  readonly key: Identifier;
  readonly value: Expression;
}

/** Statements between braces. The range includes the braces. */
export interface Body extends Located {
  readonly statements: readonly Statement[];
}

export type Statement =
  | InputStatement
  | FlowStatement
  | BranchStatement
  | LetDeclaration
  | IfStatement
  | RepeatStatement
  | ForStatement
  | AuxiliaryStatement
  | ExpectStatement;

/** `input 224x224x3`, `input [size, size, 3]` */
export interface InputStatement extends Located {
  readonly kind: 'input';
  readonly shape: Expression;
}

/** A flow, or a value's name, alone on its line: its result becomes the current value. */
export interface FlowStatement extends Located {
  readonly kind: 'flow';
  readonly flow: Expression;
}

/** `name = flow`: names the result and leaves the current value where it was. */
export interface BranchStatement extends Located {
  readonly kind: 'branch';
  readonly name: Identifier;
  readonly flow: Expression;
}

export interface IfStatement extends Located {
  readonly kind: 'if';
  readonly arms: readonly { readonly condition: Expression; readonly body: Body }[];
  readonly otherwise?: Body;
}

/** `repeat 6 as i { … }` */
export interface RepeatStatement extends Located {
  readonly kind: 'repeat';
  readonly count: Expression;
  readonly index?: Identifier;
  readonly body: Body;
  /** `repeat` to before the `{`. */
  readonly header: Range;
}

/** `for w in [64, 128] as i { … }`, `for [channels, repeats] in stages { … }` */
export interface ForStatement extends Located {
  readonly kind: 'for';
  /** One name, or the names of a pattern. */
  readonly pattern: {
    readonly names: readonly Identifier[];
    readonly isList: boolean;
    readonly range: Range;
  };
  readonly list: Expression;
  readonly index?: Identifier;
  readonly body: Body;
  readonly header: Range;
}

/** `auxiliary(weight: 0.3) { … }` */
export interface AuxiliaryStatement extends Located {
  readonly kind: 'auxiliary';
  readonly arguments: readonly Argument[];
  readonly body: Body;
  readonly header: Range;
}

/** `expect params == 25_557_032`, `expect output 28x28x256` (operator `==`). */
export interface ExpectStatement extends Located {
  readonly kind: 'expect';
  readonly quantity: Identifier;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly value: Expression;
}

export type Expression =
  | NumberExpression
  | BooleanExpression
  | TextExpression
  | ListExpression
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | UnaryExpression
  | BinaryExpression
  | ConditionalExpression
  | FlowExpression
  | MissingExpression;

interface NumberExpression extends Located {
  readonly kind: 'number';
  readonly value: number;
}

interface BooleanExpression extends Located {
  readonly kind: 'boolean';
  readonly value: boolean;
}

interface TextExpression extends Located {
  readonly kind: 'text';
  readonly value: string;
}

/** `[1, 7]`; `1x7` and `224x224x3` are the same with `dimensions: true`. */
interface ListExpression extends Located {
  readonly kind: 'list';
  readonly elements: readonly Expression[];
  readonly dimensions?: boolean;
}

/** Also `input`, whose name is reserved. */
export interface NameExpression extends Located {
  readonly kind: 'name';
  readonly name: string;
}

/** `skip.channels` */
export interface MemberExpression extends Located {
  readonly kind: 'member';
  readonly object: Expression;
  readonly member: Identifier;
}

interface IndexExpression extends Located {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression;
}

/** `Conv(64, 3, stride: 2)`, `divisible(8 * width)`, `act(0.1)`: what it means depends on the name. */
export interface CallExpression extends Located {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
}

export interface Argument extends Located {
  readonly name?: Identifier;
  /** May be a flow. */
  readonly value: Expression;
}

export interface UnaryExpression extends Located {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator =
  '+' | '-' | '*' | '/' | '//' | '%' | '**' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';

export interface BinaryExpression extends Located {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `c ? a : b`, lazy. */
interface ConditionalExpression extends Located {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** Two steps or more joined by `->`, or any step with `as`. One step without `as` is just its expression. */
export interface FlowExpression extends Located {
  readonly kind: 'flow';
  readonly steps: readonly Step[];
}

/** `step as name`. The expression of a step in parentheses is that expression. */
export interface Step extends Located {
  readonly expression: Expression;
  readonly name?: Identifier;
}

/** What could not be read; the parser has said so. */
export interface MissingExpression extends Located {
  readonly kind: 'missing';
}
