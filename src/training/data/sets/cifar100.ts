import { inMarkdown } from '../../../wording/markdown.ts';
import { cifarFile, readCifarBatches } from './cifarBatches.ts';
import { defineDataSet } from './definition.ts';

const title = 'CIFAR-100';
/** The fine ones, in the order of their numbers. */
const classes =
  'apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm'.split(
    ' ',
  );
/** The coarse label, then the fine one. */
const labels = 2;
const training = cifarFile('train.bin', 50_000, labels);
const test = cifarFile('test.bin', 10_000, labels);

export const cifar100 = defineDataSet({
  id: 'cifar100',
  name: 'CIFAR100',
  title,
  sizes: [[32, 32]],
  channels: [3],
  classes,
  documentation: inMarkdown`CIFAR-100 (Krizhevsky, 2009): 60,000 colour pictures of 32x32 in 100 classes, 10,000 of them for the test.`,
  home: 'https://www.cs.toronto.edu/~kriz/',
  archives: [
    {
      name: 'cifar-100-binary.tar.gz',
      bytes: 168_513_733,
      /** The MD5 is the one its authors publish; the SHA-256 is of the same file, as MLDatasets.jl checks it. */
      checksum: {
        algorithm: 'sha256',
        digest: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
      },
      md5: '03b5dce01913d631647c71ecec9e9cb8',
      folder: 'cifar-100-binary',
      files: [training, test],
    },
  ],
  read: (folder, options) =>
    readCifarBatches(folder, { title, classes: classes.length, labels, training: [training], test }, options),
});
