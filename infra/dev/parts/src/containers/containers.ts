import type { StartedPart } from '@daybook/testing';
import type { StartedTestContainer } from 'testcontainers';
import type { PartName } from '../part.js';

/** A started container and how clients reach it. */
export type RunningContainer = Readonly<{ container: StartedTestContainer; access: StartedPart }>;
type Start = () => Promise<RunningContainer>;

const credentials = { accessKeyId: 'daybook', secretAccessKey: 'daybook-development' };
const startupTimeoutMs = 170_000;
const accessOf = (url: string): StartedPart => ({ url, ports: {}, credentials: null });
const addressOf = (container: StartedTestContainer, port: number): string => `${container.getHost()}:${container.getMappedPort(port)}`;

/** The parts that there are container images of; they are pulled and run as they are deployed. */
export const containers: Readonly<Partial<Record<PartName, Start>>> = {
  async kafka() {
    const { KafkaContainer } = await import('@testcontainers/kafka');
    const container = await new KafkaContainer('confluentinc/cp-kafka:8.0.0').withKraft().withStartupTimeout(startupTimeoutMs).start();
    return { container, access: accessOf(addressOf(container, 9093)) };
  },
  async mongo() {
    const { MongoDBContainer } = await import('@testcontainers/mongodb');
    const container = await new MongoDBContainer('mongo:8.0').withStartupTimeout(startupTimeoutMs).start();
    return { container, access: accessOf(`mongodb://${addressOf(container, 27017)}/daybook?directConnection=true`) };
  },
  async s3() {
    const { GenericContainer, Wait } = await import('testcontainers');
    const container = await new GenericContainer('minio/minio:RELEASE.2025-09-07T16-13-09Z')
      .withCommand(['server', '/data'])
      .withEnvironment({ MINIO_ROOT_USER: credentials.accessKeyId, MINIO_ROOT_PASSWORD: credentials.secretAccessKey })
      .withExposedPorts(9000)
      .withWaitStrategy(Wait.forHttp('/minio/health/ready', 9000).withStartupTimeout(startupTimeoutMs))
      .start();
    return { container, access: { ...accessOf(`http://${addressOf(container, 9000)}`), credentials } };
  },
  async 'log-server'() {
    const { GenericContainer, Wait } = await import('testcontainers');
    const container = await new GenericContainer('docker.kurrent.io/kurrent-latest/kurrentdb:26.1.1')
      .withEnvironment({ KURRENTDB_CLUSTER_SIZE: '1', KURRENTDB_INSECURE: 'true', KURRENTDB_NODE_PORT: '2113', KURRENTDB_RUN_PROJECTIONS: 'None' })
      .withExposedPorts(2113)
      .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCodeMatching((code) => code < 300).withStartupTimeout(startupTimeoutMs))
      .start();
    return { container, access: accessOf(`kurrentdb://${addressOf(container, 2113)}?tls=false`) };
  },
};
