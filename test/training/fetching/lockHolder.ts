/** A program of lock.test.ts: takes the lock at a path, says so, and keeps it until it is killed or told to go. */
import { withLock } from '../../../src/training/fetching/lock.ts';

const [path, patience] = process.argv.slice(2);
void withLock(path!, { what: 'It', patience: Number(patience) }, async () => {
  process.stdout.write('held\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
}).then(
  () => process.exit(0),
  (caught: Error) => {
    process.stdout.write(`${caught.message}\n`);
    process.exit(1);
  },
);
