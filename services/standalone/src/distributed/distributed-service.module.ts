import { Module, type DynamicModule } from '@nestjs/common';
import { KafkaMessagingModule } from '@daybook/messaging/kafka';
import { HEALTH_CHECKS, HealthController, OperationsController } from '@daybook/service-kit';
import { distributedHealthChecks, healthSources } from './distributed-health.checks.js';
import type { DistributedPorts } from './distributed-ports.js';
import { DistributedPortsModule } from './distributed-ports.module.js';
import { allPublishings, services } from './service.catalog.js';
import { securityFrom } from './kafka.settings.js';
import { brokersOf, type ServiceConfig } from './service.config.js';
import { serviceNames, type ServiceName } from './service.names.js';

/** One service on the distributed adapters; the services' own modules do not know that they are. */
@Module({})
export class DistributedServiceModule {
  static forRoot(name: ServiceName, config: ServiceConfig, ports: DistributedPorts): DynamicModule {
    const { module, publishings, besides = () => [] } = services[name];
    const messaging = KafkaMessagingModule.forRoot({
      service: name,
      services: serviceNames,
      brokers: brokersOf(config),
      security: securityFrom(config),
      topics: { replicationFactor: config.kafkaReplication },
      topicPrefix: config.topicPrefix,
      mongoUrl: config.mongoUrl,
      publishings: allPublishings,
      relayed: publishings,
    });
    return {
      module: DistributedServiceModule,
      imports: [DistributedPortsModule.of(ports), messaging, module(config), ...besides(config)],
      providers: [{ provide: HEALTH_CHECKS, inject: healthSources, useFactory: distributedHealthChecks }],
      exports: [HEALTH_CHECKS],
      controllers: [HealthController, OperationsController],
    };
  }
}
