import fc from 'fast-check';

/** Random programs of nested blocks on 4-channel maps: every step keeps the shape, so any may follow any. */
const step = (blocks: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      'Conv(4, 3)',
      'Conv(4, 1, bias: false)',
      'Conv(4, 3, dilation: 2) -> BatchNorm -> ReLU',
      'MaxPool(3, stride: 1, padding: 1)',
      'ReLU',
      'Dropout(0.5)',
      'Sigmoid',
      'Add(Identity, Conv(4, 5))',
      'Concat(Conv(2, 3), AvgPool(3, stride: 1, padding: same) -> Conv(2, 1))',
      'Multiply(Identity, GlobalAvgPool -> Dense(2) -> ReLU -> Dense(4) -> Sigmoid)',
      'Multiply(Identity, Conv(1, 7) -> Sigmoid)',
      'Apply(Conv(4, 3) -> ReLU)',
      'Apply(ReLU)',
      'Apply(Add(Identity, input))',
      'Join2(input)',
      'Join2(input -> Conv(4, 3))',
    ),
    blocks.length > 0 ? fc.constantFrom(...blocks) : fc.constant('Conv(4, 3)'),
  );

const statement = (blocks: readonly string[], index: number): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(step(blocks), { minLength: 1, maxLength: 3 }).map((steps) => steps.join(' -> ')),
    },
    { weight: 2, arbitrary: step(blocks).map((flow) => `b${index} = ${flow}\n  Add(${flow}, b${index})`) },
    { weight: 1, arbitrary: step(blocks).map((flow) => `repeat 3 { ${flow} }`) },
    {
      weight: 1,
      arbitrary: step(blocks).map(
        (flow) => `auxiliary(weight: 0.3) { ${flow} -> GlobalAvgPool -> Dense(3) }`,
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constant(`Conv(4, 3) as s${index} -> ReLU\n  Join2(s${index}) -> Add(Identity, input)`),
    },
  );

const body = (blocks: readonly string[]) =>
  fc.tuple(...[0, 1, 2].map((index) => statement(blocks, index))).map((lines) => `  ${lines.join('\n  ')}\n`);

const blockNames = ['B0', 'B1', 'B2', 'B3'];

export const programs: fc.Arbitrary<string> = fc
  .tuple(
    ...blockNames.map((name, index) =>
      body(blockNames.slice(0, index)).map((text) => `block ${name} {\n${text}  ReLU\n}\n`),
    ),
    body(blockNames),
    fc.constantFrom('', '  GlobalAvgPool -> Dense(3) -> Softmax\n', '  Conv(4, 3, stride: 2)\n'),
  )
  .map((parts) => {
    const end = parts.pop()!;
    const main = parts.pop()!;
    return `block Apply(act) { Conv(4, 1) -> act }
block Join2(other) { Concat(input, other) -> Conv(4, 3) }
${parts.join('')}network A {\n  input 96x96x4\n${main}${end}}\n`;
  });
