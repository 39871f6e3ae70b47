import type { ArtifactLocation } from '@daybook/artifacts';

/** A bucket where one is named, else a directory that the engine shares with the services. `text` notes what is missing. */
export const artifactLocationFrom = (env: NodeJS.ProcessEnv, text: (name: string) => string): ArtifactLocation => {
  if ((env['DAYBOOK_S3_BUCKET'] ?? '') === '') return { kind: 'directory', directory: text('DAYBOOK_ARTIFACTS_DIR') };
  const bucket = {
    endpoint: text('DAYBOOK_S3_ENDPOINT'),
    region: text('DAYBOOK_S3_REGION'),
    bucket: text('DAYBOOK_S3_BUCKET'),
    accessKeyId: text('DAYBOOK_S3_ACCESS_KEY_ID'),
    secretAccessKey: text('DAYBOOK_S3_SECRET_ACCESS_KEY'),
    forcePathStyle: true,
  };
  return { kind: 's3', bucket };
};
