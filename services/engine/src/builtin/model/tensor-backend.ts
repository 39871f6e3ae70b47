import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
// Importing the layers package registers the gradients of all operations; the core bundle for Node leaves them out.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';

let ready: Promise<string> | undefined;

/**
 * Selects the WebAssembly backend, four times as fast as the JavaScript one at the layer sizes used here, and falls
 * back to the latter where WebAssembly cannot start. Resolves with the backend's name; runs are reproducible per backend.
 */
export const startTensorBackend = (): Promise<string> => (ready ??= select());

const select = async (): Promise<string> => {
  tf.enableProdMode(); // silences the advice to install the native bindings
  const started = await tf.setBackend('wasm').catch(() => false);
  if (!started) await tf.setBackend('cpu');
  await tf.ready();
  return tf.getBackend();
};

/** Runs `work` and frees every tensor made in it; unlike `tf.tidy` it may answer any type. Copy out what has to last. */
export const inTensorScope = <T>(work: () => T): T => {
  tf.engine().startScope();
  try {
    return work();
  } finally {
    tf.engine().endScope();
  }
};

export { tf };
