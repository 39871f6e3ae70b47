export { specify, type DeciderOutcome, type DeciderSpecification } from './decider.specification.js';
export { specifyProjection, type ProjectionOutcome, type ProjectionSpecification } from './projection.specification.js';
export { idOf, recorded, recordedStream, type RecordedOverrides } from './recorded.js';
export { temporaryDirectory } from './temporary-directory.js';
export { eventually } from './eventually.js';
export { spawnSource } from './source-process.js';
export { frozen } from './frozen.js';
export { OtlpReceiver, type ReceivedSpan } from './otlp-receiver.js';
