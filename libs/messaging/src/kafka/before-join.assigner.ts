import { PartitionAssigners, type PartitionAssigner } from 'kafkajs';

/**
 * kafkajs joins its group anew without asking whether what it has taken is finished. Every join begins with the search
 * for the group's coordinator, in the cluster that is handed to assigners: until `leave` resolves, none begins.
 */
export const assignerAfter =
  (leave: () => Promise<void>): PartitionAssigner =>
  (config) => {
    const { cluster } = config;
    const find = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (group) => {
      await leave();
      return find(group);
    };
    return PartitionAssigners.roundRobin(config);
  };
