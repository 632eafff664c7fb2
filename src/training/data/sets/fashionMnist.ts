import { inMarkdown } from '../../../wording/markdown.ts';
import type { ExpectedFile } from '../../fetching/unpack.ts';
import type { Archive } from './definition.ts';
import { defineDataSet } from './definition.ts';
import { idxPart, readIdxFiles } from './idxFiles.ts';

const title = 'Fashion-MNIST';
const classes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];
const [height, width] = [28, 28];
const training = idxPart('train', 60_000, height * width);
const test = idxPart('t10k', 10_000, height * width);

/** The MD5 is the one its authors publish; the SHA-256 is of the same file, as MLDatasets.jl and others check it. */
const archive = (file: ExpectedFile, bytes: number, md5: string, sha256: string): Archive => ({
  name: `${file.name}.gz`,
  bytes,
  checksum: { algorithm: 'sha256', digest: sha256 },
  md5,
  files: [file],
});

export const fashionMnist = defineDataSet({
  id: 'fashionMnist',
  name: 'FashionMNIST',
  title,
  sizes: [[height, width]],
  channels: [1],
  classes,
  documentation: inMarkdown`Fashion-MNIST (Xiao et al., 2017): 70,000 grey pictures of 28x28 in 10 classes of clothing, 10,000 of them for the test.`,
  home: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
  archives: [
    archive(
      training.images,
      26_421_880,
      '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
      '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    ),
    archive(
      training.labels,
      29_515,
      '25c81989df183df01b3e8a0aad5dffbe',
      'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
    ),
    archive(
      test.images,
      4_422_102,
      'bef4ecab320f06d8554ea6380940ec79',
      '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    ),
    archive(
      test.labels,
      5_148,
      'bb300cfdad3c16e7a12a480ee83cd310',
      '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
    ),
  ],
  read: (folder, options) =>
    readIdxFiles(folder, { title, classes: classes.length, height, width, training, test }, options),
});
