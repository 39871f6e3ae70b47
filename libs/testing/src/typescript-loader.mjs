import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

// Lets a child process of a spec run sources as they are; `--import` loads this file, its own hooks run in a thread.
if (isMainThread) register(import.meta.url);

export const resolve = (specifier, context, next) => {
  const isSource = context.parentURL?.endsWith('.ts') && specifier.startsWith('.') && specifier.endsWith('.js');
  return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
};

/** The JavaScript of a TypeScript source; also for hooks that read another one than stands in the file. */
export const compiled = async (source, filename) => {
  const { transform } = await import('@swc/core');
  const { code } = await transform(source, {
    swcrc: false,
    filename,
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  });
  return code;
};

export const load = async (url, context, next) => {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  return { format: 'module', source: await compiled(await readFile(filename, 'utf8'), filename), shortCircuit: true };
};
