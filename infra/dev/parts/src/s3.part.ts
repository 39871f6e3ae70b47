import { join } from 'node:path';
import { buildGoProgram } from './go.js';
import { answers } from './http-probe.js';
import { installationPath, installOnce } from './installation.js';
import type { Credentials, Part } from './part.js';

const version = 'v0.0.0-20260212201848-7aac2a2c5b7c';
const name = `minio-${version}`;
const credentials: Credentials = { accessKeyId: 'daybook', secretAccessKey: 'daybook-development' };

/** MinIO, from its Go module. It is AGPL: a server to test against, nothing that Daybook ships or links. */
export const s3: Part = {
  name: 's3',
  ports: { main: 19000, proxy: 19001 },
  install: () => installOnce(name, (directory) => buildGoProgram(directory, 'minio', `github.com/minio/minio@${version}`)),
  async prepare({ ports, directory }) {
    return {
      command: join(installationPath(name), 'minio'),
      args: ['server', '--quiet', '--address', `127.0.0.1:${ports.main}`, join(directory, 'data')],
      environment: {
        MINIO_ROOT_USER: credentials.accessKeyId,
        MINIO_ROOT_PASSWORD: credentials.secretAccessKey,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
        // Otherwise a data directory on the root file system is refused.
        MINIO_CI_CD: '1',
      },
    };
  },
  isReady: ({ ports }) => answers(`http://127.0.0.1:${ports.main}/minio/health/ready`),
  access(port) {
    const url = `http://127.0.0.1:${port}`;
    return {
      url,
      credentials,
      settings: {
        DAYBOOK_S3_ENDPOINT: url,
        DAYBOOK_S3_REGION: 'us-east-1',
        DAYBOOK_S3_BUCKET: 'daybook',
        DAYBOOK_S3_ACCESS_KEY_ID: credentials.accessKeyId,
        DAYBOOK_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    };
  },
};
