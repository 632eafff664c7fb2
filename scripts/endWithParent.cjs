/** Required by a program that we start with a channel to it: it ends when we do, even killed. */
process.on('disconnect', () => process.exit());
process.channel?.unref();
