import type { Ports } from './part.js';

/** server.properties of a single broker that starts and ends quickly. */
export const kafkaProperties = ({ main, controller, proxied, proxy, secured, guard }: Ports, dataDirectory: string): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${main},PROXIED://127.0.0.1:${proxied},SECURED://127.0.0.1:${secured},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${main},PROXIED://127.0.0.1:${proxy},SECURED://127.0.0.1:${guard}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
listener.name.secured.sasl.enabled.mechanisms=PLAIN
listener.name.secured.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_daybook="daybook-development";
inter.broker.listener.name=PLAINTEXT
log.dirs=${dataDirectory}
auto.create.topics.enable=false
num.partitions=1
default.replication.factor=1
min.insync.replicas=1
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
# How often the broker forgets groups that are empty and have committed nothing, 10 minutes by default.
offsets.retention.check.interval.ms=2000
log.segment.bytes=67108864
log.cleaner.dedupe.buffer.size=8388608
num.io.threads=4
num.network.threads=2
# After a kill the controller refuses the same broker id until its session ends, 9 s by default.
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
`;
