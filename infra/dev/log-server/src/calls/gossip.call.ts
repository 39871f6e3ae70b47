import { uuidMessage } from '../protocol/identifiers.js';
import { gossip, type shared } from '../protocol/messages.js';

const { ClusterInfo, EndPoint, MemberInfo } = gossip;
const ticksPerMs = 10_000n;

/** A cluster of one, which is its own leader. */
export const gossipCall =
  (instanceId: string, address: () => Readonly<{ host: string; port: number }>) =>
  async (_request: shared.Empty): Promise<gossip.ClusterInfo> => {
    const { host, port } = address();
    const member = new MemberInfo()
      .setInstanceId(uuidMessage(instanceId, false))
      .setTimeStamp(String(BigInt(Date.now()) * ticksPerMs))
      .setState(MemberInfo.VNodeState.LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new EndPoint().setAddress(host).setPort(port));
    return new ClusterInfo().setMembersList([member]);
  };
