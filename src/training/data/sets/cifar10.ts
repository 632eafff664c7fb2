import { inMarkdown } from '../../../wording/markdown.ts';
import { cifarFile, readCifarBatches } from './cifarBatches.ts';
import { defineDataSet } from './definition.ts';

const title = 'CIFAR-10';
const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const labels = 1;
const training = [1, 2, 3, 4, 5].map((number) => cifarFile(`data_batch_${number}.bin`, 10_000, labels));
const test = cifarFile('test_batch.bin', 10_000, labels);

export const cifar10 = defineDataSet({
  id: 'cifar10',
  name: 'CIFAR10',
  title,
  sizes: [[32, 32]],
  channels: [3],
  classes,
  documentation: inMarkdown`CIFAR-10 (Krizhevsky, 2009): 60,000 colour pictures of 32x32 in 10 classes, 10,000 of them for the test.`,
  home: 'https://www.cs.toronto.edu/~kriz/',
  archives: [
    {
      name: 'cifar-10-binary.tar.gz',
      bytes: 170_052_171,
      /** The MD5 is the one its authors publish; the SHA-256 is of the same file. */
      checksum: {
        algorithm: 'sha256',
        digest: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
      md5: 'c32a1d4ab5d03f1284b67883e8d87530',
      folder: 'cifar-10-batches-bin',
      files: [...training, test],
    },
  ],
  read: (folder, options) =>
    readCifarBatches(folder, { title, classes: classes.length, labels, training, test }, options),
});
