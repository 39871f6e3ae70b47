/** Loaded before a supervised process: it ends when its supervisor has gone, however that happened. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening for it must not keep the process alive by itself.
process.channel?.unref();

export {};
